package latchkey.text;

import java.net.IDN;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The e-mail addresses that mails can be sent to. */
public final class Recipients {

    /**
     * No quoted local part, comment, list or line end (RFC 5321, 4.1.2), which could name another recipient or begin another
     * header.
     */
    private static final Pattern ADDRESS = Pattern.compile(
            "(?<local>[^\\s\\p{Cntrl}\"(),:;<>@\\[\\\\\\]]{1,64})@(?<domain>[^\\s\\p{Cntrl}\"(),:;<>@\\[\\\\\\]]{1,255})");

    /** The address with its domain in ASCII; empty if no mail can be sent to it. */
    public static Optional<String> inAscii(String address) {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parts.group("local") + "@" + IDN.toASCII(parts.group("domain")));
        } catch (IllegalArgumentException notADomain) {
            return Optional.empty();
        }
    }

    private Recipients() {}
}
