package latchkey.email;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import latchkey.Database;
import latchkey.StoppedClock;
import latchkey.Waiting;
import latchkey.contract.ContractCalls;
import latchkey.email.OddMailServer.Mode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mail servers that are slow, refuse, or close the connection: no request waits, no mail is lost, and none is sent twice for nothing. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@WithTestResource(OddMailServer.class)
@TestProfile(MailOn.class)
class SmtpFailuresProfileTest {

    private static final String PASSWORD = "the difference engine";

    @Inject
    Outbox outbox;

    @BeforeEach
    void theServerIsFine() throws Exception {
        outbox.awaitDelivery();
        Database.empty();
        OddMailServer.forget();
        OddMailServer.be(Mode.NORMAL);
        StoppedClock.stop();
    }

    @AfterEach
    void timeGoesOn() {
        OddMailServer.be(Mode.NORMAL);
        StoppedClock.resume();
    }

    private static void register(String name) {
        assertThat(ContractCalls.FASTAPI
                        .register(name, name + "@shop.example", PASSWORD)
                        .statusCode())
                .isEqualTo(200);
    }

    private static String states() {
        return Database.query(
                "select string_agg(split_part(recipient, '@', 1) || case when sent_at is not null then ' sent'"
                        + " when due_at is not null then ' waits' else ' failed' end, ', ' order by recipient) from outbox_message");
    }

    private static void until(String states) throws InterruptedException {
        Waiting.until(states, () -> states().equals(states));
    }

    private static long taken(String name) {
        return OddMailServer.taken().stream()
                .filter(mail -> mail.contains("To: " + name + "@"))
                .count();
    }

    private void later(Duration pause) {
        StoppedClock.advance(pause);
        outbox.deliver();
    }

    @Test
    void aRefusedRecipientIsGivenUpAndOthersGetTheirMail() throws Exception {
        OddMailServer.be(Mode.REFUSES_A_RECIPIENT);

        register("refused");
        register("ada");

        until("ada sent, refused failed");
        assertThat(Database.query("select failure from outbox_message where sent_at is null"))
                .contains("550 5.1.1 no such mailbox");
        later(Duration.ofDays(1));
        assertThat(taken("ada")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"TRY_LATER", "CLOSES_AT_DATA", "SILENT"})
    void aFailureThatPassesIsTriedAgainAndTheMailIsSentOnce(Mode mode) throws Exception {
        OddMailServer.be(mode);
        register("ada");
        Waiting.until(
                "an attempt has failed", () -> !Database.query("select coalesce(max(failure), '') from outbox_message")
                        .isEmpty());
        assertThat(states()).isEqualTo("ada waits");
        assertThat(taken("ada")).isZero();

        OddMailServer.be(Mode.NORMAL);
        outbox.deliver();
        assertThat(states()).as("not before the pause is over").isEqualTo("ada waits");
        later(Duration.ofSeconds(16));

        assertThat(states()).isEqualTo("ada sent");
        later(Duration.ofDays(1));
        assertThat(taken("ada")).isEqualTo(1);
    }

    @Test
    void refusedContentIsGivenUp() throws Exception {
        OddMailServer.be(Mode.REFUSES_THE_CONTENT);

        register("ada");

        until("ada failed");
    }

    @Test
    void aLostAnswerRepeatsTheMailUnderTheSameId() throws Exception {
        OddMailServer.be(Mode.LOSES_THE_ANSWER);
        register("ada");
        Waiting.until("taken without an answer", () -> taken("ada") == 1);
        Waiting.until(
                "an attempt has failed", () -> !Database.query("select coalesce(max(failure), '') from outbox_message")
                        .isEmpty());

        OddMailServer.be(Mode.NORMAL);
        later(Duration.ofSeconds(16));

        assertThat(states()).isEqualTo("ada sent");
        assertThat(OddMailServer.taken().stream().map(mail -> mail.replaceAll("(?s).*(?i:message-id): (\\S+).*", "$1")))
                .hasSize(2)
                .containsOnly("<" + Database.query("select id from outbox_message") + "@shop.example>");
    }

    @Test
    void afterTheLastAttemptAMailIsKeptForTheOperator() throws Exception {
        OddMailServer.be(Mode.TRY_LATER);
        register("ada");
        Database.execute("update email_link set expires_at = expires_at + interval '30 days'");
        Waiting.until(
                "an attempt has failed", () -> !Database.query("select coalesce(max(failure), '') from outbox_message")
                        .isEmpty());

        for (int attempt = 2; attempt <= 9; attempt++) {
            later(Duration.ofHours(19));
        }

        assertThat(states()).isEqualTo("ada failed");
        assertThat(Database.query("select attempts from outbox_message")).isEqualTo("9");
        OddMailServer.be(Mode.NORMAL);
        assertThat(outbox.retry(null)).isEqualTo(1);
        outbox.deliver();
        assertThat(states()).isEqualTo("ada sent");
    }

    /** More hang than one client of the mail server has connections. */
    @Test
    void aServerThatHangsSlowsNothingAndIsUsedAgainLater() throws Exception {
        OddMailServer.be(Mode.SILENT);
        for (int user = 0; user < 12; user++) {
            register("user" + user);
        }
        assertThat(ContractCalls.FASTAPI.letsIn("user0", PASSWORD)).isTrue();
        assertThat(Database.query("select count(*) from outbox_message where sent_at is not null"))
                .isEqualTo("0");
        outbox.awaitDelivery();

        OddMailServer.be(Mode.NORMAL);
        later(Duration.ofSeconds(16));
        outbox.awaitDelivery();
        later(Duration.ofMinutes(3));

        assertThat(Database.query("select count(*) from outbox_message where sent_at is not null"))
                .isEqualTo("12");
        assertThat(OddMailServer.taken()).hasSize(12);
    }

    @Test
    void aMailWhoseLinkWasReplacedIsNotSent() throws Exception {
        OddMailServer.be(Mode.TRY_LATER);
        register("ada");
        Waiting.until(
                "an attempt has failed", () -> !Database.query("select coalesce(max(failure), '') from outbox_message")
                        .isEmpty());
        StoppedClock.advance(Duration.ofSeconds(61));
        OddMailServer.be(Mode.NORMAL);

        given().contentType(JSON)
                .body(Map.of("email", "ada@shop.example"))
                .post("/account/email/verify/request")
                .then()
                .statusCode(202);
        later(Duration.ofSeconds(16));
        outbox.awaitDelivery();

        assertThat(taken("ada")).isEqualTo(1);
        assertThat(Database.query("select count(*) from outbox_message where failure like 'its link%'"))
                .isEqualTo("1");
    }

    @ParameterizedTest
    @EnumSource
    void anAddressThatIsMoreThanAnAddressGetsNoMail(OddAddress odd) throws Exception {
        register("ada");
        until("ada sent");
        OddMailServer.forget();
        Database.execute("update account set email = '" + odd.address + "'");
        Database.execute("update login_name set name = lower('" + odd.address + "') where name like 'ada@%'");
        StoppedClock.advance(Duration.ofSeconds(61));
        Database.execute(
                "insert into outbox_message (id, kind, account_id, recipient, language, created_at, due_at, attempts)"
                        + " select gen_random_uuid(), 'REUSE', id, email, 'en', now(), now() - interval '1 day', 0 from account");

        outbox.deliver();

        assertThat(OddMailServer.taken()).isEmpty();
        assertThat(Database.query("select failure from outbox_message where kind = 'REUSE'"))
                .isEqualTo("no mail can be sent to such an address");
    }

    /** Addresses that an import could bring. */
    enum OddAddress {
        SECOND_HEADER("ada@shop.example\r\nBcc: eve@shop.example"),
        LIST("eve@shop.example,ada@shop.example"),
        NAMED("ada <eve@shop.example>"),
        COMMENT("ada@shop.example (eve@shop.example)"),
        COMMAND("ada@shop.example> SIZE=1\nRCPT TO:<eve@shop.example"),
        NONE("");

        final String address;

        OddAddress(String address) {
            this.address = address;
        }
    }
}
