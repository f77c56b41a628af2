package latchkey.contract;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.email.MailOn;
import latchkey.email.MailServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Plays the golden cases of recovery and sign-in by mail, at the root; {@link ContractIT} plays them at the mount. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@WithTestResource(MailServer.class)
@TestProfile(MailOn.class)
class ContractsWithMailProfileTest {

    @BeforeEach
    void startWithoutAccounts() {
        Database.empty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    void goldenCasesAtTheRoot(String contract, GoldenCase test) throws Exception {
        Stage.atTheRoot(contract).play(test);
    }

    static Stream<Arguments> cases() {
        return ContractTest.CONTRACTS.stream()
                .flatMap(name -> GoldenCase.withMail(name).map(test -> Arguments.of(name, test)));
    }
}
