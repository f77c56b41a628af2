package latchkey.key;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import latchkey.Database;
import latchkey.account.TwoConnectionsAndGuesses;

@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(TwoConnectionsAndGuesses.class)
class Rs256ProfileTest extends AlgorithmsTest {

    @Override
    String algorithm() {
        return "RS256";
    }
}
