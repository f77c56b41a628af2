package latchkey.key;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Whether the secret of this replica is the one that the stored keys are under. It makes no key. */
@Readiness
@ApplicationScoped
class KeyReadiness implements HealthCheck {

    private final KeyRing keys;

    KeyReadiness(KeyRing keys) {
        this.keys = keys;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("signing keys");
        try {
            keys.flaw().ifPresentOrElse(why -> response.down().withData("reason", why), response::up);
        } catch (RuntimeException e) {
            response.down().withData("reason", "not read");
        }
        return response.build();
    }
}
