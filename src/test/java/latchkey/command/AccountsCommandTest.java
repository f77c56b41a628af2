package latchkey.command;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import latchkey.Database;
import latchkey.contract.Givens;
import latchkey.factor.AuthenticatorApp;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** An operator finds and changes accounts. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class AccountsCommandTest {

    @Inject
    CommandLine.IFactory factory;

    private Givens ada;

    private String id;

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void adaIsSignedIn() {
        Database.empty();
        ada = Givens.of(List.of("ada is registered", "ada is signed in"));
        Database.execute("delete from audit_event");
        id = Database.query("select id from account");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada", " ADA ", "ada@shop.example", "ID"})
    void settingAPasswordEndsTheSessionsAndIsRecorded(String name) {
        Ended ended = run("a new password\n", "accounts", "password", name.replace("ID", id));

        assertThat(ended)
                .isEqualTo(new Ended(0, "Account " + id + " (ada) has a new password; 2 sessions are ended.\n", ""));
        assertThat(refresh()).isEqualTo(401);
        assertThat(login("lovelace")).isEqualTo(401);
        assertThat(login("a new password")).isEqualTo(200);
        assertThat(Database.query(
                        "select string_agg(kind || ' ' || outcome || ' ' || via || ' ' || operator, ', ' order by"
                                + " happened_at) from audit_event where kind = 'PASSWORD_CHANGE'"))
                .isEqualTo("PASSWORD_CHANGE ACCEPTED command " + System.getProperty("user.name"));
    }

    @Test
    void anOperatorRemovesAllSecondFactorsOfAnAccount() throws Exception {
        AuthenticatorApp.enrol();
        assertThat(login("lovelace")).isEqualTo(401);

        Ended listed = run("", "factors", "list", "ada", "--json");
        Ended reset = run("", "factors", "reset", "ada");

        assertThat(new ObjectMapper()
                        .readTree(listed.out())
                        .path(0)
                        .path("kind")
                        .asText())
                .isEqualTo("TOTP");
        assertThat(reset).isEqualTo(new Ended(0, "1 second factor of account " + id + " (ada) removed.\n", ""));
        assertThat(login("lovelace")).isEqualTo(200);
        assertThat(run("", "factors", "reset", "nobody-here").code()).isEqualTo(1);
        assertThat(Database.query("select via || ' ' || operator from audit_event where kind = 'FACTORS_RESET'"))
                .isEqualTo("command " + System.getProperty("user.name"));
    }

    @Test
    void aGeneratedPasswordIsPrinted() throws Exception {
        Ended ended = run("", "accounts", "password", "ada", "--generate", "--json");

        JsonNode told = new ObjectMapper().readTree(ended.out());
        assertThat(told.path("password").asText()).matches("[a-z2-9]{5}(-[a-z2-9]{5}){3}");
        assertThat(told.path("sessions_ended").asInt()).isEqualTo(2);
        assertThat(login(told.path("password").asText())).isEqualTo(200);
        assertThat(run("", "accounts", "password", "ada", "--generate").out())
                .matches("Account " + id + " \\(ada\\) has a new password; 1 session is ended\\.\n[a-z2-9-]{23}\n");
        assertThat(Database.query("select count(*) from audit_event where detail like '%-%-%-%'"))
                .isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "short\n", "seven77\n"})
    void aPasswordOfForbiddenLengthIsRejected(String typed) {
        assertThat(run(typed, "accounts", "password", "ada"))
                .isEqualTo(new Ended(1, "", "Not changed: The password needs 8 to 255 characters.\n"));
        assertThat(run("x".repeat(256) + "\n", "accounts", "password", "ada").code())
                .isEqualTo(1);
        assertThat(refresh()).isEqualTo(200);
    }

    @Test
    void anAccountIsPromotedAndDemoted() {
        assertThat(run("", "accounts", "promote", "ada").code()).isZero();
        assertThat(Database.query("select superuser from account")).isEqualTo("t");
        assertThat(run("", "accounts", "demote", "ada", "--last-superuser").code())
                .isZero();
        assertThat(Database.query("select superuser from account")).isEqualTo("f");
    }

    @Test
    void anAccountThatIsEnabledAgainSignsInAnew() {
        assertThat(run("", "accounts", "disable", "ada").code()).isZero();
        assertThat(login("lovelace")).isEqualTo(401);
        assertThat(run("", "accounts", "enable", "ada").code()).isZero();

        assertThat(refresh()).isEqualTo(401);
        assertThat(login("lovelace")).isEqualTo(200);
    }

    @Test
    void theSessionsOfAnAccountAreEnded() {
        assertThat(run("", "sessions", "end").code()).isEqualTo(2);
        assertThat(refresh()).isEqualTo(200);

        assertThat(run("", "sessions", "end", "--account", "ada").code()).isZero();
        assertThat(Database.query("select count(*) from session where ended_at is null"))
                .isEqualTo("0");
    }

    @Test
    void aDisabledAccountCanGetANewPassword() {
        run("", "accounts", "disable", "ada");

        assertThat(run("a new password\n", "accounts", "password", "ada").out())
                .isEqualTo("Account " + id + " (ada) has a new password; 0 sessions are ended.\n");
        assertThat(login("a new password")).isEqualTo(401);
        run("", "accounts", "enable", id);
        assertThat(login("a new password")).isEqualTo(200);
    }

    @Test
    void showPrintsAllFactsExceptTheHash() throws Exception {
        Ended shown = run("", "accounts", "show", "ada");

        assertThat(shown.out().lines().map(line -> line.replaceAll("(_at +).*", "$1…")))
                .containsExactly(
                        "id                   " + id,
                        "username             ada",
                        "email                ada@shop.example",
                        "active               true",
                        "superuser            false",
                        "joined_at            …",
                        "groups               user",
                        "email_verified_at    …",
                        "language             -",
                        "first_name           Ada",
                        "last_name            King",
                        "full_name            -",
                        "profile_image        -",
                        "former_id            -",
                        "password             bcrypt-sha256(4)",
                        "password_changed_at  …",
                        "sessions             2",
                        "second_factors       none");
        JsonNode json = new ObjectMapper()
                .readTree(run("", "accounts", "show", id, "--json").out());
        assertThat(json.path("username").asText()).isEqualTo("ada");
        assertThat(json.path("full_name").isNull()).isTrue();
        assertThat(shown.out() + json).doesNotContain("$2");
    }

    /** One name's digits are another account's id. */
    @Test
    void aUsernameTakesPrecedenceOverAnId() {
        assertThat(run("lovelace\n", "accounts", "create", id).code()).isZero();

        assertThat(run("", "accounts", "show", id).out())
                .contains("username             " + id)
                .doesNotContain("id                   " + id);
        assertThat(run("", "accounts", "show", "0" + id).out()).startsWith("id                   " + id + "\n");
    }

    @Test
    void accountsAreListedInPages() {
        for (String name : List.of("grace", "Adam", "alan")) {
            run("lovelace\n", "accounts", "create", name);
        }

        List<String> all = ids(run("", "accounts", "list"));

        assertThat(all).hasSize(4).startsWith(id);
        assertThat(ids(run("", "accounts", "list", "aD"))).containsExactly(id, all.get(2));
        assertThat(ids(run("", "accounts", "list", "ada@"))).containsExactly(id);
        assertThat(ids(run("", "accounts", "list", "a%"))).isEmpty();
        Ended first = run("", "accounts", "list", "--limit", "2");
        assertThat(ids(first)).containsExactlyElementsOf(all.subList(0, 2));
        assertThat(first.err()).isEqualTo("There are more: continue with --after " + all.get(1) + ".\n");
        Ended second = run("", "accounts", "list", "--limit", "2", "--after", all.get(1));
        assertThat(ids(second)).containsExactlyElementsOf(all.subList(2, 4));
        assertThat(second.err()).isEmpty();
        assertThat(run("", "accounts", "list", "ada@", "--json").out())
                .startsWith(
                        "{\"id\":" + id
                                + ",\"username\":\"ada\",\"email\":\"ada@shop.example\",\"active\":true,\"superuser\":false,\"joined_at\":\"2");
        assertThat(run("", "accounts", "list", "--limit", "0").code()).isEqualTo(1);
    }

    @Test
    void anAccountIsDeletedOnlyAfterConfirmation() {
        assertThat(run("y\n", "accounts", "delete", "ada"))
                .isEqualTo(new Ended(1, "", "Not deleted: account " + id + " (ada); --yes deletes without asking.\n"));
        assertThat(refresh()).isEqualTo(200);

        assertThat(run("", "accounts", "delete", "ada", "--yes"))
                .isEqualTo(new Ended(0, "Account " + id + " (ada) deleted.\n", ""));
        assertThat(login("lovelace")).isEqualTo(401);
        assertThat(Database.query("select count(*) from login_name")).isEqualTo("0");
        assertThat(Database.query("select username || ' ' || via from audit_event where kind = 'ACCOUNT_DELETION'"))
                .isEqualTo("ada command");
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "show", "delete", "disable"})
    void anUnknownAccountIsReported(String command) {
        for (String name : List.of("nobody", "77", "99999999999999999999")) {
            assertThat(run("a new password\n", "accounts", command, name))
                    .isEqualTo(new Ended(1, "", "There is no account " + name + ".\n"));
        }
    }

    /** Help needs no start and no other option. */
    @Test
    void everyCommandHasHelp() {
        helps(new CommandLine(LatchkeyCommand.class, factory).setCaseInsensitiveEnumValuesAllowed(true));
    }

    private static void helps(CommandLine command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        command.setOut(new PrintWriter(out, true, UTF_8));
        assertThat(command.execute("--help")).as(command.getCommandName()).isZero();
        assertThat(out.toString(UTF_8)).startsWith("Usage: ").doesNotContain("Description:");
        command.getSubcommands().values().forEach(AccountsCommandTest::helps);
    }

    private static List<String> ids(Ended listed) {
        return listed.out().lines().skip(1).map(line -> line.split("\t")[0]).toList();
    }

    private int refresh() {
        return given().contentType(ContentType.JSON)
                .body("{\"refresh\": \"%s\"}".formatted(ada.refresh()))
                .post("/drf-token/api/auth/refresh")
                .statusCode();
    }

    private static int login(String password) {
        return given().contentType(ContentType.JSON)
                .body("{\"username\": \"ada\", \"password\": \"%s\"}".formatted(password))
                .post("/express/api/auth/login")
                .statusCode();
    }

    private Ended run(String typed, String... command) {
        PrintStream stdout = System.out;
        PrintStream stderr = System.err;
        InputStream stdin = System.in;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, UTF_8));
        System.setErr(new PrintStream(err, true, UTF_8));
        System.setIn(new ByteArrayInputStream(typed.getBytes(UTF_8)));
        try {
            int code = new CommandLine(LatchkeyCommand.class, factory).execute(command);
            return new Ended(code, out.toString(UTF_8), err.toString(UTF_8));
        } finally {
            System.setOut(stdout);
            System.setErr(stderr);
            System.setIn(stdin);
        }
    }
}
