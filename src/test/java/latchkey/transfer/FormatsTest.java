package latchkey.transfer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static latchkey.transfer.ImportResult.CSV;
import static latchkey.transfer.ImportResult.DJANGO;
import static latchkey.transfer.ImportResult.HASH;
import static latchkey.transfer.ImportResult.NDJSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import latchkey.Database;
import latchkey.transfer.file.Format;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The file formats of the import, with odd, broken and hostile files. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class FormatsTest {

    private static final String ADA = """
            {"email": "ada@example.org", "active": true, "full_name": "Ada King, \\"Countess\\"", "username": "ada",\
             "last_name": "King\\nof", "superuser": true, "first_name": "Ada", "group_names": [],\
             "legacy_id": "7", "profile_image": "https://example.org/ada.png"}""";

    @Inject
    Import people;

    @BeforeEach
    void startWithoutAccounts() {
        Database.empty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void everyFieldOfCsvIsKept(String end) {
        String file = """
                profile_image,id,username,email,email_verified,first_name,last_name,full_name,active,superuser,joined_at,password_hash
                https://example.org/ada.png,7,ada,ada@example.org,TRUE,Ada,"King
                of","Ada King, ""Countess""\",TRUE,t,2020-02-29 13:30:00+01,%s
                ,,grace,,,,,,f,0,2020-02-29T12:30:00,
                """.formatted(HASH);

        ImportResult taken = ImportResult.over(
                people,
                CSV,
                file.replace("King\nof", "King|of").replace("\n", end).replace("|", "\n"));

        assertThat(taken.summary()).isEqualTo("2 read: 2 imported, 0 updated, 0 skipped, 0 rejected");
        adaAndGraceAreThere();
    }

    @Test
    void everyFieldOfNdjsonIsKept() {
        ImportResult taken = ImportResult.over(people, NDJSON, """
                {"profile_image": "https://example.org/ada.png", "id": 7, "username": "ada", "email": "ada@example.org", "email_verified": true, \
                "first_name": "Ada", "last_name": "King\\nof", "full_name": "Ada King, \\"Countess\\"", "active": true, \
                "superuser": true, "joined_at": "2020-02-29T12:30:00Z", "password_hash": "%s"}

                \t
                {"username": "grace", "email": null, "active": "False", "superuser": 0, "joined_at": "2020-02-29T12:30"}\
                """.formatted(HASH));

        assertThat(taken.summary()).isEqualTo("2 read: 2 imported, 0 updated, 0 skipped, 0 rejected");
        adaAndGraceAreThere();
    }

    private static void adaAndGraceAreThere() {
        assertThat(Database.query(
                        "select to_jsonb(a) - 'id' - 'joined_at' - 'session_epoch' - 'language' - 'email_verified_at' = '%s'"
                                        .formatted(ADA)
                                + " and joined_at = '2020-02-29T12:30:00Z' and email_verified_at is not null from account a"
                                + " where username = 'ada'"))
                .as(Database.query("select to_jsonb(a) from account a where username = 'ada'"))
                .isEqualTo("t");
        assertThat(Database.query("select string_agg(name, ' ' order by name) from login_name"))
                .isEqualTo("ada ada@example.org grace");
        assertThat(Database.query(
                        "select password_hash || ' ' || scheme || ' ' || (changed_at = imported_at) from credential"
                                + " join account on id = account_id where username = 'ada'"))
                .isEqualTo(HASH + " pbkdf2-sha256(1000) true");
        assertThat(Database.query("select concat_ws('|', coalesce(email, '-'), first_name, last_name,"
                        + " coalesce(full_name, '-'), coalesce(profile_image, '-'), active, superuser,"
                        + " joined_at at time zone 'UTC', password_hash, coalesce(scheme, '-'), coalesce(legacy_id, '-'), email_verified_at)"
                        + " from account join credential on id = account_id where username = 'grace'"))
                .isEqualTo("-|||-|-|f|f|2020-02-29 12:30:00|!|-|-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"username,email\nada,ada@example.org\n", "\nusername,email\n\nada,ada@example.org"})
    void aByteOrderMarkAndEmptyLinesInCsvAreIgnored(String file) {
        assertThat(ImportResult.over(people, CSV, "\uFEFF" + file).summary())
                .isEqualTo("1 read: 1 imported, 0 updated, 0 skipped, 0 rejected");
        assertThat(Database.query("select username || ' ' || email from account"))
                .isEqualTo("ada ada@example.org");
    }

    @Test
    void aByteOrderMarkBeforeJsonIsIgnored() {
        assertThat(ImportResult.over(people, NDJSON, "\uFEFF{\"username\": \"ada\"}")
                        .rejected())
                .isEmpty();
        assertThat(ImportResult.over(people, DJANGO, "\uFEFF[]").stopped()).startsWith("the file has no objects");
        assertThat(Database.query("select count(*) from account")).isEqualTo("1");
    }

    @Test
    void anEmptyValueAtTheEndOfACsvRowCounts() {
        ImportResult taken = ImportResult.over(people, CSV, "username,email\nada,\n\"grace\",\"\"\n,x@example.org\n");

        assertThat(taken.summary()).isEqualTo("3 read: 3 imported, 0 updated, 0 skipped, 0 rejected");
        assertThat(Database.query(
                        "select string_agg(username || ' ' || coalesce(email, '-'), ',' order by id) from account"))
                .isEqualTo("ada -,grace -,x@example.org x@example.org");
    }

    @Test
    void aRowOfTooFewOrTooManyValuesIsRejectedWithItsLine() {
        ImportResult taken = ImportResult.over(people, CSV, """
                username,email,last_name
                ada,ada@example.org,"King
                of"
                grace,grace@example.org
                linus,linus@example.org,Torvalds,1
                noemail,,

                bob,bob@example.org,B,
                """);

        assertThat(taken.rejected())
                .containsExactly(
                        "4 null: it has 2 values for 3 columns",
                        "5 null: it has 4 values for 3 columns",
                        "8 null: it has 4 values for 3 columns");
        assertThat(taken.summary()).isEqualTo("5 read: 2 imported, 0 updated, 0 skipped, 3 rejected");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `` | the file has no header
            `\n\n` | the file has no header
            username,email,password | the header has "password"; there are [id, username, email,
            ada,ada@example.org,secret | the header has "ada"; there are
            username, email | the header has " email"; there are
            username,email,username | the header names a column twice
            `"username` | the file is not CSV, near line 1
            `username\n"ada"x\ngrace` | the file is not CSV, near line 2
            `username\nada\n"grace` | the file is not CSV, near line
            """)
    void aFileThatIsNotCsvWithAHeaderStopsTheImport(String file, String why) {
        assertThat(ImportResult.over(people, CSV, file).stopped()).startsWith(why);
        assertThat(Database.query("select count(*) from account")).isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"username": "ada" | the line is not JSON
            ada,ada@example.org | the line is not JSON
            {"username": "ada"}{"username": "bob"} | the line is not JSON
            {"username": "ada"}, | the line is not JSON
            ["ada"] | the line is JSON, but no object
            "ada" | the line is JSON, but no object
            null | the line is JSON, but no object
            {"username": "ada", "password": "x"} | it has a field "password"; there are [id, username, email,
            {"username": ["ada"]} | its username is neither a text nor a number
            {"username": "ada", "email": {"home": "ada@example.org"}} | its email is neither a text nor a number
            {"username": "\\u0000ada"} | its username has what is no character
            {"username": "ada", "first_name": "\\ud800"} | its first_name has what is no character
            {"username": "ada", "password_hash": "!\\ud800"} | its password_hash has what is no character
            {"username": "ada", "joined_at": "yesterday"} | its joined_at is no time, as 2026-11-01T00:00:00Z
            {"username": "ada", "joined_at": "2026-02-30T00:00:00Z"} | its joined_at is no time
            {"username": "ada", "joined_at": "2026-02-03"} | its joined_at is no time
            {"username": "ada", "joined_at": 1793000000} | its joined_at is no time
            {"username": "ada", "joined_at": "+12345-01-01T00:00:00Z"} | its joined_at is no time
            {"username": "ada", "joined_at": "0000-01-01T00:00:00Z"} | its joined_at is no time
            {"username": "ada", "joined_at": "-4999-01-01T00:00:00Z"} | its joined_at is no time
            {"username": "ada", "active": "yes"} | its active is neither true nor false
            {"username": "ada", "superuser": 2} | its superuser is neither true nor false
            {"first_name": "ada"} | it has neither a username nor an e-mail address
            {"username": "ada", "id": 1e400} | its id is neither a text nor a number
            {"username": 1e400} | its username is neither a text nor a number
            {"username": ""} | it has neither a username nor an e-mail address
            {"username": "  "} | its username is no good: blank
            {"username": "a\\u200Bda"} | its username is no good: forbidden character
            {"email": "nowhere"} | its email is no good: not an email
            """)
    void anInvalidLineIsRejectedAndTheNextIsImported(String line, String why) {
        ImportResult taken = ImportResult.over(people, NDJSON, "\n" + line + "\r\n{\"username\": \"next\"}\r\n");

        assertThat(taken.rejected()).singleElement().asString().startsWith("2 ").contains(": " + why);
        assertThat(taken.summary()).isEqualTo("2 read: 1 imported, 0 updated, 0 skipped, 1 rejected");
        assertThat(Database.query("select string_agg(username, ' ') from account"))
                .isEqualTo("next");
    }

    @Test
    void aTooLongLineIsRejectedAndTheNextIsImported() {
        String longest = "x".repeat(2048);
        ImportResult taken = ImportResult.over(people, NDJSON, """
                {"username": "endless", "first_name": "%s"}
                {"username": "just", "profile_image": "%s"}
                {"username": "over", "profile_image": "%sx"}
                {"username": "%s"}
                {"username": "%s"}
                {"username": "id", "id": "%s"}
                {"username": "next"}""".formatted(
                "x".repeat(2 << 20),
                longest,
                longest,
                "\u00e9".repeat(255),
                "\u00e9".repeat(256),
                // No two alike, so that nothing can be made of them that is shorter.
                ImportResult.lines(0x4e00, 0x4e00 + 1000, Character::toString).replace("\n", "")));

        assertThat(taken.rejected())
                .satisfiesExactly(
                        one -> assertThat(one).isEqualTo("1 null: the line is longer than 1048576 characters"),
                        one -> assertThat(one).isEqualTo("3 over: its profile_image is longer than 2048 characters"),
                        one -> assertThat(one).startsWith("5 ").endsWith("its username is no good: too long"),
                        one -> assertThat(one).startsWith("6 id: its id is longer than "));
        assertThat(taken.soFar().imported()).isEqualTo(3);
    }

    /** It does not begin a quoted value: the rest is read literally, however long it is. */
    @Test
    void aQuoteWithinACsvValueIsLiteral() {
        StringBuilder file = new StringBuilder("username,full_name\nada,Ada 5\" Lovelace\n");
        for (int i = 0; i < 900; i++) {
            file.append("u").append(i).append(",\"Somebody, or \"\"else\"\"\"\n");
        }

        ImportResult taken = ImportResult.over(people, CSV, file.toString());

        assertThat(taken.rejected()).isEmpty();
        assertThat(taken.soFar().imported()).isEqualTo(901);
        assertThat(Database.query("select full_name from account where username = 'ada'"))
                .isEqualTo("Ada 5\" Lovelace");
        assertThat(Database.query("select full_name from account where username = 'u899'"))
                .isEqualTo("Somebody, or \"else\"");
    }

    @Test
    void anUnclosedQuoteDoesNotFillTheMemory() {
        String file = "username\nada\n\"grace\n" + "x".repeat(2 << 20);

        assertThat(ImportResult.over(people, CSV, file).stopped()).startsWith("the file is not CSV, near line");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            CSV    | `username\nL\u00e9a\n`
            NDJSON | {"username": "L\u00e9a"}
            DJANGO | [{"model": "auth.user", "fields": {"username": "L\u00e9a"}}]
            """)
    void aFileThatIsNotUtf8StopsTheImport(Format format, String file) {
        Import.Options options = new Import.Options(format, OnConflict.SKIP, false, false);

        assertThat(ImportResult.over(people, options, new ByteArrayInputStream(file.getBytes(ISO_8859_1)))
                        .stopped())
                .isEqualTo("the file is not UTF-8, somewhere after user 0");
        assertThat(ImportResult.over(people, options, new ByteArrayInputStream(file.getBytes(UTF_8)))
                        .summary())
                .startsWith("1 read: 1 imported");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `` | the file is no JSON array
            {"model": "auth.user"} | the file is no JSON array
            null | the file is no JSON array
            username,email | the file is not JSON, near line 1
            [1] | the file ends within, or has something else than objects, near line 1
            [[]] | the file ends within, or has something else than objects, near line 1
            [ | the file is not JSON, near line 1
            [{"model": "auth.user", "fields": {"username": "ada"}}, | the file is not JSON, near line 1
            `[{"model": "auth.user"\n` | the file is not JSON, near line 2
            [{"model": "auth.user", "fields": {"username": "ada"}} {}] | the file is not JSON, near line 1
            """)
    void aFileThatIsNotADjangoDumpStopsTheImport(String file, String why) {
        assertThat(ImportResult.over(people, DJANGO, file).stopped()).startsWith(why);
    }

    @Test
    void onlyTheUsersOfADumpAreRead() {
        ImportResult taken = ImportResult.over(people, DJANGO, """
                [{"model": "auth.group", "pk": 1, "fields": {"name": "staff", "permissions": []}},
                 {"model": "accounts.user", "pk": "b7e2a1d2-6d0c-4f0e-9b8e-5f1f9f1f9f1f",
                  "fields": {"username": "ada", "date_joined": "2020-02-29T12:30:00Z", "phone": {"home": ["1"]}}},
                 {"model": "auth.user", "pk": 2, "fields": {"username": {"x": 1}}},
                 {"model": "auth.user", "pk": 3},
                 {"model": "sessions.session", "fields": {"user": 1}}]
                """);

        assertThat(taken.rejected())
                .containsExactly(
                        "4 null: its username is neither a text nor a number",
                        "5 : it has neither a username nor an e-mail address");
        assertThat(Database.query("select username || ' ' || legacy_id from account"))
                .isEqualTo("ada b7e2a1d2-6d0c-4f0e-9b8e-5f1f9f1f9f1f");
    }

    @Test
    void aTruncatedDumpKeepsTheBatchesImportedBefore() {
        String file = "[" + ImportResult.lines(1, 1500, FormatsTest::user) + "{\"model\": \"auth.us";

        ImportResult taken = ImportResult.over(people, DJANGO, file.replace("}\n{", "},\n{"));

        assertThat(taken.stopped()).startsWith("the file is not JSON, near line 1501");
        assertThat(taken.soFar().imported()).isEqualTo(1000);
        assertThat(Database.query("select count(*) from account a join credential c on a.id = c.account_id"))
                .isEqualTo("1000");
    }

    private static String user(int i) {
        return "{\"model\": \"auth.user\", \"pk\": %1$d, \"fields\": {\"username\": \"user%1$d\"}}".formatted(i);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            $argon2id$v=19$m=4194304,t=3,p=4$c2FsdHNhbHRzYWx0c2FsdA$lOUT4kzLk9m1lUWc0sZC1aJ5rwGmNlq0Qh1k2MAAAAA | its password hash has m 4194304, which is not within
            pbkdf2_sha256$999999999$c2FsdHNhbHRzYWx0$YpP6yVWyT0kzLk9m1lUWc0sZC1aJ5rwGmNlq0Qh1k2M= | its password hash has iterations 999999999, which is not within
            $2b$31$e0MYzXyjpJS7Pd0RVvHwHe.HlCS4bZJ18JuywdEMLT83E1KDmUhCy | its password hash has cost 31, which is not within
            YpP6yVWyT0kzLk9m | its password hash has no form that is known
            """)
    void aTooExpensiveHashIsRejectedWithoutPrintingIt(String hash, String why) {
        ImportResult taken =
                ImportResult.over(people, NDJSON, "{\"username\": \"ada\", \"password_hash\": \"%s\"}".formatted(hash));

        assertThat(taken.rejected())
                .singleElement()
                .asString()
                .startsWith("1 ada: " + why)
                .doesNotContain("c2FsdHNhbHRz", "YpP6", "lOUT", "e0MYz", "$");
        assertThat(Database.query("select count(*) from account")).isEqualTo("0");
    }

    @Test
    void hashesOfAtMostSixtyFourCostsAreImported() {
        ImportResult taken = ImportResult.over(people, NDJSON, ImportResult.lines(1, 1_200, i ->
                """
                {"username": "user%d", "password_hash": "%s"}""".formatted(i, HASH.replace("$1000$", "$" + (1_000 + i % 66) + "$"))));

        assertThat(taken.rejected()).hasSize(36).allSatisfy(why -> assertThat(why)
                .endsWith("its password hash is of one scheme too many: 64 are enough"));
        assertThat(Database.query("select count(distinct scheme) from credential"))
                .isEqualTo("64");
    }
}
