package latchkey.key;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import latchkey.Database;
import latchkey.LimitedBehindAProxy;

@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(LimitedBehindAProxy.class)
class EdDsaProfileTest extends AlgorithmsTest {

    @Override
    String algorithm() {
        return "EdDSA";
    }
}
