package latchkey.key;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.HashMap;
import java.util.Map;
import latchkey.Database;

@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(Rs256ProfileTest.class)
public class Rs256ProfileTest extends AlgorithmsTest {

    @Override
    String algorithm() {
        return "RS256";
    }

    /** With those of {@link TokenTypeProfileTest}. */
    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(super.settings());
        settings.put("latchkey.tokens.type", "JWT");
        return settings;
    }
}
