package latchkey.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import latchkey.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** An operator adds and changes webhooks. No private network is listed, so nothing is sent to this machine. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class WebhooksCommandTest {

    private static final String URL = "https://localhost/hooks";

    @Inject
    CommandLine.IFactory factory;

    @BeforeEach
    @AfterEach
    void noWebhooks() {
        Database.execute("delete from webhook; delete from webhook_delivery");
    }

    private Ended run(String... arguments) {
        return Ended.of(factory, arguments);
    }

    private String added() throws Exception {
        return run("webhooks", "create", URL, "--kinds", "export", "--json")
                .json()
                .path("id")
                .asText();
    }

    @Test
    void theSecretIsPrintedOnceWhenItIsMade() throws Exception {
        Ended created = run(
                "webhooks", "create", URL, "--kinds", "login,account-deletion", "--description", "the shop", "--json");
        String id = created.json().path("id").asText();

        Ended rotated = run("webhooks", "rotate", id);

        assertThat(created.json().path("secret").asText()).matches("whsec_[A-Za-z0-9+/]{43}=");
        assertThat(rotated.out()).contains("whsec_");
        Ended listed = run("webhooks", "list", "--json");
        assertThat(listed.out()).doesNotContain("whsec_");
        assertThat(listed.json().path(0).path("url").asText()).isEqualTo(URL);
        assertThat(listed.json().path(0).path("kinds").asText()).isEqualTo("LOGIN,ACCOUNT_DELETION");
        assertThat(listed.json().path(0).path("description").asText()).isEqualTo("the shop");
        assertThat(Database.query(
                        "select via from audit_event where kind = 'WEBHOOK_ROTATION' and detail = '" + id + "'"))
                .isEqualTo("command");
    }

    @Test
    void whatIsNotNamedStays() throws Exception {
        String id = added();

        assertThat(run("webhooks", "change", id, "--kinds", "all"))
                .isEqualTo(new Ended(0, "Webhook " + id + " is changed.\n", ""));

        JsonNode listed = run("webhooks", "list", "--json").json().path(0);
        assertThat(listed.path("url").asText()).isEqualTo(URL);
        assertThat(listed.path("kinds").asText()).isEmpty();
    }

    @Test
    void aWebhookIsDisabledEnabledAndRemoved() throws Exception {
        String id = added();

        assertThat(run("webhooks", "disable", id).out()).isEqualTo("Webhook " + id + " is disabled.\n");
        assertThat(run("webhooks", "list", "--json")
                        .json()
                        .path(0)
                        .path("disabled_because")
                        .asText())
                .isEqualTo("by an operator");
        assertThat(run("webhooks", "enable", id).out()).isEqualTo("Webhook " + id + " is enabled.\n");
        assertThat(run("webhooks", "list", "--json")
                        .json()
                        .path(0)
                        .path("enabled")
                        .asBoolean())
                .isTrue();
        assertThat(run("webhooks", "delete", id).out()).isEqualTo("Webhook " + id + " is removed.\n");
        assertThat(run("webhooks", "list").out()).isEmpty();
    }

    @Test
    void aTestThatIsNotAcceptedSaysWhy() throws Exception {
        Ended tried = run("webhooks", "test", added());

        assertThat(tried.code()).isEqualTo(1);
        assertThat(tried.err()).startsWith("Not accepted: the receiver has an address that is not public");
    }

    @Test
    void aPageOfDeliveriesSaysWhereTheNextBegins() throws Exception {
        String id = added();
        Database.execute("insert into webhook_delivery (webhook_id, event_id, kind, created_at) select '" + id
                + "', n, 'EXPORT', now() from generate_series(1, 3) n");

        Ended first = run("webhooks", "deliveries", id, "--limit", "2", "--json");
        Ended rest = run("webhooks", "deliveries", id, "--before", "2", "--json");

        assertThat(first.json()).hasSize(2);
        assertThat(first.err()).isEqualTo("There are more: continue with --before 2.\n");
        assertThat(rest.json()).hasSize(1);
        assertThat(rest.err()).isEmpty();
    }

    @Test
    void eventsAreReplayedDeliveredAndListed() throws Exception {
        String id = added();
        Database.execute("delete from audit_event where kind = 'EXPORT'");
        Database.execute("insert into audit_event (happened_at, kind, outcome, via) values"
                + " (now() - interval '1 hour', 'EXPORT', 'ACCEPTED', 'command')");

        assertThat(run("webhooks", "replay", id, "--from", "PT2H"))
                .isEqualTo(new Ended(0, "1 event is sent again.\n", ""));
        Ended delivered = run("outbox", "deliver");
        JsonNode listed = run("webhooks", "deliveries", id, "--state", "waiting", "--json")
                .json()
                .path(0);

        assertThat(delivered.out()).startsWith("LATCHKEY_EMAIL_SENDER is not set: Latchkey sends no mail.");
        assertThat(listed.path("kind").asText()).isEqualTo("EXPORT");
        assertThat(listed.path("failure").asText()).startsWith("the receiver has an address");
        assertThat(run("webhooks", "replay", id, "--delivery", listed.path("id").asText())
                        .out())
                .isEqualTo("The event is sent again.\n");
        assertThat(run("webhooks", "deliveries", id, "--state", "delivered", "--json")
                        .out())
                .isEqualTo("[]\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 | create ftp://shop.example | The URL must begin with https://
            1 | create http://shop.example | The URL must begin with https://
            2 | create https://shop.example --kinds logins | "logins" is no kind of event; the kinds are [REGISTRATION, LOGIN
            2 | delete ada | Invalid value for positional parameter
            1 | delete ID | There is no such webhook, or no such event.
            1 | test ID | There is no such webhook, or no such event.
            1 | rotate ID | There is no such webhook, or no such event.
            1 | enable ID | There is no such webhook, or no such event.
            1 | disable ID | There is no such webhook, or no such event.
            1 | change ID --kinds all | There is no such webhook, or no such event.
            1 | deliveries ID | There is no such webhook, or no such event.
            1 | deliveries ID --limit 0 | --limit must be 1 or more.
            2 | deliveries ID --state lost | Invalid value for option '--state'
            1 | replay ID | Name an event with --delivery, or a time with --from.
            1 | replay ID --from PT1H --delivery ID | Name an event with --delivery, or a time with --from.
            1 | replay ID --from PT1H | There is no such webhook, or no such event.
            2 | replay ID --from yesterday | --from is "yesterday", which is neither a duration such as PT24H nor a time
            """)
    void whatCannotBeDoneIsExplained(int code, String typed, String sentence) {
        Ended ended = run(("webhooks " + typed.replace("ID", UUID.randomUUID().toString())).split(" "));

        assertThat(ended.code()).isEqualTo(code);
        assertThat(ended.err()).contains(sentence);
    }

    @Test
    void noMoreThanTwentyAreAdded() throws Exception {
        for (int i = 0; i < 20; i++) {
            added();
        }

        assertThat(run("webhooks", "create", URL))
                .isEqualTo(new Ended(1, "", "There are 20 webhooks: remove one first.\n"));
    }
}
