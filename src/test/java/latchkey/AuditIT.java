package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The audit log of the built application: in the table, and as lines of its log. */
class AuditIT {

    private final Map<String, String> settings = ProductionIT.settings();

    @Test
    void everyEventIsAJsonLogLineAndPrintedByTheAuditCommand() throws Exception {
        Database.execute("drop database if exists audited");
        Database.execute("create database audited");
        settings.put("quarkus.datasource.jdbc.url", Database.url().replaceFirst("/postgres\\?", "/audited?"));
        try (Replica replica = Replica.start(settings)) {
            post(replica, "/express/api/auth/register", "lovelace");
            Response refused = post(replica, "/express/api/auth/login", "babbage!");

            assertThat(events(replica))
                    .extracting(line -> line.path("kind").asText() + " "
                            + line.path("outcome").asText())
                    .containsExactly("REGISTRATION ACCEPTED", "LOGIN REFUSED");
            assertThat(events(replica).get(1).path("request").asText()).isEqualTo(refused.header("X-Request-Id"));
            assertThat(replica.output()).doesNotContain("lovelace", "babbage");
        }
        try (Replica command = Replica.start(settings, "accounts", "promote", "ada")) {
            assertThat(command.exitCode()).isZero();
            assertThat(command.output()).containsPattern("Account \\d+ \\(ada\\) promoted[.]");
            assertThat(events(command)).singleElement().satisfies(line -> {
                assertThat(line.path("kind").asText()).isEqualTo("ACCOUNT_PROMOTED");
                assertThat(line.path("operator").asText()).isEqualTo(System.getProperty("user.name"));
            });
        }
        try (Replica command = Replica.start(settings, "audit", "--since", "PT1H", "--json", "--account", "ada")) {
            assertThat(command.exitCode()).as(command.output()).isZero();
            assertThat(events(command))
                    .extracting(event -> event.path("kind").asText())
                    .containsExactly("REGISTRATION", "LOGIN", "ACCOUNT_PROMOTED");
        }
    }

    private static List<JsonNode> events(Replica replica) {
        return replica.output()
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(AuditIT::json)
                .toList();
    }

    private static Response post(Replica replica, String path, String password) {
        return replica.given()
                .contentType(ContentType.JSON)
                .body("{\"username\": \"ada\", \"password\": \"%s\"}".formatted(password))
                .post(path);
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }
}
