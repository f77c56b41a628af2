package latchkey.playground;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import latchkey.Database;
import org.junit.jupiter.api.Test;

/** Those who are there from the start are there after each start. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(BrowserTest.Quick.class)
class DemoAccountsTest {

    private static final String EVENTS = "select count(*) from audit_event";

    @Inject
    DemoAccounts demo;

    @Test
    void aRestartRegistersNobodyAndTellsOfNothing() {
        Database.execute("delete from account where username = 'demo'");
        demo.register(new StartupEvent());
        String events = Database.query(EVENTS);
        String accounts = Database.query("select count(*) from account");

        demo.register(new StartupEvent());

        assertThat(Database.query(EVENTS)).isEqualTo(events);
        assertThat(Database.query("select count(*) from account")).isEqualTo(accounts);
        assertThat(Database.query(
                        "select outcome from audit_event where kind = 'REGISTRATION' order by id desc limit 1"))
                .isEqualTo("ACCEPTED");
    }
}
