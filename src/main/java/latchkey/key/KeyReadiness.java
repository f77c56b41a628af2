package latchkey.key;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Whether this replica's secret decrypts the stored keys. The check generates no key. */
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
