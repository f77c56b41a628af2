package latchkey.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What a client shows to prove who it is.
 *
 * @param id the client's
 */
record ClientSecret(String id, String secret) {

    private static final String BASIC = "Basic ";

    /**
     * Reads what came with a request. RFC 6749, 2.3.1 requires id and secret to be form-encoded before they are joined; most clients
     * do not encode them, so both forms are read.
     *
     * @param authorization the header; if it is not Basic, id and secret from the body count
     * @throws AuthFailure INVALID_CLIENT if the header cannot be read
     */
    static List<ClientSecret> read(@Nullable String authorization, @Nullable String id, @Nullable String secret) {
        if (authorization == null || !authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return List.of(new ClientSecret(id == null ? "" : id, secret == null ? "" : secret));
        }
        String[] pair = decodeBase64(authorization.substring(BASIC.length())).split(":", 2);
        String sent = pair.length < 2 ? "" : pair[1];
        return Stream.of(new ClientSecret(pair[0], sent), new ClientSecret(formDecoded(pair[0]), formDecoded(sent)))
                .distinct()
                .toList();
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
