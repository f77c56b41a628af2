package latchkey.key;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import latchkey.Database;
import latchkey.session.ThreeCheckedSessions;

@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(ThreeCheckedSessions.class)
class Hs256ProfileTest extends AlgorithmsTest {

    @Override
    String algorithm() {
        return "HS256";
    }
}
