package latchkey.webhook;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.StoppedClock;
import latchkey.Waiting;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.contract.ContractCalls;
import latchkey.database.Transactions;
import latchkey.email.MailOn;
import latchkey.email.MailServer;
import latchkey.failure.AuthFailure;
import latchkey.key.KeyRing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events reach their receivers: signed, at least once, with the same id, and none is lost. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@WithTestResource(MailServer.class)
@TestProfile(MailOn.class)
class WebhooksProfileTest {

    private static final String PASSWORD = "the difference engine";
    private static final ContractCalls CONTRACT = ContractCalls.FASTAPI;
    private static final String OPERATOR = "operator@shop.example";

    private static final List<Logger> LOGGERS = List.of(Logger.getLogger(""), Logger.getLogger("latchkey.audit"));

    @Inject
    Webhooks webhooks;

    @Inject
    WebhookDeliveries deliveries;

    @Inject
    WebhookOutbox outbox;

    @Inject
    WebhookSender sender;

    @Inject
    WebhookSecrets secrets;

    @Inject
    WebhookOutcomes outcomes;

    @Inject
    AuditLog audit;

    @Inject
    KeyRing keys;

    @Inject
    Clock clock;

    private final String name = "ada-" + UUID.randomUUID().toString().substring(0, 8);
    private final Receiver receiver = new Receiver();

    @BeforeEach
    void adaIsRegistered() {
        forget();
        Database.empty();
        CONTRACT.register(name, name + "@shop.example", PASSWORD);
        StoppedClock.stop();
    }

    @AfterEach
    void timeGoesOn() throws Exception {
        receiver.close();
        StoppedClock.resume();
        forget();
        Waiting.until("mails to the operator are sent", () -> Database.query(
                        "select count(*) from outbox_message where account_id is null and due_at is not null")
                .equals("0"));
        Database.execute("delete from outbox_message where account_id is null");
    }

    private static void forget() {
        Database.execute("delete from webhook; delete from webhook_delivery");
    }

    private Webhooks.WithSecret webhook(Kind... kinds) {
        return webhooks.create(new WantedWebhook(receiver.url(), "the shop", Set.of(kinds)));
    }

    private void signIn() {
        assertThat(CONTRACT.letsIn(name, PASSWORD)).isTrue();
    }

    /** What became of the deliveries, in the order of their events. */
    private static String states() {
        return Database.query(
                "select coalesce(string_agg(case when delivered_at is not null then 'delivered'"
                        + " when due_at is not null then 'waits' else 'failed' end, ', ' order by event_id), '') from webhook_delivery");
    }

    private static void until(String states) throws InterruptedException {
        Waiting.until(states, () -> states().equals(states));
    }

    /** Waits until the last attempt was stored as failed. */
    private static void untilFailed() throws InterruptedException {
        Waiting.until("an attempt has failed", () -> !Database.query(
                        "select coalesce(max(failure), '') from webhook_delivery")
                .isEmpty());
    }

    private void later(Duration pause) {
        StoppedClock.advance(pause);
        outbox.deliver();
    }

    @Test
    void anEventIsPostedAtOnceWithTheFactsOfTheAuditLogAndASignature() throws Exception {
        Webhooks.WithSecret created = webhook(Kind.LOGIN);

        signIn();

        Receiver.Got got = receiver.await(1);
        until("delivered");
        assertThat(got.signatures()).containsExactly(got.signature(created.secret()));
        assertThat(got.id()).isEqualTo(Database.query("select id from webhook_delivery"));
        assertThat(got.timestamp()).isEqualTo(Long.toString(clock.instant().getEpochSecond()));
        assertThat(got.type()).isEqualTo("latchkey.login");
        JsonNode data = got.json().path("data");
        assertThat(got.json().path("timestamp").asText())
                .isEqualTo(data.path("happened_at").asText());
        assertThat(data.path("kind").asText()).isEqualTo("LOGIN");
        assertThat(data.path("outcome").asText()).isEqualTo("ACCEPTED");
        assertThat(data.path("username").asText()).isEqualTo(name);
        assertThat(data.path("account").asText()).isEqualTo(Database.query("select id from account"));
        assertThat(data.path("session").asText()).isEqualTo(Database.query("select id from session"));
        assertThat(data.path("via").asText()).isEqualTo("fastapi");
        assertThat(data.path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(got.body()).doesNotContain(PASSWORD, "bcrypt", "eyJ", created.secret());
    }

    @Test
    void messagesAreAsTheSchemaSays() throws Exception {
        JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("docs/webhooks.schema.json")));
        Webhooks.WithSecret created = webhook();
        signIn();
        CONTRACT.letsIn(name, "another password");
        webhooks.rotate(created.webhook().id);
        deliveries.test(created.webhook().id);

        receiver.await(6);

        assertThat(receiver.got().stream().map(Receiver.Got::type))
                .contains(
                        "latchkey.webhook_created",
                        "latchkey.login",
                        "latchkey.webhook_rotation",
                        "latchkey.webhook_test",
                        "latchkey.test");
        assertThat(receiver.got())
                .allSatisfy(got -> assertThat(schema.validate(got.json())).isEmpty());
    }

    @Test
    void onlyTheKindsThatAreWantedAreSent() throws Exception {
        webhook(Kind.LOGOUT, Kind.PASSWORD_CHANGE);
        Webhooks.WithSecret all = webhook();

        signIn();

        Waiting.until("delivered", () -> Database.query("select string_agg(webhook_id || ' ' || kind, ',') from"
                        + " webhook_delivery where delivered_at is not null and kind = 'LOGIN'")
                .equals(all.webhook().id + " LOGIN"));
        assertThat(Database.query(
                        "select count(*) from webhook_delivery where webhook_id <> '" + all.webhook().id + "'"))
                .isEqualTo("0");
    }

    @Test
    void anEventThatIsRolledBackIsNotSent() {
        webhook();
        String before = Database.query("select count(*) from webhook_delivery");

        assertThatThrownBy(() -> Transactions.call(() -> {
                    audit.record(audit.of(Kind.PURGE).storeWithoutAccount());
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessageContaining("rolled back");

        assertThat(Database.query("select count(*) from webhook_delivery")).isEqualTo(before);
        assertThat(Database.query("select count(*) from webhook_delivery where kind = 'PURGE'"))
                .isEqualTo("0");
    }

    @Test
    void noChangeHappensWithoutItsDelivery() {
        webhook();
        Database.execute("alter table webhook_delivery rename to webhook_delivery_gone");
        try {
            assertThat(CONTRACT.login(name, PASSWORD).statusCode()).isEqualTo(500);
        } finally {
            Database.execute("alter table webhook_delivery_gone rename to webhook_delivery");
        }

        assertThat(Database.query("select count(*) from session")).isEqualTo("0");
    }

    @Test
    void aFailedAttemptIsRepeatedWithTheSameIdAndContent() throws Exception {
        Webhooks.WithSecret created = webhook(Kind.LOGIN);
        receiver.answers(500);
        signIn();
        Receiver.Got first = receiver.await(1);
        untilFailed();

        outbox.deliver();
        assertThat(receiver.got()).as("not before the pause is over").hasSize(1);
        receiver.answers(200);
        later(Duration.ofSeconds(12));

        Receiver.Got second = receiver.await(2);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.timestamp()).isNotEqualTo(first.timestamp());
        assertThat(second.signatures()).containsExactly(second.signature(created.secret()));
        assertThat(states()).isEqualTo("delivered");
        later(Duration.ofDays(1));
        assertThat(receiver.got()).hasSize(2);
    }

    @Test
    void aReceiverThatTakesNothingForThreeDaysIsDisabledAndTheOperatorGetsAMail() throws Exception {
        int mails = MailServer.mails(OPERATOR).size();
        Webhooks.WithSecret created = webhook(Kind.LOGIN);
        receiver.answers(503);
        Instant began = clock.instant();
        signIn();
        untilFailed();

        for (int attempt = 1; attempt <= WebhookDelivery.SCHEDULE.pauses().size(); attempt++) {
            Duration pause = WebhookDelivery.SCHEDULE.pauses().get(attempt - 1);
            later(pause.minusSeconds(1));
            assertThat(receiver.got()).as("attempts before the pause is over").hasSize(attempt);
            assertThat(webhooks.find(created.webhook().id))
                    .get()
                    .extracting(w -> w.enabled)
                    .isEqualTo(true);
            later(pause.dividedBy(10).plusSeconds(2));
            assertThat(receiver.got()).as("attempts after the pause").hasSize(attempt + 1);
        }

        assertThat(Duration.between(began, clock.instant())).isBetween(Duration.ofHours(72), Duration.ofHours(80));
        assertThat(receiver.got().stream().map(Receiver.Got::id))
                .containsOnly(receiver.got().get(0).id());
        assertThat(states()).isEqualTo("failed");
        Webhook disabled = webhooks.find(created.webhook().id).orElseThrow();
        assertThat(disabled.enabled).isFalse();
        assertThat(disabled.disabledBecause).isEqualTo("the receiver answered 503");
        assertThat(Database.query("select via || ' ' || detail from audit_event where kind = 'WEBHOOK_DISABLED'"
                        + " order by id desc limit 1"))
                .isEqualTo("service " + disabled.id + ": the receiver answered 503");
        MailServer.Arrived mail = MailServer.mailTo(OPERATOR, mails + 1);
        assertThat(mail.subject()).isEqualTo("Latchkey no longer sends events to a webhook");
        assertThat(mail.text()).contains(disabled.urlWithoutQuery(), "the receiver answered 503", "to the operators");
        assertThat(mail.text()).doesNotContain("of-the-query");
        assertThat(mail.html()).doesNotContain("of-the-query", "/account/pages/");
    }

    @Test
    void aDisabledWebhookGetsWhatWaitsOnceItIsEnabledAgain() throws Exception {
        Webhooks.WithSecret created = webhook(Kind.LOGIN);
        receiver.answers(500);
        signIn();
        untilFailed();
        webhooks.disable(created.webhook().id);
        signIn();
        receiver.answers(200);

        later(Duration.ofMinutes(10));
        assertThat(receiver.got()).as("nothing is sent, nothing is stored").hasSize(1);
        assertThat(states()).isEqualTo("waits");

        webhooks.enable(created.webhook().id);
        until("delivered");
        assertThat(receiver.got()).hasSize(2);
    }

    /** One event that a receiver cannot digest. */
    @Test
    void aReceiverThatTakesOtherEventsIsNotDisabled() throws Exception {
        Webhooks.WithSecret created = webhook(Kind.LOGIN);
        receiver.answers(400);
        signIn();
        untilFailed();
        receiver.answers(200);
        signIn();
        until("waits, delivered");
        receiver.answers(400);
        Database.execute("update webhook_delivery set attempts = 9 where due_at is not null");

        later(Duration.ofMinutes(1));

        assertThat(states()).isEqualTo("failed, delivered");
        assertThat(webhooks.find(created.webhook().id))
                .get()
                .extracting(w -> w.enabled)
                .isEqualTo(true);
    }

    @Test
    void aReceiverThatIsGoneIsDisabledAtOnce() throws Exception {
        Webhooks.WithSecret created = webhook(Kind.LOGIN);
        receiver.answers(410);

        signIn();

        until("failed");
        Waiting.until(
                "it is disabled", () -> !webhooks.find(created.webhook().id).orElseThrow().enabled);
        signIn();
        assertThat(states()).isEqualTo("failed");
    }

    @Test
    void aSlowReceiverDoesNotHoldUpOthers() throws Exception {
        webhook(Kind.LOGIN);
        receiver.hold();
        try (Receiver other = new Receiver()) {
            for (int event = 0; event < 20; event++) {
                signIn();
            }
            receiver.await(1);
            webhooks.create(new WantedWebhook(other.url(), "", Set.of(Kind.LOGIN)));

            signIn();

            other.await(1);
            assertThat(receiver.got())
                    .as("sent to one receiver at the same time")
                    .hasSizeLessThanOrEqualTo(8);
            receiver.goOn();
            receiver.await(21);
        }
    }

    @Test
    void replicasShareTheWorkAndSendEachEventOnce() throws Exception {
        Webhooks.WithSecret created = webhook(Kind.LOGIN);
        webhooks.disable(created.webhook().id);
        Database.execute(
                "insert into audit_event (happened_at, kind, outcome, via) select now() - interval '1 hour', 'LOGIN',"
                        + " 'ACCEPTED', 'express' from generate_series(1, 60)");
        deliveries.replay(
                created.webhook().id,
                clock.instant().minusSeconds(7_200),
                clock.instant().minusSeconds(1_800));
        Database.execute("update webhook set enabled = true");
        WebhookOutbox replica = new WebhookOutbox(sender, secrets, outcomes, keys, audit, clock);

        ConcurrentCallers.of(2, caller -> () -> (caller == 0 ? outbox : replica).deliver());

        Waiting.until("all are delivered", () -> Database.query(
                        "select count(*) from webhook_delivery where delivered_at is not null")
                .equals("60"));
        assertThat(receiver.got().stream().map(Receiver.Got::id).collect(Collectors.toSet()))
                .hasSize(60)
                .hasSameSizeAs(receiver.got());
        replica.stop();
    }

    @Test
    void whatAReplicaTookBeforeItWasKilledIsSentByAnother() throws Exception {
        Webhooks.WithSecret created = webhook(Kind.LOGIN);
        Database.execute("update webhook set enabled = false");
        Database.execute("insert into webhook_delivery (webhook_id, event_id, kind, created_at, due_at)"
                + " select '" + created.webhook().id
                + "', id, kind, now(), now() from audit_event where kind = 'REGISTRATION'"
                + " order by id desc limit 1");
        StoppedClock.advance(Duration.ofSeconds(1));
        assertThat(WebhookDelivery.claim(created.webhook().id, clock.instant(), 8))
                .hasSize(1);
        Database.execute("update webhook set enabled = true");

        outbox.deliver();
        assertThat(receiver.got()).as("the other one may still send").isEmpty();
        later(WebhookDelivery.LEASE.plusSeconds(1));

        assertThat(receiver.await(1).id()).isEqualTo(Database.query("select id from webhook_delivery"));
        assertThat(states()).isEqualTo("delivered");
    }

    @Test
    void duringARotationBothSecretsSign() throws Exception {
        Webhooks.WithSecret created = webhook(Kind.LOGIN);

        String second = webhooks.rotate(created.webhook().id).secret();
        signIn();
        Receiver.Got both = receiver.await(1);
        StoppedClock.advance(Webhooks.ROTATION);
        signIn();
        Receiver.Got one = receiver.await(2);

        assertThat(both.signatures()).containsExactly(both.signature(second), both.signature(created.secret()));
        assertThat(one.signatures()).containsExactly(one.signature(second));
    }

    @Test
    void oneEventIsSentAgainWithItsId() throws Exception {
        Webhooks.WithSecret created = webhook(Kind.LOGIN);
        signIn();
        until("delivered");
        WebhookDelivery delivered = deliveries
                .page(created.webhook().id, WebhookDelivery.State.DELIVERED, null, 10)
                .deliveries()
                .get(0);

        deliveries.sendAgain(created.webhook().id, delivered.id);

        assertThat(receiver.await(2).id()).isEqualTo(receiver.got().get(0).id());
        until("delivered");
        assertThatThrownBy(() -> deliveries.sendAgain(created.webhook().id, UUID.randomUUID()))
                .isInstanceOf(AuthFailure.class);
        assertThatThrownBy(() -> deliveries.sendAgain(UUID.randomUUID(), delivered.id))
                .isInstanceOf(AuthFailure.class);
    }

    @Test
    void aTimeIsSentAgainWithEventsFromBeforeTheWebhook() throws Exception {
        signIn();
        Webhooks.WithSecret created = webhook(Kind.LOGIN, Kind.REGISTRATION);
        StoppedClock.advance(Duration.ofSeconds(1));
        signIn();
        until("delivered");

        WebhookDeliveries.Replay replay = deliveries.replay(
                created.webhook().id,
                clock.instant().minusSeconds(600),
                clock.instant().plusSeconds(1));

        Receiver.Got last = receiver.await(1 + replay.events());
        assertThat(replay.more()).isNull();
        assertThat(receiver.got().stream().skip(1).map(Receiver.Got::type))
                .containsOnly("latchkey.login", "latchkey.registration");
        assertThat(receiver.got().stream().skip(1).map(Receiver.Got::id))
                .contains(receiver.got().get(0).id())
                .contains(last.id())
                .doesNotHaveDuplicates();
    }

    @Test
    void aReplayIsBoundedAndSaysWhereToGoOn() {
        Webhooks.WithSecret created = webhook(Kind.PURGE);
        webhooks.disable(created.webhook().id);
        Database.execute("delete from audit_event where kind = 'PURGE'");
        Database.execute("insert into audit_event (happened_at, kind, outcome, via) select"
                + " timestamptz '2020-01-01 00:00:00Z' + n * interval '1 second', 'PURGE', 'ACCEPTED', 'command'"
                + " from generate_series(1, 10003) n");

        WebhookDeliveries.Replay first = deliveries.replay(
                created.webhook().id, Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2021-01-01T00:00:00Z"));
        WebhookDeliveries.Replay rest =
                deliveries.replay(created.webhook().id, first.more(), Instant.parse("2021-01-01T00:00:00Z"));

        assertThat(first).isEqualTo(new WebhookDeliveries.Replay(10_000, Instant.parse("2020-01-01T02:46:41Z")));
        assertThat(rest).isEqualTo(new WebhookDeliveries.Replay(3, null));
        assertThat(Database.query("select count(*) from webhook_delivery")).isEqualTo("10003");
        Database.execute("delete from audit_event where kind = 'PURGE'");
    }

    @Test
    void simultaneousOperatorsAddNoMoreThanTheLimit() throws Exception {
        List<Integer> added = ConcurrentCallers.of(Webhook.LIMIT + 4, caller -> () -> {
            try {
                webhook(Kind.EXPORT);
                return 1;
            } catch (AuthFailure full) {
                return 0;
            }
        });

        assertThat(added.stream().mapToInt(Integer::intValue).sum()).isEqualTo(Webhook.LIMIT);
        assertThat(webhooks.list()).hasSize(Webhook.LIMIT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "shop.example",
                "ftp://shop.example",
                "file:///etc/passwd",
                "https:///hooks",
                "https://",
                "https://a b.example",
                "https://user:password@shop.example",
                "https://shop.example/#part",
                "https://shop_1.example",
                "javascript:alert(1)",
                "HTTPS",
                "https://127.1",
                "https://shop.example/\u0000",
                "https://shop.example/\r\nX: y"
            })
    void aUrlThatNamesNoReceiverIsRefused(String url) {
        assertThatThrownBy(() -> webhooks.create(new WantedWebhook(url, "", Set.of())))
                .isInstanceOf(AuthFailure.class);
        assertThatThrownBy(() -> webhooks.change(
                        webhook(Kind.EXPORT).webhook().id, present -> new WantedWebhook(url, "", Set.of())))
                .isInstanceOf(AuthFailure.class);
    }

    @Test
    void aChangedUrlGetsWhatWaits() throws Exception {
        Webhooks.WithSecret created = webhook(Kind.LOGIN);
        receiver.answers(500);
        signIn();
        untilFailed();
        try (Receiver other = new Receiver()) {
            webhooks.change(
                    created.webhook().id, present -> new WantedWebhook(other.url(), "moved", Set.of(Kind.LOGIN)));

            later(Duration.ofSeconds(12));

            assertThat(other.await(1).id()).isEqualTo(receiver.got().get(0).id());
        }
    }

    @Test
    void eachChangeIsAnAuditEventThatNamesTheWebhook() {
        Database.execute("delete from audit_event");
        UUID id = webhook(Kind.EXPORT).webhook().id;
        webhooks.change(id, present -> new WantedWebhook(receiver.url(), "", Set.of(Kind.EXPORT)));
        webhooks.rotate(id);
        webhooks.disable(id);
        webhooks.disable(id);
        webhooks.enable(id);
        deliveries.replay(id, clock.instant().minusSeconds(1), clock.instant());
        webhooks.delete(id, present -> {});

        assertThat(Database.query(
                        "select string_agg(kind, ' ' order by id) from audit_event where detail = '" + id + "'"))
                .isEqualTo(
                        "WEBHOOK_CREATED WEBHOOK_CHANGE WEBHOOK_ROTATION WEBHOOK_DISABLED WEBHOOK_ENABLED WEBHOOK_REPLAY"
                                + " WEBHOOK_DELETED");
    }

    @Test
    void theSecretIsStoredEncryptedAndNotShownAgain() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        Handler handler = handler(lines);
        LOGGERS.forEach(logger -> logger.addHandler(handler));
        Webhooks.WithSecret created = webhook(Kind.LOGIN);
        String second = webhooks.rotate(created.webhook().id).secret();
        signIn();
        until("delivered");

        String stored = Database.query(
                "select string_agg(t, ' ') from (select webhook::text t from webhook union all"
                        + " select webhook_delivery::text from webhook_delivery union all select audit_event::text from audit_event) all_of_them");
        for (String secret : List.of(created.secret(), second)) {
            byte[] bytes = Base64.getDecoder().decode(secret.substring("whsec_".length()));
            assertThat(secret).matches("whsec_[A-Za-z0-9+/]{43}=");
            assertThat(stored).doesNotContain(HexFormat.of().formatHex(bytes), secret.substring(6));
        }
        LOGGERS.forEach(logger -> logger.removeHandler(handler));
        assertThat(lines).isNotEmpty().noneMatch(line -> line.contains("whsec_"));
        assertThat(created.secret()).isNotEqualTo(second);
    }

    private static Handler handler(List<String> lines) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage() + Arrays.toString(line.getParameters()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void theDeletionOfAnAccountIsSentAndWhatWaitedForIt() throws Exception {
        webhook(Kind.LOGIN, Kind.ACCOUNT_DELETION);
        receiver.answers(500);
        String access = CONTRACT.login(name, PASSWORD).jsonPath().getString("access_token");
        untilFailed();
        receiver.answers(200);

        given().auth()
                .oauth2(access)
                .contentType(JSON)
                .body("{\"password\": \"" + PASSWORD + "\"}")
                .delete("/account")
                .then()
                .statusCode(204);
        later(Duration.ofSeconds(12));

        until("delivered, delivered");
        assertThat(receiver.got().stream().map(Receiver.Got::type))
                .contains("latchkey.login", "latchkey.account_deletion");
    }

    /** A sign-in locks no row of a webhook. */
    @Test
    void aSignInDoesNotWaitForAChangeOfAWebhook() throws Exception {
        webhook(Kind.LOGIN);
        try (Connection connection = DriverManager.getConnection(Database.url());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("delete from webhook");

            signIn();

            connection.commit();
        }
        outbox.purge();
        assertThat(webhooks.list()).isEmpty();
    }

    @Test
    void oldDeliveriesAreRemovedAndThoseThatWaitAreKept() throws Exception {
        Webhooks.WithSecret created = webhook(Kind.LOGIN);
        signIn();
        until("delivered");
        receiver.answers(500);
        signIn();
        untilFailed();
        StoppedClock.advance(Duration.ofDays(7).plusMinutes(1));

        outbox.purge();
        assertThat(states()).isEqualTo("waits");

        webhooks.disable(created.webhook().id);
        outbox.purge();
        assertThat(states()).isEmpty();
    }

    @Test
    void anEventThatWasRemovedFromTheAuditLogIsGivenUp() throws Exception {
        Webhooks.WithSecret created = webhook(Kind.LOGIN);
        receiver.answers(500);
        signIn();
        untilFailed();
        Database.execute("delete from audit_event where kind = 'LOGIN'");

        later(Duration.ofSeconds(12));

        assertThat(states()).isEqualTo("failed");
        assertThat(Database.query("select failure from webhook_delivery"))
                .isEqualTo("the event is no longer in the audit log");
        assertThat(webhooks.find(created.webhook().id))
                .get()
                .extracting(w -> w.enabled)
                .isEqualTo(true);
    }

    @Test
    void pagesOfDeliveriesFollowEachOther() throws Exception {
        UUID id = webhook(Kind.LOGIN).webhook().id;
        for (int event = 0; event < 5; event++) {
            signIn();
        }
        until("delivered, delivered, delivered, delivered, delivered");

        WebhookDeliveries.Page first = deliveries.page(id, null, null, 3);
        WebhookDeliveries.Page second = deliveries.page(id, null, first.next(), 3);

        assertThat(first.deliveries()).hasSize(3);
        assertThat(second.deliveries()).hasSize(2);
        assertThat(second.next()).isNull();
        assertThat(first.deliveries().get(2).eventId)
                .isGreaterThan(second.deliveries().get(0).eventId);
        assertThat(deliveries.page(id, WebhookDelivery.State.FAILED, null, 3).deliveries())
                .isEmpty();
    }

    @Test
    void aTestMessageIsSignedAndIsNoDelivery() {
        Webhooks.WithSecret created = webhook(Kind.LOGIN);
        receiver.answers(202);

        assertThat(deliveries.test(created.webhook().id)).isEqualTo(new WebhookSender.Answer(202, null));

        Receiver.Got got = receiver.got().get(0);
        assertThat(got.type()).isEqualTo("latchkey.test");
        assertThat(got.signatures()).containsExactly(got.signature(created.secret()));
        assertThat(states()).isEmpty();
    }

    @Test
    void anAddressOutsideTheListedNetworksGetsNothing() throws Exception {
        String elsewhere = receiver.url().replace("127.0.0.1", "127.0.0.2");
        assertThatThrownBy(() -> webhooks.create(new WantedWebhook(elsewhere, "", Set.of(Kind.LOGIN))))
                .isInstanceOf(AuthFailure.class);
        webhook(Kind.LOGIN);
        Database.execute("update webhook set url = '" + elsewhere + "'");

        signIn();

        untilFailed();
        assertThat(Database.query("select failure from webhook_delivery"))
                .startsWith("the receiver has an address that is not public");
        assertThat(receiver.got()).isEmpty();
    }
}
