package latchkey.legacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.logging.Log;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import latchkey.failure.LogInterval;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.InvalidAlgorithmException;

/**
 * Which issuers had a token with a good signature since the start. If a token fits no issuer, one without such a token may have
 * a wrong key in its settings, and the log says so.
 */
final class VerifiedIssuers {

    private final Set<String> verified = ConcurrentHashMap.newKeySet();
    private final LogInterval interval = new LogInterval();
    private final String ownIssuer;

    /** @param ownIssuer the issuer that tokens of this service name */
    VerifiedIssuers(String ownIssuer) {
        this.ownIssuer = ownIssuer;
    }

    /** The check of one token against one issuer after the other. */
    final class Check {

        /** From the name of an issuer to why the token is not from it. */
        private final Map<String, String> unverified = new LinkedHashMap<>();

        /** From the name of an issuer to why its token is refused. */
        private final Map<String, String> refused = new LinkedHashMap<>();

        private boolean hasIssuer;
        private boolean usable;

        void recordVerified(String issuer) {
            hasIssuer = true;
            verified.add(issuer);
        }

        /** Whether the token has a good signature of an issuer. */
        boolean isVerified() {
            return hasIssuer;
        }

        /** The token is for the use of that issuer's tokens, or does not say. */
        void markUsable() {
            usable = true;
        }

        boolean isUsable() {
            return usable;
        }

        /** The token's signature is good, but its claims are not. */
        void recordRefused(String issuer, String why) {
            refused.put(issuer, why);
        }

        Map<String, String> refused() {
            return refused;
        }

        void recordInvalid(String issuer, InvalidJwtException why) {
            if (why.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)) {
                unverified.put(issuer, "its signature does not match the key that is set");
            } else if (why.getCause() instanceof InvalidAlgorithmException) {
                unverified.put(issuer, "it is signed with another algorithm than is set");
            }
        }

        /** Whether {@link #logUnverified} would log anything now. */
        boolean isDue(Instant now) {
            return !hasIssuer
                    && unverified.keySet().stream()
                            .anyMatch(issuer -> !verified.contains(issuer) && interval.isDue(issuer, now));
        }

        void logUnverified(String token, Instant now) {
            if (isDue(now) && !isOurs(token)) {
                unverified.forEach((issuer, why) -> log(issuer, why, now));
            }
        }
    }

    /**
     * Whether the token is Latchkey's own, perhaps expired, which means nothing. Its content is not verified, and may not even
     * be JSON.
     */
    private boolean isOurs(String token) {
        String[] parts = token.split("\\.");
        if (new String(decoded(parts[0]), UTF_8).contains("\"rt+jwt\"")) {
            return true;
        }
        try {
            return ownIssuer.equals(
                    JwtClaims.parse(new String(decoded(parts[1]), UTF_8)).getIssuer());
        } catch (InvalidJwtException | MalformedClaimException notOurs) {
            return false;
        }
    }

    private static byte[] decoded(String part) {
        return Base64.getUrlDecoder().decode(part);
    }

    private void log(String issuer, String why, Instant now) {
        if (!verified.contains(issuer) && interval.take(issuer, now)) {
            Log.warnf(
                    "no token of latchkey.legacy.\"%s\" has verified so far, and a client showed one that did not: %s."
                            + " Check that its secret or public-key, and its algorithm, are exactly those of the old backend.",
                    issuer, why);
        }
    }
}
