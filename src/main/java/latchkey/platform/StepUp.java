package latchkey.platform;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import latchkey.factor.SignInMethods.Assurance;
import latchkey.failure.AuthFailure;
import latchkey.key.AccessTokens;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Demands that a sign-in was good enough, and recent enough (RFC 9470). */
@ApplicationScoped
class StepUp {

    private final Clock clock;

    StepUp(Clock clock) {
        this.clock = clock;
    }

    /**
     * Compares the claims of the access token with what is demanded. An unknown level, or an age that is no number, lets no token pass.
     *
     * @param acr assurance levels; the sign-in must have all of them, or better ones
     * @param maxAge seconds since the sign-in, at most
     * @throws AuthFailure FRESH_SIGN_IN_REQUIRED
     */
    void require(JsonWebToken token, List<String> acr, List<String> maxAge) {
        if (acr.stream().anyMatch(level -> !reaches(token, level))
                || maxAge.stream().anyMatch(age -> !isWithin(token, age))) {
            throw AuthFailure.freshSignInRequired(highest(acr), youngest(maxAge));
        }
    }

    private static boolean reaches(JsonWebToken token, String level) {
        Optional<Assurance> shown = token.<String>claim(AccessTokens.ACR).flatMap(Assurance::find);
        Optional<Assurance> demanded = Assurance.find(level);
        return shown.isPresent() && demanded.isPresent() && shown.get().compareTo(demanded.get()) >= 0;
    }

    private boolean isWithin(JsonWebToken token, String age) {
        Optional<Long> signedInAt = token.claim(Claims.auth_time.name());
        return signedInAt.isPresent()
                && seconds(age)
                        .filter(seconds -> clock.instant().getEpochSecond() - signedInAt.get() <= seconds)
                        .isPresent();
    }

    private static Optional<Long> seconds(String age) {
        return Optional.of(age).filter(text -> text.matches("[0-9]{1,9}")).map(Long::valueOf);
    }

    private static @Nullable String highest(List<String> acr) {
        return acr.stream()
                .flatMap(level -> Assurance.find(level).stream())
                .max(Assurance::compareTo)
                .map(Assurance::claim)
                .orElse(null);
    }

    private static @Nullable Long youngest(List<String> maxAge) {
        return maxAge.stream()
                .flatMap(age -> seconds(age).stream())
                .min(Long::compareTo)
                .orElse(null);
    }
}
