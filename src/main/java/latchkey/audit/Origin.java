package latchkey.audit;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who acts, and from where.
 *
 * @param via the contract that a request came through, or {@code platform}, {@code command} or {@code service}
 * @param operator who typed the command, as the operating system knows them
 * @param session of the access token that the request was let in with
 * @param request as in {@code X-Request-Id}
 */
public record Origin(
        String via,
        @Nullable String operator,
        @Nullable UUID session,
        @Nullable String address,
        @Nullable String userAgent,
        @Nullable String request) {

    /** What a terminal would obey. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}]");

    public Origin {
        userAgent = userAgent == null ? null : CONTROL.matcher(userAgent).replaceAll("?");
    }

    /** Of what an operator types on a machine that runs this. */
    public static Origin ofCommand() {
        return new Origin("command", System.getProperty("user.name"), null, null, null, null);
    }

    /** Of what the service does unasked. */
    static Origin ofService() {
        return new Origin("service", null, null, null, null, null);
    }
}
