package latchkey.legacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.logging.Log;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.InvalidAlgorithmException;

/**
 * Which issuers had a token with a good signature since the start. Where tokens are shown that are of no issuer, those that had none
 * may have another key than was set, and the log says so.
 */
final class Verifications {

    /** At most one line of an issuer in this time: an attacker can show any number of tokens. */
    private static final Duration PACE = Duration.ofMinutes(1);

    private final Set<String> verified = ConcurrentHashMap.newKeySet();
    private final Map<String, Instant> told = new ConcurrentHashMap<>();

    /** One token, as it is shown to one issuer after the other. */
    final class Showing {

        /** Name of the issuer to why the token is none of its own. */
        private final Map<String, String> foreign = new LinkedHashMap<>();

        /** Name of the issuer to why its token is not taken. */
        private final Map<String, String> unfit = new LinkedHashMap<>();

        private boolean known;

        void verified(String issuer) {
            known = true;
            verified.add(issuer);
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

        void end(String token, Instant now) {
            if (!known && !foreign.isEmpty() && !isOfOurType(token)) {
                foreign.forEach((issuer, why) -> tell(issuer, why, now));
            }
        }
    }

    /** An access token of this service that has run out is no sign of anything. */
    private static boolean isOfOurType(String token) {
        String header = new String(Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.'))), UTF_8);
        return header.contains("\"at+jwt\"") || header.contains("\"rt+jwt\"");
    }

    private void tell(String issuer, String why, Instant now) {
        if (!verified.contains(issuer) && isDue(issuer, now)) {
            Log.warnf(
                    "no token of latchkey.legacy.\"%s\" has verified yet, and one that was shown did not: %s. Is its secret or"
                            + " public-key, and its algorithm, what the old backend signs with, letter by letter?",
                    issuer, why);
        }
    }

    private boolean isDue(String issuer, Instant now) {
        Instant last = told.putIfAbsent(issuer, now);
        return last == null || !now.isBefore(last.plus(PACE)) && told.replace(issuer, last, now);
    }
}
