package latchkey.playground;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import latchkey.ClientsAndPasswords;
import latchkey.Database;
import latchkey.account.Authentication;
import latchkey.attempt.Network;
import org.junit.jupiter.api.Test;

/** The demo accounts. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(ClientsAndPasswords.class)
class DemoAccountsProfileTest {

    private static final String EVENTS = "select count(*) from audit_event";

    @Inject
    DemoAccounts demo;

    @Inject
    Authentication authentication;

    @Test
    void blanksAroundANameAreIgnored() {
        Database.empty();

        demo.register(new StartupEvent());
        demo.register(new StartupEvent());

        assertThat(Database.query("select string_agg(username || '|' || email || '|' || first_name, ',') from account"))
                .isEqualTo("demo|demo@demo.example|demo");
        assertThat(authentication
                        .authenticate("demo", "demo-password", Network.of("192.0.2.1"))
                        .account()
                        .username)
                .isEqualTo("demo");
    }

    @Test
    void aRestartRegistersNoAccountAndRecordsNoEvent() {
        Database.empty();
        demo.register(new StartupEvent());
        String events = Database.query(EVENTS);

        demo.register(new StartupEvent());

        assertThat(Database.query(EVENTS)).isEqualTo(events);
        assertThat(Database.query("select count(*) from account")).isEqualTo("1");
    }
}
