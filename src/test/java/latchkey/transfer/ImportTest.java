package latchkey.transfer;

import static latchkey.transfer.ImportResult.CSV;
import static latchkey.transfer.ImportResult.DJANGO;
import static latchkey.transfer.ImportResult.NDJSON;
import static latchkey.transfer.ImportResult.PASSWORD;
import static latchkey.transfer.ImportResult.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.util.List;
import latchkey.Database;
import latchkey.Tables;
import latchkey.transfer.Import.Options;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The import of users: which are imported, which are rejected and why; importing again changes nothing. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class ImportTest {

    private static final String OTHER_HASH =
            "pbkdf2_sha256$1000$8HbPBAxlVYCrUpcCr4vhqS$RjE5w4hvmJWCIIOeosU+vjeGHNEhUEKKnkoqeY911kw=";

    private static final String OTHER_PASSWORD = "pässwörd ☃ 日本";

    @Inject
    Import people;

    @Inject
    Export export;

    @BeforeEach
    void startWithoutAccounts() {
        Database.empty();
        Database.execute("delete from audit_event");
    }

    @Test
    void djangoUsersSignInWithTheirPasswords() throws Exception {
        assertThat(django().summary()).isEqualTo("6 read: 6 imported, 0 updated, 0 skipped, 0 rejected");
        String hash = "select password_hash from credential join account on id = account_id where username = 'ada'";
        String rest = "select concat_ws(' ', scheme, changed_at, imported_at, changed_at = imported_at)"
                + " from credential join account on id = account_id where username = 'ada'";
        assertThat(Database.query(hash)).startsWith("pbkdf2_sha256$1000$");
        String before = Database.query(rest);
        assertThat(before).startsWith("pbkdf2-sha256(1000) ").endsWith(" t");

        assertThat(signIn("ada", "incorrect horse battery staple")).isEqualTo(401);
        assertThat(Database.query(hash)).startsWith("pbkdf2_sha256$1000$");
        assertThat(signIn("ada", PASSWORD)).isEqualTo(200);

        assertThat(Database.query(hash)).startsWith("bcrypt_sha256$$2a$04$");
        assertThat(Database.query(rest)).isEqualTo(before.replace("pbkdf2-sha256(1000)", "bcrypt-sha256(4)"));
        assertThat(signIn("Ada@Example.org", PASSWORD)).isEqualTo(200);
        assertThat(signIn("gracehopper", OTHER_PASSWORD)).isEqualTo(200);
        assertThat(signIn("admin", "super secret 2")).isEqualTo(200);
        assertThat(signIn("noemail", "no email here 3")).isEqualTo(200);
    }

    @Test
    void inactiveUsersAndUsersWithoutAPasswordCannotSignIn() throws Exception {
        django();

        assertThat(signIn("linus", "inactive but known 1")).isEqualTo(401);
        for (String password :
                List.of("!KWrxcQcLlHrDtbm5NeJuGUmUe8GfskBALZq3lz17", "KWrxcQcLlHrDtbm5NeJuGU", "!!!!!!")) {
            assertThat(signIn("sso_user", password)).isEqualTo(401);
        }
        assertThat(Database.query("select string_agg(concat_ws(' ', username, active, superuser, scheme is null), ','"
                        + " order by legacy_id) from account join credential on id = account_id"))
                .isEqualTo("ada t f f,GraceHopper t f f,linus f f f,admin t t f,noemail t f f,sso_user t f t");
        Database.execute("update account set active = true");
        assertThat(signIn("linus", "inactive but known 1")).isEqualTo(200);
    }

    @Test
    void importingTwiceChangesNothing() throws Exception {
        django();
        String once = Tables.people();

        assertThat(django().summary()).isEqualTo("6 read: 0 imported, 0 updated, 6 skipped, 0 rejected");
        assertThat(Tables.people()).isEqualTo(once);
        assertThat(django(ImportResult.updating(DJANGO)).summary())
                .isEqualTo("6 read: 0 imported, 6 updated, 0 skipped, 0 rejected");
        assertThat(Tables.people()).isEqualTo(once);
        assertThat(once).contains("grace.hopper@example.org").contains("Grace.Hopper@example.org");
    }

    @Test
    void aFirebaseHashWithoutSignerKeyIsRejectedWithTheMissingSetting() throws Exception {
        try (InputStream file = ImportTest.class.getResourceAsStream("/import/hashes.ndjson")) {
            ImportResult taken = ImportResult.over(people, NDJSON, file);
            assertThat(taken.summary()).isEqualTo("8 read: 7 imported, 0 updated, 0 skipped, 1 rejected");
            assertThat(taken.rejected())
                    .containsExactly("3 h2: its password hash is Firebase's without the signer key:"
                            + " set latchkey.password.firebase-signer-key");
        }
    }

    @Test
    void anImportIsRecorded() throws Exception {
        django();
        export.run(new StringWriter(), false);

        assertThat(Database.query("select string_agg(concat_ws('|', kind, outcome, username, detail), ',' order by id)"
                        + " from audit_event"))
                .isEqualTo("IMPORT|ACCEPTED|begun: django, on conflict skip,"
                        + "IMPORT|ACCEPTED|done: 6 read: 6 imported, 0 updated, 0 skipped, 0 rejected,"
                        + "EXPORT|ACCEPTED");
    }

    @Test
    void onConflictFailStopsTheImport() {
        ImportResult.over(people, CSV, "username\nada\n");
        String file = ImportResult.lines(1, 1_000, i -> "user" + i) + "ADA\nuser1001\nada\nuser1002\n";

        ImportResult taken = ImportResult.over(people, ImportResult.failing(CSV), "username\n" + file);

        assertThat(taken.stopped()).isEqualTo("line 1004: there is an account ada");
        assertThat(taken.soFar().toString()).isEqualTo("1002 read: 1001 imported, 0 updated, 0 skipped, 1 rejected");
        assertThat(Database.query("select count(*) from account")).isEqualTo("1002");
    }

    @Test
    void blanksAroundANameAreTrimmedAndInvisibleCharactersAreReported() throws Exception {
        ImportResult taken = ImportResult.over(
                people,
                CSV,
                "username,email\n\" ada\u00a0\",\" ada@example.org \"\nada,\na\uFE0Fda,\n\"grace  hopper\",\n\"\u3000\",\n");

        assertThat(taken.summary()).isEqualTo("5 read: 2 imported, 0 updated, 1 skipped, 2 rejected");
        assertThat(taken.rejected())
                .containsExactly(
                        "4 a\uFE0Fda: its username is no good: forbidden character",
                        "6 \u3000: its username is no good: blank");
        assertThat(Database.query("select string_agg(name, '|' order by name) from login_name"))
                .isEqualTo("ada|ada@example.org|grace hopper");
    }

    @Test
    void blanksAroundFirstAndLastNamesAreTrimmed() throws Exception {
        ImportResult.over(
                people,
                CSV,
                "username,first_name,last_name,full_name,profile_image\nada,\" Ada \",\tL ,\" Ada L\",\" https://example.org/a.png \"\n");

        assertThat(Database.query(
                        "select concat_ws('|', first_name, last_name, full_name, profile_image) from account"))
                .isEqualTo("Ada|L|Ada L|https://example.org/a.png");
    }

    /** The former backend distinguished them, so anybody could have registered the second. */
    @ParameterizedTest
    @CsvSource({
        "boss, boss\u00a0",
        "boss\u00a0, boss",
        "\uff42oss, boss",
        "boss, \uff42oss",
        "\uff42oss, boss\u00a0",
        "boss\u00a0, \uff42oss"
    })
    void usersWithNamesThatDifferByBlanksAreNotMerged(String first, String second) throws Exception {
        String file = "id,username,email,superuser\n1,\"%s\",boss@example.org,t\n%s2,\"%s\",evil@example.org,\n"
                .formatted(first, ImportResult.lines(1, 1_500, i -> (9 + i) + ",user" + i + ",,"), second);
        for (Options options : List.of(ImportResult.dry(CSV), CSV, ImportResult.updating(CSV), CSV)) {
            assertThat(ImportResult.over(people, options, file).rejected())
                    .singleElement()
                    .asString()
                    .contains(
                            "its name differs only by blanks or the form of its characters from that of account boss");
            assertThat(Database.query(
                            "select concat_ws(' ', legacy_id, email, superuser) from account where username = 'boss'"))
                    .isIn("nothing", "1 boss@example.org t");
        }
    }

    @Test
    void aUserWithBlanksInTheNameCanBeImportedAgain() throws Exception {
        String file = "id,username,email\n1,\"\uff42oss \",boss@example.org\n";
        ImportResult.over(people, CSV, file);

        assertThat(ImportResult.over(people, ImportResult.updating(CSV), file).summary())
                .isEqualTo("1 read: 0 imported, 1 updated, 0 skipped, 0 rejected");
        assertThat(ImportResult.over(people, ImportResult.updating(CSV), file.replace("\uff42oss ", "boss"))
                        .summary())
                .isEqualTo("1 read: 0 imported, 1 updated, 0 skipped, 0 rejected");
    }

    /** As earlier releases took them over. */
    @Test
    void aUserImportedWithBlanksIsNotImportedTwice() throws Exception {
        ImportResult.over(people, CSV, "username,email\ngrace,grace@example.org\n");
        Database.execute("update account set username = ' grace '");
        Database.execute("update login_name set name = ' grace ' where name = 'grace'");
        String before = Tables.people();

        String again = "username,email\n\" grace \",grace@example.org\n";
        assertThat(ImportResult.over(people, CSV, again).summary())
                .isEqualTo("1 read: 0 imported, 0 updated, 1 skipped, 0 rejected");
        assertThat(ImportResult.over(people, ImportResult.updating(CSV), again).summary())
                .isEqualTo("1 read: 0 imported, 1 updated, 0 skipped, 0 rejected");
        assertThat(Tables.people()).isEqualTo(before);
    }

    /** Within a batch, across batches, and of somebody who is there. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 997, 998, 999, 1_000, 1_001, 2_500})
    void usersWithNamesThatDifferByLetterCaseAreReportedAndNotMerged(int between) {
        String others = between == 0 ? "" : ImportResult.lines(1, between, i -> "user%d,,".formatted(i));
        String file = "username,email,last_name\nada,ada@example.org,one\n" + others
                + "Ada,,two\nbob,ADA@example.org,three\nStrauß,,four\nSTRAUSS,,five\nada,,six\n,Ada@Example.org,seven\n";

        ImportResult taken = ImportResult.over(people, CSV, file);

        int line = between + 3;
        List<String> reports = List.of(
                line + " Ada: its name differs only by letter case from that of account ada",
                line + 1 + " bob: its e-mail address differs only by letter case from that of account ada",
                line + 3 + " STRAUSS: its name differs only by letter case from that of account Strauß",
                line + 5 + " Ada@Example.org: its name differs only by letter case from that of account ada");
        assertThat(taken.rejected()).containsExactlyElementsOf(reports);
        assertThat(taken.soFar()).isEqualTo(new Import.Summary(between + 7, between + 2, 0, 1, 4));
        String once = Tables.people();
        for (Options options : List.of(CSV, ImportResult.updating(CSV))) {
            assertThat(ImportResult.over(people, options, file).rejected()).containsExactlyElementsOf(reports);
        }
        assertThat(Database.query("select string_agg(username || ' ' || last_name, ',' order by id) from account"
                        + " where last_name <> ''"))
                .isEqualTo("ada six,Strauß four");
        assertThat(once).contains("\"last_name\": \"one\"").doesNotContain("two", "three", "five", "six", "seven");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bob,ada@example.org,,   | its e-mail address belongs to account ada
            ada@example.org,,,      | its username is a name of account ada
            bob,,7,                 | its id is that of account ada
            bob,grace@example.org,, | its e-mail address belongs to account grace@example.org
            """)
    void aNameOfAnotherAccountIsRejected(String row, String why) {
        String there = "username,email,id,joined_at\nada,ada@example.org,7,2020-02-29T12:30Z\n"
                + "grace@example.org,,,2020-02-29T12:30Z\n";
        ImportResult.over(people, CSV, there);
        String before = Tables.people();

        for (Options options : List.of(CSV, ImportResult.updating(CSV))) {
            assertThat(ImportResult.over(people, options, "username,email,id,joined_at\n" + row)
                            .rejected())
                    .singleElement()
                    .asString()
                    .endsWith(": " + why);
            assertThat(Tables.people()).isEqualTo(before);
        }
        Database.empty();
        assertThat(ImportResult.over(people, CSV, there + row).rejected())
                .singleElement()
                .asString()
                .startsWith("4 ")
                .endsWith(": " + why);
        assertThat(withoutIds(Tables.people())).isEqualTo(withoutIds(before));
    }

    private static String withoutIds(String people) {
        return people.replaceAll("(\"(?:account_)?id\": )\\d+", "$1");
    }

    @Test
    void duplicatesInAFileAreOneAccount() {
        String file =
                "username,email,id,last_name\nada,ada@example.org,1,one\nada,ada@example.org,1,two\n,bob@example.org,2,one\n"
                        + "ada,,1,three\n,bob@example.org,2,two\n";

        assertThat(ImportResult.over(people, CSV, file).summary())
                .isEqualTo("5 read: 2 imported, 0 updated, 3 skipped, 0 rejected");
        assertThat(Database.query("select string_agg(username || last_name, ' ' order by id) from account"))
                .isEqualTo("adaone bob@example.orgone");
        assertThat(ImportResult.over(people, ImportResult.updating(CSV), file).summary())
                .isEqualTo("5 read: 0 imported, 5 updated, 0 skipped, 0 rejected");
        assertThat(Database.query("select string_agg(username || last_name, ' ' order by id) from account"))
                .isEqualTo("adathree bob@example.orgtwo");
    }

    @Test
    void idsAreKeptAndTheNextIsHigher() throws Exception {
        Options keeping = ImportResult.keepingIds(CSV);
        ImportResult taken = ImportResult.over(people, keeping, """
                id,username
                70,ada
                5,grace
                x,bob
                07,carl
                0,dora
                -1,erna
                1000000000000000000,fred
                ,gwen
                70,hans
                5,grace
                """);

        String noNumber = ": its id is no number, and so cannot be kept";
        assertThat(taken.rejected())
                .containsExactly(
                        "4 bob" + noNumber,
                        "5 carl" + noNumber,
                        "6 dora" + noNumber,
                        "7 erna" + noNumber,
                        "8 fred" + noNumber,
                        "9 gwen" + noNumber,
                        "10 hans: its id is that of account ada");
        assertThat(taken.soFar().skipped()).isEqualTo(1);
        assertThat(Database.query("select string_agg(id || username || legacy_id, ' ' order by id) from account"))
                .isEqualTo("5grace5 70ada70");
        assertThat(ImportResult.over(people, keeping, "id,username\n6,bob\n").rejected())
                .isEmpty();

        assertThat(ImportResult.register("carl")).isEqualTo(201);
        assertThat(Long.parseLong(Database.query("select id from account where username = 'carl'")))
                .isGreaterThan(80L);
        String before = Tables.people();
        assertThat(ImportResult.over(people, keeping, "id,username\n8,dora\n").stopped())
                .startsWith("a user registered here: ids can be kept only while");
        assertThat(ImportResult.over(people, ImportResult.dry(keeping), "id,username\n8,dora\n")
                        .stopped())
                .startsWith("a user registered here");
        assertThat(Tables.people()).isEqualTo(before);
    }

    @Test
    void idsAreNotKeptUnlessAskedFor() {
        ImportResult.over(people, CSV, "id,username\n70,ada\nb7e2a1d2,grace\n");

        assertThat(Database.query("select string_agg(username || legacy_id, ' ' order by id) from account"))
                .isEqualTo("ada70 graceb7e2a1d2");
        String id = Database.query("select id from account where username = 'ada'");
        assertThat(Long.parseLong(id)).isGreaterThan(70);
        assertThat(ImportResult.over(people, ImportResult.keepingIds(CSV), "id,username\n" + id + ",bob\n")
                        .rejected())
                .containsExactly("2 bob: its id is that of account ada");
    }

    /** During the import, an account is created with an id that a later line has. */
    @Test
    void anIdThatIsTakenDuringTheImportIsRejected() {
        ImportResult taken = ImportResult.over(
                people,
                ImportResult.keepingIds(NDJSON),
                new Interrupted(
                        ImportResult.lines(1, 1_001, ImportTest::numbered),
                        ImportResult.lines(1_002, 1_500, ImportTest::numbered)) {
                    @Override
                    void interrupt() {
                        Database.execute(
                                "insert into account (id, username, joined_at) values (1200, 'mallory', now())");
                    }
                });

        assertThat(taken.rejected()).containsExactly("1200 user1200: its id is that of account mallory");
        assertThat(taken.soFar().imported()).isEqualTo(1_499);
    }

    private static String numbered(int i) {
        return "{\"id\": %1$d, \"username\": \"user%1$d\"}".formatted(i);
    }

    @Test
    void exportImportExportGivesTheSameFile() throws Exception {
        django();
        assertThat(ImportResult.register("here")).isEqualTo(201);
        Database.execute(
                "update account set full_name = E'A \"quoted\"\\nname, \\\\ é ☃ 𝄞', profile_image = 'https://example.org/\u2028a',"
                        + " joined_at = '2020-02-29T12:30:00.000001Z' where username = 'ada'");
        ImportResult.over(people, CSV, "username\n" + ImportResult.lines(1, 2_100, i -> "user" + i));
        Database.execute("delete from account where username in ('linus', 'user1000')");
        String exported = exported();
        assertThat(exported.lines()).hasSize(2_105);
        String people = Tables.people();

        Database.empty();
        ImportResult taken = ImportResult.over(this.people, ImportResult.keepingIds(NDJSON), exported);

        assertThat(taken.summary()).isEqualTo("2105 read: 2105 imported, 0 updated, 0 skipped, 0 rejected");
        assertThat(exported()).isEqualTo(exported);
        assertThat(withoutLegacyIds(Tables.people())).isEqualTo(withoutLegacyIds(people));
        assertThat(signIn("here", "lovelace")).isEqualTo(200);
        assertThat(signIn("GraceHopper", OTHER_PASSWORD)).isEqualTo(200);
    }

    private static String withoutLegacyIds(String people) {
        return people.replaceAll("\"legacy_id\": (null|\"\\d+\")", "");
    }

    private String exported() throws IOException {
        StringWriter exported = new StringWriter();
        long written = export.run(exported, false);
        assertThat(exported.toString().lines()).hasSize((int) written);
        return exported.toString();
    }

    private ImportResult django() throws IOException {
        return django(DJANGO);
    }

    private ImportResult django(Options options) throws IOException {
        try (InputStream file = ImportTest.class.getResourceAsStream("/import/django.json")) {
            return ImportResult.over(people, options, file);
        }
    }
}
