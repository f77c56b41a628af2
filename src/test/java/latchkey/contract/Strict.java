package latchkey.contract;

import java.util.Map;
import latchkey.WithoutDocument;

/** A deployment that does not reveal which accounts exist, requires long passwords, and has no admin API. */
public class Strict extends WithoutDocument {

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                // Statements of requests are counted.
                "quarkus.scheduler.enabled", "false",
                "latchkey.registration.reveal-taken", "false",
                "latchkey.password.min-length", "15",
                "latchkey.admin.enabled", "false");
    }
}
