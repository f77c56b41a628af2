package latchkey.key;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import latchkey.ClientsAndPasswords;
import latchkey.Database;

@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(ClientsAndPasswords.class)
class Rs256ProfileTest extends AlgorithmsTest {

    @Override
    String algorithm() {
        return "RS256";
    }
}
