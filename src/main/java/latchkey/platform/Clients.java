package latchkey.platform;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.hash.Digests;
import org.jspecify.annotations.Nullable;

/** The services that may introspect and revoke tokens, as configured. */
@ApplicationScoped
public class Clients {

    private static final String BASIC = "Basic ";

    private static final Pattern SHA_256 = Pattern.compile("\\s*[0-9A-Fa-f]{64}\\s*");

    private final Map<String, ClientConfig.Client> clients;

    Clients(ClientConfig config) {
        clients = config.byId();
    }

    /**
     * The first client in {@code config} with a malformed hash, in a sentence that does not quote it: it may be the secret
     * itself.
     */
    public static Optional<String> flaw(ClientConfig config) {
        return config.byId().entrySet().stream()
                .filter(client ->
                        !SHA_256.matcher(client.getValue().secretHash()).matches())
                .map(client ->
                        "latchkey.clients.\"" + client.getKey() + "\".secret-hash is no SHA-256 in hexadecimal, of 64"
                                + " digits: \"printf %s SECRET | sha256sum\" makes one.")
                .sorted()
                .findFirst();
    }

    /**
     * Accepts a known client. RFC 6749, 2.3.1 requires id and secret to be form-encoded before they are joined; most clients do
     * not encode them, so both forms are accepted.
     *
     * @param authorization the header; if it is not Basic, id and secret from the body count
     * @throws AuthFailure INVALID_CLIENT
     */
    void authenticate(@Nullable String authorization, @Nullable String id, @Nullable String secret) {
        boolean authenticated;
        if (authorization != null && authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            String[] pair =
                    decodeBase64(authorization.substring(BASIC.length())).split(":", 2);
            String sent = pair.length < 2 ? "" : pair[1];
            authenticated = matches(pair[0], sent) | matches(formDecoded(pair[0]), formDecoded(sent));
        } else {
            authenticated = matches(id == null ? "" : id, secret == null ? "" : secret);
        }
        if (!authenticated) {
            throw AuthFailure.because(Reason.INVALID_CLIENT);
        }
    }

    private boolean matches(String id, String secret) {
        ClientConfig.Client client = clients.get(id);
        byte[] expected = client == null
                ? new byte[0]
                : client.secretHash().strip().toLowerCase(Locale.ROOT).getBytes(UTF_8);
        return MessageDigest.isEqual(
                expected, HexFormat.of().formatHex(Digests.sha256(secret)).getBytes(UTF_8));
    }

    private static String decodeBase64(String credentials) {
        try {
            return new String(Base64.getDecoder().decode(credentials.strip()), UTF_8);
        } catch (IllegalArgumentException e) {
            throw AuthFailure.because(Reason.INVALID_CLIENT);
        }
    }

    /** The text itself if it cannot be form-encoded: a percent sign that escapes nothing. */
    private static String formDecoded(String sent) {
        try {
            return URLDecoder.decode(sent, UTF_8);
        } catch (IllegalArgumentException e) {
            return sent;
        }
    }
}
