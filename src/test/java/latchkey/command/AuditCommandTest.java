package latchkey.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import latchkey.Database;
import latchkey.contract.Givens;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Commands are recorded in the audit log, and the command audit reads it. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class AuditCommandTest {

    @Inject
    CommandLine.IFactory factory;

    @BeforeEach
    void adaIsRegistered() {
        Database.empty();
        Givens.of(List.of("ada is registered"));
    }

    private record Ended(int code, String out, String err) {

        List<JsonNode> events() {
            return out.lines().map(AuditCommandTest::json).toList();
        }

        List<String> kinds() {
            return events().stream().map(event -> event.path("kind").asText()).toList();
        }
    }

    @Test
    void everyCommandThatChangesSomethingIsRecordedWithItsOperator() {
        String kid = run("keys", "rotate", "--json").out().replaceAll("(?s).*\"kid\":\"([^\"]+)\".*", "$1");
        Database.execute("delete from audit_event");
        run("migrate");
        run("accounts", "disable", "nobody");
        for (String change : List.of("promote", "demote --last-superuser", "disable", "enable")) {
            assertThat(run(("accounts " + change + " ada").split(" ")).code()).isZero();
        }
        run("sessions", "end", "--all");
        run("keys", "compromised", kid);
        run("keys", "rotate");
        run("purge");

        Ended read = run("audit", "--json");

        assertThat(read.kinds())
                .containsExactly(
                        "MIGRATION",
                        "ACCOUNT_PROMOTED",
                        "ACCOUNT_DEMOTED",
                        "ACCOUNT_DISABLED",
                        "SESSION_END",
                        "ACCOUNT_ENABLED",
                        "SESSIONS_END",
                        "KEY_COMPROMISED",
                        "SESSIONS_END",
                        "KEY_ROTATION",
                        "PURGE");
        assertThat(read.events()).allSatisfy(event -> assertThat(event.path("via")
                                .asText() + " " + event.path("operator").asText())
                .isEqualTo("command " + System.getProperty("user.name")));
    }

    @Test
    void purgeDeletesOldEvents() {
        Database.execute("delete from audit_event");
        Database.execute("insert into audit_event (happened_at, kind, outcome, via) values"
                + " (now() - interval '366 days', 'LOGIN', 'ACCEPTED', 'tasti')");

        assertThat(run("purge", "--json").out()).contains("\"events_removed\":1");

        assertThat(run("audit", "--since", "P400D", "--json").kinds()).containsExactly("PURGE");
    }

    @Test
    void eventsAreFilteredByTimeAccountKindAndLimit() {
        Database.execute("delete from audit_event");
        Database.execute("""
                insert into audit_event (happened_at, kind, outcome, account_id, username, via) values
                    ('2026-01-01T12:00:00Z', 'REGISTRATION', 'ACCEPTED', %1$s, 'ada', 'tasti'),
                    (now() - interval '1 hour', 'LOGIN', 'REFUSED', %1$s, 'ada', 'tasti'),
                    (now() - interval '2 hours', 'LOGIN', 'ACCEPTED', %1$s, 'ada', 'tasti'),
                    (now() - interval '1 hour', 'KEY_MADE', 'ACCEPTED', null, null, 'service'),
                    (now() - interval '1 hour', 'ACCOUNT_DELETION', 'ACCEPTED', 77, 'grace', 'platform')
                """.formatted(Database.query("select id from account")));

        assertThat(read("--since", "2026-01-01T12:00:00Z", "--until", "2026-01-01T12:00:01Z"))
                .containsExactly("REGISTRATION");
        assertThat(read("--since", "2026-01-01T12:00:00.000001Z", "--until", "2026-01-01T12:00:01Z"))
                .isEmpty();
        assertThat(read()).containsExactly("LOGIN", "LOGIN", "KEY_MADE", "ACCOUNT_DELETION");
        assertThat(read("--until", "PT90M")).containsExactly("LOGIN");
        assertThat(read("--since", "P100000D", "--account", "ADA@shop.example"))
                .containsExactly("REGISTRATION", "LOGIN", "LOGIN");
        assertThat(read("--kind", "key-made")).containsExactly("KEY_MADE");
        assertThat(read("--since", "P100000D", "--limit", "1")).containsExactly("REGISTRATION");
        assertThat(read("--account", "grace")).containsExactly("ACCOUNT_DELETION");
    }

    @Test
    void eventsArePrintedAsATableWithoutJson() {
        Database.execute("delete from audit_event");
        run("accounts", "promote", "ada");

        List<String> lines = run("audit").out().lines().toList();

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("happened_at\tkind\toutcome\taccount\tusername\t");
        assertThat(lines.get(1).split("\t")).hasSize(13).contains("ACCOUNT_PROMOTED", "ada", "command", "-");
    }

    @Test
    void anUnknownAccountIsReported() {
        Ended ended = run("audit", "--account", "nobody");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("There is no account nobody, and no audit event for that name.");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            --since | yesterday | --since is "yesterday", which is neither a duration such as PT24H nor a time
            --until | PT | --until is "PT", which is neither
            --since | P99999999999999D | --since is "P99999999999999D", which is neither
            --until | P2D | --since is after --until.
            --kind | tea | --kind is "tea"; the kinds are [REGISTRATION, LOGIN,
            --limit | 0 | --limit is 0; it must be 1 or more.
            --limit | few | Invalid value for option '--limit'
            """)
    void anInvalidOptionIsExplained(String option, String value, String sentence) {
        Ended ended = run("audit", option, value);

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains(sentence);
    }

    private List<String> read(String... options) {
        List<String> command = new ArrayList<>(List.of("audit", "--json"));
        command.addAll(List.of(options));
        Ended ended = run(command.toArray(String[]::new));
        assertThat(ended.code()).as(ended.err()).isZero();
        return ended.kinds();
    }

    private Ended run(String... command) {
        PrintStream stdout = System.out;
        PrintStream stderr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, UTF_8));
        System.setErr(new PrintStream(err, true, UTF_8));
        try {
            int code = new CommandLine(LatchkeyCommand.class, factory)
                    .setErr(new PrintWriter(System.err, true))
                    .execute(command);
            return new Ended(code, out.toString(UTF_8), err.toString(UTF_8));
        } finally {
            System.setOut(stdout);
            System.setErr(stderr);
        }
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }
}
