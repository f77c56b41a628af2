package latchkey.legacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.logging.Log;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.InvalidAlgorithmException;

/**
 * Which issuers had a token with a good signature since the start. Where tokens are shown that are of no issuer, those that had none
 * may have another key than was set, and the log says so.
 */
final class Verifications {

    private final Set<String> verified = ConcurrentHashMap.newKeySet();
    private final Pace pace = new Pace();
    private final String ours;

    /** @param ours the issuer that tokens of this service name */
    Verifications(String ours) {
        this.ours = ours;
    }

    /** One token, as it is shown to one issuer after the other. */
    final class Showing {

        /** Name of the issuer to why the token is none of its own. */
        private final Map<String, String> foreign = new LinkedHashMap<>();

        /** Name of the issuer to why its token is not taken. */
        private final Map<String, String> unfit = new LinkedHashMap<>();

        private boolean known;
        private boolean fitting;

        void verified(String issuer) {
            known = true;
            verified.add(issuer);
        }

        /** Whether it is one of theirs, by its signature. */
        boolean isKnown() {
            return known;
        }

        /** It says that it is for what that issuer's tokens are, or does not say it. */
        void fits() {
            fitting = true;
        }

        boolean isFitting() {
            return fitting;
        }

        /** Its signature is good, and what it says is not. */
        void unfit(String issuer, String why) {
            unfit.put(issuer, why);
        }

        Map<String, String> unfit() {
            return unfit;
        }

        void failed(String issuer, InvalidJwtException why) {
            if (why.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)) {
                foreign.put(issuer, "its signature does not match the key that is set");
            } else if (why.getCause() instanceof InvalidAlgorithmException) {
                foreign.put(issuer, "it is signed with another algorithm than is set");
            }
        }

        /** Whether there is an issuer to tell of now, as {@link #end} does. */
        boolean isDue(Instant now) {
            return !known
                    && foreign.keySet().stream()
                            .anyMatch(issuer -> !verified.contains(issuer) && pace.isDue(issuer, now));
        }

        void end(String token, Instant now) {
            if (isDue(now) && !isOurs(token)) {
                foreign.forEach((issuer, why) -> tell(issuer, why, now));
            }
        }
    }

    /** A token of this service that has run out is no sign of anything. What it says is not verified, and may be no JSON at all. */
    private boolean isOurs(String token) {
        String[] parts = token.split("\\.");
        if (new String(decoded(parts[0]), UTF_8).contains("\"rt+jwt\"")) {
            return true;
        }
        try {
            return ours.equals(
                    JwtClaims.parse(new String(decoded(parts[1]), UTF_8)).getIssuer());
        } catch (InvalidJwtException | MalformedClaimException notOurs) {
            return false;
        }
    }

    private static byte[] decoded(String part) {
        return Base64.getUrlDecoder().decode(part);
    }

    private void tell(String issuer, String why, Instant now) {
        if (!verified.contains(issuer) && pace.take(issuer, now)) {
            Log.warnf(
                    "no token of latchkey.legacy.\"%s\" has verified yet, and one that was shown did not: %s. Is its secret or"
                            + " public-key, and its algorithm, what the old backend signs with, letter by letter?",
                    issuer, why);
        }
    }
}
