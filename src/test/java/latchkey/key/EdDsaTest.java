package latchkey.key;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import latchkey.Database;

@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(EdDsaTest.class)
public class EdDsaTest extends AlgorithmsTest {

    @Override
    String algorithm() {
        return "EdDSA";
    }
}
