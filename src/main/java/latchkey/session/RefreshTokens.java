package latchkey.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static latchkey.failure.Reason.REFRESH_MISSING;
import static latchkey.failure.Reason.REFRESH_REJECTED;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import latchkey.failure.AuthFailure;
import latchkey.key.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Signs and verifies refresh tokens: JWTs (RFC 7519) of their own type. They are signed with HS256, since only Latchkey reads
 * them, and since the same row must give the same token byte for byte, which ECDSA would not.
 *
 * <p>Latchkey writes and accepts only one header, so a token cannot choose its algorithm (RFC 8725, 3.1).
 */
@ApplicationScoped
class RefreshTokens {

    private static final String HEADER = encoded("{\"typ\":\"rt+jwt\",\"alg\":\"HS256\"}") + ".";
    private static final Pattern CLAIMS =
            Pattern.compile("\\{\"sid\":\"([0-9a-f-]{36})\",\"gen\":(\\d{1,9}),\"iat\":\\d+,\"exp\":(\\d{1,12})}");

    /** Longer than any token that Latchkey ever signed. */
    private static final int MAX_LENGTH = 512;

    private final Secret secret;

    RefreshTokens(Secret secret) {
        this.secret = secret;
    }

    /** The content of a good refresh token: a session and its generation. */
    record Shown(UUID session, int generation) {}

    /** Whether {@code token} looks like one of Latchkey's own. */
    static boolean isOurs(String token) {
        return token.startsWith(HEADER);
    }

    /** The session's current token. It expires when the session does, unless the client refreshes before. */
    String of(Session session) {
        String claims = "{\"sid\":\"" + session.id + "\",\"gen\":" + session.generation + ",\"iat\":"
                + session.refreshedAt.getEpochSecond() + ",\"exp\":"
                + session.idleUntil.getEpochSecond() + "}";
        String signed = HEADER + encoded(claims);
        return signed + "." + signature(signed);
    }

    /**
     * Verifies a token and returns its content.
     *
     * @throws AuthFailure REFRESH_MISSING if there is none, REFRESH_REJECTED if it is not good
     */
    Shown read(@Nullable String token, Instant now) {
        if (token == null || token.isBlank()) {
            throw AuthFailure.because(REFRESH_MISSING);
        }
        int end = token.lastIndexOf('.');
        if (token.length() > MAX_LENGTH || end < HEADER.length() || !isOurs(token) || !signed(token, end)) {
            throw AuthFailure.because(REFRESH_REJECTED);
        }
        Matcher claims = CLAIMS.matcher(decoded(token.substring(HEADER.length(), end)));
        if (!claims.matches() || now.getEpochSecond() >= Long.parseLong(claims.group(3))) {
            throw AuthFailure.because(REFRESH_REJECTED);
        }
        return new Shown(UUID.fromString(claims.group(1)), Integer.parseInt(claims.group(2)));
    }

    private boolean signed(String token, int end) {
        byte[] signed = token.substring(0, end).getBytes(US_ASCII);
        byte[] shown = token.substring(end + 1).getBytes(US_ASCII);
        return isEqual(secret.mac(Secret.Use.REFRESH_TOKENS, signed), shown)
                || secret.formerMac(Secret.Use.REFRESH_TOKENS, signed)
                        .filter(mac -> isEqual(mac, shown))
                        .isPresent();
    }

    private static boolean isEqual(byte[] mac, byte[] shown) {
        return MessageDigest.isEqual(encoded(mac).getBytes(US_ASCII), shown);
    }

    private String signature(String signed) {
        return encoded(secret.mac(Secret.Use.REFRESH_TOKENS, signed.getBytes(US_ASCII)));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String encoded(String json) {
        return encoded(json.getBytes(US_ASCII));
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), US_ASCII);
    }
}
