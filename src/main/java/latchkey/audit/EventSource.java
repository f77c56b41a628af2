package latchkey.audit;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who caused an event, and from where.
 *
 * @param via the contract that a request came through, or {@code platform}, {@code command} or {@code service}
 * @param operator who ran the command: the user name of the operating system
 * @param actor the account or the client that acted through the admin API; null for users and commands
 * @param session of the access token of the request
 * @param request as in {@code X-Request-Id}
 */
public record EventSource(
        String via,
        @Nullable String operator,
        @Nullable String actor,
        @Nullable UUID session,
        @Nullable String address,
        @Nullable String userAgent,
        @Nullable String request) {

    /** Characters that control a terminal. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}]");

    public EventSource {
        userAgent = userAgent == null ? null : CONTROL.matcher(userAgent).replaceAll("?");
    }

    /** For a command that an operator runs on this machine. */
    public static EventSource ofCommand() {
        return new EventSource("command", System.getProperty("user.name"), null, null, null, null, null);
    }

    /** For what Latchkey does by itself. */
    static EventSource ofService() {
        return new EventSource("service", null, null, null, null, null, null);
    }
}
