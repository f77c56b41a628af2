package latchkey.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import latchkey.Database;
import latchkey.Waiting;
import latchkey.contract.ContractCalls;
import org.junit.jupiter.api.Test;

/** A setting of the mailer that cannot be used stops no request and loses no mail. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(VerificationRequiredByUnsentMail.class)
class MailMisconfiguredProfileTest {

    @Test
    void theMailWaitsAndTheOperatorLearnsWhy() throws Exception {
        Database.empty();

        assertThat(ContractCalls.FASTAPI
                        .register("ada", "ada@shop.example", "the difference engine")
                        .statusCode())
                .isEqualTo(200);

        Waiting.until("the attempt has failed", () -> Database.query(
                        "select count(*) from outbox_message where failure is not null")
                .equals("1"));
        assertThat(Database.query("select failure from outbox_message")).contains("missing");
        assertThat(Database.query("select count(*) from outbox_message where due_at is not null"))
                .isEqualTo("1");
    }
}
