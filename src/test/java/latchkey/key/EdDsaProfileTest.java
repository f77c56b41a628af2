package latchkey.key;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import latchkey.Database;

@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(EdDsaProfileTest.class)
public class EdDsaProfileTest extends AlgorithmsTest {

    @Override
    String algorithm() {
        return "EdDSA";
    }
}
