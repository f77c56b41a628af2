package latchkey.platform;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import latchkey.LatchkeyConfig;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.jspecify.annotations.Nullable;

/** The services that may ask about tokens, as the settings list them. */
@ApplicationScoped
public class Clients {

    private static final String BASIC = "Basic ";

    private static final Pattern SHA_256 = Pattern.compile("\\s*[0-9A-Fa-f]{64}\\s*");

    private final Map<String, LatchkeyConfig.Client> known;

    Clients(LatchkeyConfig config) {
        known = config.clients();
    }

    /** Which of {@code clients} no client could be, in a sentence that does not quote what may be the secret itself. */
    public static Optional<String> flaw(Map<String, LatchkeyConfig.Client> clients) {
        return clients.entrySet().stream()
                .filter(client ->
                        !SHA_256.matcher(client.getValue().secretHash()).matches())
                .map(client ->
                        "latchkey.clients.\"" + client.getKey() + "\".secret-hash is no SHA-256 in hexadecimal, of 64"
                                + " digits: \"printf %s SECRET | sha256sum\" makes one.")
                .sorted()
                .findFirst();
    }

    /**
     * Lets a known client pass. RFC 6749, 2.3.1, has both encoded as in a form before they are joined; most clients do not, and so
     * both count as they came, too.
     *
     * @param authorization the header; where it is not Basic, the two from the body count
     * @throws AuthFailure INVALID_CLIENT
     */
    void authenticate(@Nullable String authorization, @Nullable String id, @Nullable String secret) {
        boolean proven;
        if (authorization != null && authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            String[] pair = read(authorization.substring(BASIC.length())).split(":", 2);
            String sent = pair.length < 2 ? "" : pair[1];
            proven = isOf(pair[0], sent) | isOf(decoded(pair[0]), decoded(sent));
        } else {
            proven = isOf(id == null ? "" : id, secret == null ? "" : secret);
        }
        if (!proven) {
            throw AuthFailure.because(Reason.INVALID_CLIENT);
        }
    }

    private boolean isOf(String id, String secret) {
        LatchkeyConfig.Client client = known.get(id);
        byte[] expected = client == null
                ? new byte[0]
                : client.secretHash().strip().toLowerCase(Locale.ROOT).getBytes(UTF_8);
        return MessageDigest.isEqual(expected, sha256(secret).getBytes(UTF_8));
    }

    private static String read(String credentials) {
        try {
            return new String(Base64.getDecoder().decode(credentials.strip()), UTF_8);
        } catch (IllegalArgumentException e) {
            throw AuthFailure.because(Reason.INVALID_CLIENT);
        }
    }

    /** As it is where it cannot be of a form: a percent sign that escapes nothing. */
    private static String decoded(String sent) {
        try {
            return URLDecoder.decode(sent, UTF_8);
        } catch (IllegalArgumentException e) {
            return sent;
        }
    }

    private static String sha256(String secret) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
