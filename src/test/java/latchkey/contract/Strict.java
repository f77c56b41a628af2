package latchkey.contract;

import java.util.Map;
import latchkey.WithoutDocument;

/** A deployment that does not reveal which accounts exist, and requires long passwords. */
public class Strict extends WithoutDocument {

    @Override
    protected Map<String, String> settings() {
        return Map.of("latchkey.registration.reveal-taken", "false", "latchkey.password.min-length", "15");
    }
}
