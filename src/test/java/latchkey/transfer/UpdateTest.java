package latchkey.transfer;

import static io.restassured.RestAssured.given;
import static latchkey.transfer.ImportResult.HASH;
import static latchkey.transfer.ImportResult.NDJSON;
import static latchkey.transfer.ImportResult.PASSWORD;
import static latchkey.transfer.ImportResult.register;
import static latchkey.transfer.ImportResult.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.util.List;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.Tables;
import latchkey.transfer.Import.Options;
import latchkey.transfer.file.Format;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Importing a changed file again, as a dry run, and concurrently. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class UpdateTest {

    private static final Options UPDATE = ImportResult.updating(NDJSON);

    private static final String OTHER_HASH =
            "pbkdf2_sha256$1000$8HbPBAxlVYCrUpcCr4vhqS$RjE5w4hvmJWCIIOeosU+vjeGHNEhUEKKnkoqeY911kw=";

    private static final String OTHER_PASSWORD = "p\u00e4ssw\u00f6rd \u2603 \u65e5\u672c";

    private static final String ADA =
            "{\"id\": 7, \"username\": \"ada\", \"email\": \"ada@example.org\", \"password_hash\": \"%s\"}"
                    .formatted(HASH);

    @Inject
    Import people;

    @BeforeEach
    void adaWasImported() {
        Database.empty();
        assertThat(ImportResult.over(people, NDJSON, ADA).summary()).startsWith("1 read: 1 imported");
    }

    @Test
    void anUpdateDoesNotTakeTheLastSuperuserAway() {
        Database.execute("update account set superuser = true");
        String demoted = "{\"id\": 7, \"username\": \"ada\", \"superuser\": false}";

        assertThat(ImportResult.over(people, UPDATE, demoted).stopped())
                .isEqualTo("the file would leave no active superuser");
        assertThat(ImportResult.over(people, UPDATE, demoted.replace("superuser", "active"))
                        .stopped())
                .isEqualTo("the file would leave no active superuser");

        Database.execute("insert into account (username, joined_at, superuser) values ('grace', now(), true)");
        assertThat(ImportResult.over(people, UPDATE, demoted).summary()).startsWith("1 read: 0 imported, 1 updated");
        assertThat(Database.query("select superuser from account where username = 'ada'"))
                .isEqualTo("f");
    }

    @Test
    void anUpdateChangesAccountsToTheFilesValues() {
        ImportResult taken = ImportResult.over(people, UPDATE, """
                {"id": "b7e2a1d2", "username": "ada", "email": "Countess@example.org", "first_name": "Ada", "last_name": "King", \
                "full_name": "Ada King", "profile_image": "https://example.org/ada.png", "active": true, "superuser": true, \
                "joined_at": "2020-02-29T12:30:00Z", "password_hash": "%s"}
                """.formatted(OTHER_HASH));

        assertThat(taken.summary()).isEqualTo("1 read: 0 imported, 1 updated, 0 skipped, 0 rejected");
        assertThat(Database.query("select concat_ws('|', legacy_id, username, email, first_name, last_name, full_name,"
                        + " profile_image, active, superuser, joined_at at time zone 'UTC') from account"))
                .isEqualTo("b7e2a1d2|ada|Countess@example.org|Ada|King|Ada King|https://example.org/ada.png|t|t"
                        + "|2020-02-29 12:30:00");
        assertThat(Database.query("select string_agg(name, ' ' order by name) from login_name"))
                .isEqualTo("ada countess@example.org");
        assertThat(signIn("ada", PASSWORD)).isEqualTo(401);
        assertThat(signIn("ada@example.org", OTHER_PASSWORD)).isEqualTo(401);
        assertThat(signIn("ada", OTHER_PASSWORD)).isEqualTo(200);
        assertThat(signIn("countess@example.org", OTHER_PASSWORD)).isEqualTo(200);
        assertThat(register("ada@example.org")).isEqualTo(201);
    }

    /** As the migration leaves it: with its name both with and without blanks. */
    @Test
    void anAccountWithBlanksInItsNameKeepsBothSpellings() {
        Database.execute("update account set username = ' ada '");
        Database.execute("insert into login_name select ' ada ', id from account");

        for (String username : List.of("ada", " ada ")) {
            assertThat(ImportResult.over(people, UPDATE, ADA.replace("\"ada\"", "\"" + username + "\""))
                            .summary())
                    .isEqualTo("1 read: 0 imported, 1 updated, 0 skipped, 0 rejected");
            assertThat(Database.query("select string_agg('[' || name || ']', '' order by name) from login_name"))
                    .isEqualTo("[ ada ][ada][ada@example.org]");
        }
    }

    @Test
    void blanksAroundNamesAreTrimmed() {
        ImportResult.over(people, NDJSON, """
                {"id": 8, "username": " grace ", "email": "grace@example.org ", "first_name": " Grace ", "last_name": " ", \
                "full_name": "\\tGrace Hopper"}
                """);

        assertThat(Database.query(
                        "select concat_ws('|', username, email, first_name, last_name, full_name, profile_image)"
                                + " from account where legacy_id = '8'"))
                .isEqualTo("grace|grace@example.org|Grace||Grace Hopper");
    }

    @Test
    void aPasswordChangedSinceTheImportIsKept() {
        changePassword(PASSWORD, "countess of lovelace");

        assertThat(ImportResult.over(
                                people,
                                UPDATE,
                                ADA.replace(HASH, OTHER_HASH).replace("}", ", \"last_name\": \"King\"}"))
                        .summary())
                .isEqualTo("1 read: 0 imported, 1 updated, 0 skipped, 0 rejected");

        assertThat(Database.query("select last_name from account")).isEqualTo("King");
        assertThat(Database.query("select imported_at < changed_at from credential"))
                .isEqualTo("t");
        assertThat(signIn("ada", OTHER_PASSWORD)).isEqualTo(401);
        assertThat(signIn("ada", "countess of lovelace")).isEqualTo(200);
    }

    @Test
    void disablingByAnImportEndsTheSessions() {
        assertThat(signIn("ada", PASSWORD)).isEqualTo(200);
        ImportResult.over(people, UPDATE, ADA);
        assertThat(Database.query("select session_epoch from account")).isEqualTo("0");

        ImportResult.over(people, UPDATE, ADA.replace("}", ", \"active\": false}"));
        ImportResult.over(people, UPDATE, ADA.replace("}", ", \"active\": true}"));

        assertThat(Database.query("select a.active and s.epoch < a.session_epoch from session s, account a"))
                .isEqualTo("t");
    }

    /** The same password in another form is no change. */
    @Test
    void anUpgradedHashIsReplacedByTheFilesHash() {
        assertThat(signIn("ada", PASSWORD)).isEqualTo(200);
        assertThat(Database.query("select scheme from credential")).isEqualTo("bcrypt-sha256(4)");

        ImportResult.over(people, UPDATE, ADA.replace(HASH, OTHER_HASH));

        assertThat(Database.query("select scheme || imported_at = scheme || changed_at from credential"))
                .isEqualTo("t");
        assertThat(signIn("ada", PASSWORD)).isEqualTo(401);
        assertThat(signIn("ada", OTHER_PASSWORD)).isEqualTo(200);
    }

    @Test
    void anUpdateDoesNotChangeAccountsRegisteredHere() {
        assertThat(register("grace")).isEqualTo(201);
        String before = Tables.people();

        ImportResult taken = ImportResult.over(
                people,
                UPDATE,
                "{\"username\": \"grace\", \"password_hash\": \"%s\", \"superuser\": true}".formatted(HASH));

        assertThat(taken.rejected())
                .containsExactly("1 grace: an account of that name was registered here, perhaps by another person");
        assertThat(Tables.people()).isEqualTo(before);
        assertThat(signIn("grace", "lovelace")).isEqualTo(200);
    }

    @Test
    void fieldsMissingInTheFileAreKept() {
        Database.execute("update account set superuser = true, active = false, first_name = 'Ada'");
        String before = Tables.people();

        for (String line : List.of(
                "{\"username\": \"ada\"}",
                "{\"username\": \"ada\", \"email\": null, \"first_name\": \"\", \"active\": null, \"password_hash\": \"\"}")) {
            ImportResult taken = ImportResult.over(people, UPDATE, line);
            assertThat(taken.summary()).isEqualTo("1 read: 0 imported, 1 updated, 0 skipped, 0 rejected");
        }

        assertThat(Tables.people()).isEqualTo(before);
    }

    @Test
    void anUpdateWithOnlyAnEmailKeepsTheUsername() {
        ImportResult taken = ImportResult.over(
                people,
                UPDATE,
                "{\"email\": \"ada@example.org\", \"last_name\": \"King\", \"password_hash\": \"%s\"}".formatted(HASH));

        assertThat(taken.summary()).isEqualTo("1 read: 0 imported, 1 updated, 0 skipped, 0 rejected");
        assertThat(Database.query("select concat_ws(' ', username, email, last_name, legacy_id) from account"))
                .isEqualTo("ada ada@example.org King 7");
        assertThat(Database.query("select string_agg(name, ' ' order by name) from login_name"))
                .isEqualTo("ada ada@example.org");
        assertThat(signIn("ada", PASSWORD)).isEqualTo(200);
    }

    @Test
    void twoLinesCannotUpdateOneAccount() {
        String file = "{\"email\": \"ada@example.org\"}\n{\"username\": \"ada\", \"email\": \"b@example.org\"}\n";

        assertThat(ImportResult.over(people, UPDATE, file).rejected())
                .containsExactly("2 ada: account ada is that of a line shortly before, too");
        assertThat(Database.query("select email from account")).isEqualTo("ada@example.org");
        assertThat(Database.query("select string_agg(name, ' ' order by name) from login_name"))
                .isEqualTo("ada ada@example.org");
    }

    @Test
    void aFreedNameCanBeTakenByALaterLine() {
        ImportResult.over(people, NDJSON, "{\"username\": \"grace\", \"email\": \"grace@example.org\"}");

        ImportResult taken = ImportResult.over(
                people,
                UPDATE,
                "{\"username\": \"ada\", \"email\": \"countess@example.org\"}\n"
                        + ImportResult.lines(1, 1_000, i -> "{\"username\": \"user%d\"}".formatted(i))
                        + "{\"username\": \"grace\", \"email\": \"Ada@example.org\"}\n"
                        + "{\"username\": \"bob\", \"email\": \"grace@example.org\"}\n");

        assertThat(taken.rejected()).containsExactly("1003 bob: its e-mail address belongs to account grace");
        assertThat(Database.query(
                        "select string_agg(name, ' ' order by name) from login_name join account on id = account_id"
                                + " where username = 'grace'"))
                .isEqualTo("ada@example.org grace");
    }

    /** Duplicates in and across batches, names and ids of other accounts, and freed names. */
    @ParameterizedTest
    @ValueSource(strings = {"SKIP", "UPDATE", "FAIL"})
    void aDryRunReportsTheResultAndChangesNothing(OnConflict onConflict) {
        register("here");
        ImportResult.over(people, NDJSON, "{\"username\": \"grace\", \"email\": \"grace@example.org\", \"id\": 8}");
        String end = """
                {"username": "user5"}
                {"username": "User6"}
                {"username": "bob", "email": "ada@example.org"}
                {"username": "carl", "email": "USER7@example.org"}
                {"username": "dora", "id": 7}
                {"username": "erna", "id": 1007}
                {"username": "fred", "id": 9}
                {"email": "user8@example.org", "first_name": "U"}
                {"email": "user9@example.org", "id": 2009}
                {"username": "gwen", "id": 2009}
                {"username": "user10", "email": "ten@example.org"}
                {"username": "hans", "email": "user10@example.org"}
                {"username": "here"}
                {"username": "user11", "active": "perhaps"}
                not JSON
                """;
        String file = "{\"username\": \"grace\", \"id\": 9}\n{\"username\": \"ada\", \"email\": \"a@example.org\"}\n"
                + ImportResult.lines(1, 1_100, i -> """
                        {"username": "user%1$d", "email": "user%1$d@example.org", "id": %2$d}""".formatted(i, 1000 + i))
                + end
                + ImportResult.lines(2_000, 3_100, i -> "{\"username\": \"user%d\"}".formatted(i))
                + end
                + "{\"username\": \"iris\", \"email\": \"user10@example.org\"}\n{\"username\": \"jan\", \"id\": 1008}\n"
                + "{\"username\": \"karl\", \"email\": \"grace@example.org\", \"id\": 8}\n";
        Options options = new Options(Format.NDJSON, onConflict, false, false);
        String before = Tables.all();

        ImportResult rehearsed = ImportResult.over(people, ImportResult.dry(options), file);

        assertThat(Tables.all()).isEqualTo(before);
        assertThat(ImportResult.over(people, ImportResult.dry(options), file).summary())
                .isEqualTo(rehearsed.summary());
        ImportResult real = ImportResult.over(people, options, file);
        assertThat(rehearsed.rejected()).isEqualTo(real.rejected());
        assertThat(rehearsed.summary()).isEqualTo(real.summary());
        assertThat(rehearsed.soFar()).isEqualTo(real.soFar());
        assertThat(real.soFar().read()).isGreaterThan(onConflict == OnConflict.FAIL ? -1 : 2_000);
    }

    @Test
    void aDryRunWithKeepIdsReportsLikeARealImport() {
        Options keeping = ImportResult.keepingIds(NDJSON);
        String hers = "{\"username\": \"user0\", \"id\": %s}\n".formatted(Database.query("select id from account"));
        String file = hers
                + ImportResult.lines(
                        1, 1_500, i -> "{\"username\": \"user%d\", \"id\": %d}".formatted(i, 1 + i % 1_400));
        String before = Tables.all();

        ImportResult rehearsed = ImportResult.over(people, ImportResult.dry(keeping), file);

        assertThat(Tables.all()).isEqualTo(before);
        ImportResult real = ImportResult.over(people, keeping, file);
        assertThat(rehearsed.rejected()).isEqualTo(real.rejected()).hasSize(102);
        assertThat(rehearsed.summary()).isEqualTo(real.summary());
    }

    @Test
    void concurrentImportsOfOneFileImportEachUserOnce() throws Exception {
        String file = ImportResult.lines(1, 3_000, i -> """
                {"username": "user%1$d", "email": "user%1$d@example.org", "id": %1$d}""".formatted(10 + i));

        List<ImportResult> all = ConcurrentCallers.of(
                4, importer -> () -> ImportResult.over(people, importer == 3 ? UPDATE : NDJSON, file));

        assertThat(all).allSatisfy(taken -> {
            assertThat(taken.rejected()).isEmpty();
            assertThat(taken.soFar().read()).isEqualTo(3_000);
            assertThat(taken.soFar().imported()
                            + taken.soFar().updated()
                            + taken.soFar().skipped())
                    .isEqualTo(3_000);
        });
        assertThat(all.stream().mapToLong(taken -> taken.soFar().imported()).sum())
                .isEqualTo(3_000);
        assertThat(Database.query("select concat_ws(' ', count(*), count(distinct username), count(distinct legacy_id))"
                        + " from account join credential on id = account_id where username <> 'ada'"))
                .isEqualTo("3000 3000 3000");
        assertThat(Database.query("select count(*) from login_name")).isEqualTo("6002");
    }

    @Test
    void aRegistrationDuringAnImportGivesOneAccount() throws Exception {
        String file =
                ImportResult.lines(1, 3_000, i -> "{\"username\": \"user%d\", \"last_name\": \"file\"}".formatted(i));

        List<Long> counts = ConcurrentCallers.of(4, who -> () -> {
            if (who == 0) {
                ImportResult taken = ImportResult.over(people, NDJSON, file);
                assertThat(taken.rejected()).isEmpty();
                assertThat(taken.soFar().read()).isEqualTo(3_000);
                return taken.soFar().imported();
            }
            return (long) List.of(2_999, 1_999, 999, 2_500, 1_500, 500, 1_001, 1, 2_001, 3_000).stream()
                    .filter(i -> register("user" + i) == 201)
                    .count();
        });

        assertThat(counts.stream().mapToLong(count -> count).sum()).isEqualTo(3_000);
        assertThat(Database.query("select count(*) || ' ' || count(distinct lower(username)) from account"
                        + " join credential on id = account_id"))
                .isEqualTo("3001 3001");
    }

    /** Signs in, and changes it with the token. */
    private static void changePassword(String old, String wanted) {
        String token = given().contentType(ContentType.JSON)
                .body("{\"username\": \"ada\", \"password\": \"%s\"}".formatted(old))
                .post("/express/api/auth/login")
                .jsonPath()
                .getString("data.token");
        given().contentType(ContentType.JSON)
                .header("Authorization", "Bearer " + token)
                .body("{\"current_password\": \"%s\", \"new_password\": \"%s\"}".formatted(old, wanted))
                .post("/account/password")
                .then()
                .statusCode(200);
    }
}
