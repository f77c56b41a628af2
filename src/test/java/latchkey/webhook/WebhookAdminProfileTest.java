package latchkey.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.Waiting;
import latchkey.admin.Operator;
import latchkey.email.MailOn;
import latchkey.email.MailServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a program does to a webhook reaches its receiver. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@WithTestResource(MailServer.class)
@TestProfile(MailOn.class)
class WebhookAdminProfileTest {

    private final Receiver receiver = new Receiver();

    private Operator program;
    private String hook;
    private String secret;

    /** The webhook gets one event for each rotation. */
    @BeforeEach
    void aProgramMakesAWebhook() {
        Operator.emptyDatabase();
        noWebhooks();
        program = Operator.program("hooks", "webhooks:read", "webhooks:write", "audit:read");
        JsonPath made = program.send(
                        "POST", "/webhooks", Map.of("url", receiver.url(), "kinds", List.of("webhook_rotation")))
                .jsonPath();
        hook = "/webhooks/" + made.getString("id");
        secret = made.getString("secret");
    }

    @AfterEach
    void noProgram() {
        receiver.close();
        noWebhooks();
        Operator.emptyDatabase();
    }

    private static void noWebhooks() {
        Database.execute("delete from webhook; delete from webhook_delivery");
    }

    private JsonPath delivered(int count) throws InterruptedException {
        Waiting.until(
                "delivered",
                () -> deliveries("?state=delivered").getList("deliveries").size() == count);
        return deliveries("");
    }

    private JsonPath deliveries(String query) {
        return program.get(hook + "/deliveries" + query).jsonPath();
    }

    private String rotated() {
        return program.send("POST", hook + "/secret").jsonPath().getString("secret");
    }

    @Test
    void aTestSaysWhatTheReceiverAnswered() throws Exception {
        JsonPath taken = program.send("POST", hook + "/test").jsonPath();
        receiver.answers(500);
        JsonPath refused = program.send("POST", hook + "/test").jsonPath();

        Receiver.Got got = receiver.await(2);
        assertThat(got.type()).isEqualTo("latchkey.test");
        assertThat(got.signatures()).containsExactly(got.signature(secret));
        assertThat(taken.getBoolean("accepted")).isTrue();
        assertThat(taken.getInt("status")).isEqualTo(204);
        assertThat(refused.getBoolean("accepted")).isFalse();
        assertThat(refused.getInt("status")).isEqualTo(500);
        assertThat(refused.getString("detail")).isEqualTo("the receiver answered 500.");
        assertThat(Operator.lastEvent("WEBHOOK_TEST")).isEqualTo("WEBHOOK_TEST ACCEPTED client hooks admin");
    }

    @Test
    void aReceiverThatHangsHoldsUpFewTestsAndNoOtherRequest() throws Exception {
        receiver.hold();

        List<Integer> statuses = ConcurrentCallers.of(
                WebhookDeliveries.MAX_TESTS + 1,
                caller -> () -> caller < WebhookDeliveries.MAX_TESTS ? tested() : testedAfterTheOthers());

        assertThat(statuses).containsExactlyInAnyOrder(200, 200, 200, 200, 503);
        assertThat(tested()).isEqualTo(200);
    }

    private int tested() {
        return program.send("POST", hook + "/test").statusCode();
    }

    private int testedAfterTheOthers() throws InterruptedException {
        receiver.await(WebhookDeliveries.MAX_TESTS);
        int status = tested();
        assertThat(program.get("/webhooks").statusCode()).isEqualTo(200);
        receiver.goOn();
        return status;
    }

    @Test
    void afterARotationBothSecretsSign() throws Exception {
        String next = rotated();

        Receiver.Got got = receiver.await(1);

        assertThat(got.signatures()).containsExactly(got.signature(next), got.signature(secret));
        assertThat(got.json().path("data").path("actor").asText()).isEqualTo("client hooks");
    }

    @Test
    void anEventIsSentAgainWithItsId() throws Exception {
        rotated();
        String id = delivered(1).getString("deliveries[0].id");

        program.send("POST", hook + "/deliveries/" + id + "/retry").then().statusCode(204);

        assertThat(receiver.await(2).id()).isEqualTo(receiver.got().get(0).id()).isEqualTo(id);
        String other = program.send("POST", "/webhooks", Map.of("url", receiver.url(), "kinds", List.of("export")))
                .jsonPath()
                .getString("id");
        assertThat(program.send("POST", "/webhooks/" + other + "/deliveries/" + id + "/retry")
                        .statusCode())
                .as("through another webhook")
                .isEqualTo(404);
    }

    @Test
    void theEventsOfATimeAreSentAgainAndThoseFromWhenItWasDisabledToo() throws Exception {
        Database.execute("delete from audit_event where kind = 'WEBHOOK_ROTATION'");
        rotated();
        delivered(1);
        program.send("POST", hook + "/disable").then().statusCode(204);
        rotated();
        program.send("POST", hook + "/enable").then().statusCode(204);
        assertThat(receiver.got()).hasSize(1);

        JsonPath replayed = program.send("POST", hook + "/replay", Map.of("from", "2026-01-01T00:00:00Z"))
                .jsonPath();

        assertThat(replayed.getInt("events")).isEqualTo(2);
        assertThat(replayed.getString("more_from")).isNull();
        receiver.await(3);
        delivered(2);
        assertThat(receiver.got().stream().skip(1).map(Receiver.Got::id))
                .doesNotHaveDuplicates()
                .contains(receiver.got().get(0).id());
    }

    @Test
    void aReplaySaysFromWhenToGoOn() {
        program.send("POST", hook + "/disable").then().statusCode(204);
        Database.execute("insert into audit_event (happened_at, kind, outcome, via) select"
                + " timestamptz '2019-01-01 00:00:00Z' + n * interval '1 second', 'WEBHOOK_ROTATION', 'ACCEPTED', 'command'"
                + " from generate_series(1, 10002) n");
        Map<String, String> time = Map.of("from", "2019-01-01T00:00:00Z", "until", "2019-02-01T00:00:00Z");

        JsonPath first = program.send("POST", hook + "/replay", time).jsonPath();
        JsonPath rest = program.send(
                        "POST",
                        hook + "/replay",
                        Map.of("from", first.getString("more_from"), "until", "2019-02-01T00:00:00Z"))
                .jsonPath();

        assertThat(first.getInt("events")).isEqualTo(10_000);
        assertThat(rest.getInt("events")).isEqualTo(2);
        assertThat(rest.getString("more_from")).isNull();
        Database.execute("delete from audit_event where happened_at < '2019-02-01'");
    }
}
