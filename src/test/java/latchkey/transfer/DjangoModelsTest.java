package latchkey.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static latchkey.transfer.ImportResult.DJANGO;
import static latchkey.transfer.ImportResult.HASH;
import static latchkey.transfer.ImportResult.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.util.List;
import latchkey.Database;
import latchkey.transfer.file.Format;
import latchkey.transfer.file.ImportStopped;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dumps of custom Django models, with invalid e-mail addresses and very long values. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class DjangoModelsTest {

    /** Characters of a picture that somebody keeps in a field. */
    private static final int LONG = 3 << 19;

    private static final String FIELDS =
            "\"password\": \"%s\", \"last_login\": null, \"is_superuser\": false, \"username\": \"%s\"";

    @Inject
    Import people;

    @BeforeEach
    void startWithoutAccounts() {
        Database.empty();
    }

    private static String object(String model, String username) {
        return "{\"model\": \"%s\", \"pk\": 1, \"fields\": {%s}}".formatted(model, FIELDS.formatted(HASH, username));
    }

    private static String mailbox(String username) {
        return "{\"model\": \"mail.mailbox\", \"pk\": 1, \"fields\": {\"username\": \"%s\", \"password\": \"x\"}}"
                .formatted(username);
    }

    @Test
    void aModelThatLooksLikeAUserIsRead() {
        ImportResult taken = ImportResult.over(people, DJANGO, """
                [{"model":"contenttypes.contenttype","pk":1,"fields":{"app_label":"x","model":"y"}}, %s,
                {"model":"accounts.customuser","pk":1,"fields":{"password":"%s","username":"ada",
                "email":"ada@example.org","is_active":true,"is_superuser":false,"date_joined":"2020-01-02T03:04:05Z"}}]
                """.formatted(mailbox("box"), HASH));

        assertThat(taken.summary()).isEqualTo("1 read: 1 imported, 0 updated, 0 skipped, 0 rejected");
        assertThat(ImportResult.signIn("ada", PASSWORD)).isEqualTo(200);
    }

    @Test
    void keysMayComeInAnyOrder() {
        ImportResult taken = ImportResult.over(
                people,
                DJANGO,
                "[{\"fields\": {%s}, \"pk\": 7, \"model\": \"shop.Customer\"}]"
                        .formatted(FIELDS.formatted(HASH, "ada")));

        assertThat(taken.summary()).startsWith("1 read: 1 imported");
        assertThat(Database.query("select legacy_id from account")).isEqualTo("7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.customer", "shop.Customer", "SHOP.CUSTOMER", "customer", "Customer"})
    void theModelMayBeChosen(String model) {
        ImportResult taken = ImportResult.over(
                people,
                of(model),
                "[%s, %s, %s]"
                        .formatted(
                                object("auth.user", "root"),
                                object("shop.customer", "ada"),
                                object("big.othercustomer", "x")));

        assertThat(taken.summary()).startsWith("1 read: 1 imported");
        assertThat(Database.query("select username from account")).isEqualTo("ada");
    }

    @Test
    void aChosenModelIsReadEvenIfItDoesNotLookLikeAUser() {
        ImportResult taken = ImportResult.over(
                people, of("mail.mailbox"), "[%s]".formatted(mailbox("ada").replace("\"x\"", "\"!x\"")));

        assertThat(taken.summary()).startsWith("1 read: 1 imported");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            none          | the file has no model that looks like a user; choose one of its models by --model: shop.order, mail.mailbox
            shop.customer | the file has no model shop.customer; choose one of its models by --model: shop.order, mail.mailbox
            """)
    void aDumpWithoutUsersIsReportedWithItsModels(String model, String sentence) {
        String file =
                "[{\"model\": \"shop.order\", \"pk\": 1, \"fields\": {\"total\": 1}}, %s]".formatted(mailbox("ada"));

        assertThat(ImportResult.over(people, of(model), file).stopped()).isEqualTo(sentence);
    }

    @Test
    void twoModelsThatLookLikeUsersMustBeChosenFrom() {
        String customers = object("shop.customer", "ada");
        String staff = object("shop.staff", "grace");
        String users = object("auth.user", "root");

        assertThat(ImportResult.over(people, DJANGO, "[%s, %s]".formatted(customers, staff))
                        .stopped())
                .isEqualTo("the file has users of shop.customer and of shop.staff: choose one by --model");
        assertThat(ImportResult.over(people, DJANGO, "[%s, %s]".formatted(customers, users))
                        .stopped())
                .isEqualTo("the file has users of shop.customer and of auth.user: choose one by --model");
        assertThat(Database.query("select count(*) from account")).isEqualTo("0");
    }

    /** Otherwise the second dump would be ignored silently. */
    @ParameterizedTest
    @ValueSource(strings = {"[%s]\n[%s]\n", "[%s] [%s", "[%s]\n{\"x\": %s}", "[%s]\nx%s"})
    void twoDumpsInOneFileAreRejected(String files) {
        ImportResult taken = ImportResult.over(
                people, DJANGO, String.format(files, object("auth.user", "ada"), object("auth.user", "x")));

        assertThat(taken.stopped()).isNotNull();
        assertThat(Database.query("select count(*) from account")).isEqualTo("0");
    }

    @Test
    void blanksAfterADumpAreIgnored() {
        assertThat(ImportResult.over(people, DJANGO, "[%s]\n \r\n".formatted(object("auth.user", "ada")))
                        .summary())
                .startsWith("1 read: 1 imported");
    }

    @Test
    void theWholeDumpIsCheckedBeforeTheImport() {
        String customers = object("shop.customer", "ada");
        byte[] file =
                "[%s, %s]".formatted(customers, object("auth.user", "root")).getBytes(UTF_8);

        assertThatThrownBy(() -> Import.check(new ByteArrayInputStream(file)))
                .isInstanceOf(ImportStopped.class)
                .hasMessage("the file has users of shop.customer and of auth.user: choose one by --model");
        Import.check(new ByteArrayInputStream("[%s]".formatted(customers).getBytes(UTF_8)));
    }

    @Test
    void aModelCalledUserIsPreferredAndOthersAreReported() {
        ImportResult taken = ImportResult.over(
                people,
                DJANGO,
                "[%s, %s, %s]"
                        .formatted(
                                object("auth.user", "root"),
                                object("shop.customer", "ada"),
                                object("old.user", "linus").replace("\"pk\": 1", "\"pk\": 2")));

        assertThat(taken.summary()).startsWith("2 read: 2 imported");
        assertThat(taken.passedOver()).containsExactly("shop.customer");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "none", textBlock = """
            admin@localhost      | admin@localhost   | its e-mail address is kept, and has a domain without a dot
            `ada@example.org,`   | ada@example.org,  | its e-mail address is kept, and no mail can be sent to it
            mailto:ada@example.org | mailto:ada@example.org | its e-mail address is kept, and no mail can be sent to it
            ada@a..example.org   | ada@a..example.org | its e-mail address is kept, and no mail can be sent to it
            `ada@localhost,`     | `ada@localhost,`  | its e-mail address is kept, and no mail can be sent to it
            ada@münchen.example  | ada@münchen.example | none
            none                 | none              | none
            `None`               | none              | its e-mail address is left out, since it is none: not an email
            `n/a`                | none              | its e-mail address is left out, since it is none: not an email
            `-`                  | none              | its e-mail address is left out, since it is none: not an email
            a@b@example.org      | none              | its e-mail address is left out, since it is none: not an email
            Ada <ada@example.org> | none             | its e-mail address is left out, since it is none: not an email
            ada king@example.org | none              | its e-mail address is left out, since it is none: not an email
            ada@                 | none              | its e-mail address is left out, since it is none: not an email
            @localhost           | none              | its e-mail address is left out, since it is none: not an email
            a\\u200Bda@example.org | none             | its e-mail address is left out, since it is none: forbidden character
            `linus@example.org ` | linus@example.org | none
            `\\t linus@example.org\\n` | linus@example.org | none
            `   `                | none              | none
            ``                   | none              | none
            """)
    void aUserWithAnOddEmailAddressIsImported(String email, String kept, String note) {
        String text = email == null ? "null" : "\"" + email + "\"";
        String line = "{\"username\": \"ada\", \"password_hash\": \"%s\", \"email\": %s}".formatted(HASH, text);

        ImportResult taken = ImportResult.over(people, ImportResult.NDJSON, line);

        assertThat(taken.summary()).isEqualTo("1 read: 1 imported, 0 updated, 0 skipped, 0 rejected");
        assertThat(taken.changed()).isEqualTo(note == null ? List.of() : List.of("1 ada: " + note));
        assertThat(Database.query("select coalesce(email, 'none') from account"))
                .isEqualTo(kept == null ? "none" : kept);
        assertThat(ImportResult.signIn("ada", PASSWORD)).isEqualTo(200);
        if (kept != null) {
            assertThat(ImportResult.signIn(kept, PASSWORD)).isEqualTo(200);
        }
    }

    @Test
    void anEmailAddressWithoutADotCanSignIn() {
        ImportResult taken = ImportResult.over(people, ImportResult.CSV, "email\nroot@localhost\nnobody\n");

        assertThat(taken.rejected()).containsExactly("3 null: its email is no good: not an email");
        assertThat(Database.query("select username from account")).isEqualTo("root@localhost");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"x\"",
                "[1, \"x\", {\"y\": null}]",
                "{\"a\": [[[\"x\"]]], \"x\": \"x\"}",
                "1",
                "\"\\\\\\\"x\\u0041\""
            })
    void skippedFieldsMayBeVeryLong(String avatar) {
        String value = avatar.replace("x", "x".repeat(LONG)).replace("1", "1".repeat(LONG));

        ImportResult taken = ImportResult.over(
                people,
                DJANGO,
                "[%s,%n%s]"
                        .formatted(
                                object("auth.user", "ada")
                                        .replace("\"username\"", "\"avatar\": " + value + ", \"username\""),
                                object("auth.user", "grace").replace("\"pk\": 1", "\"pk\": 2")));

        assertThat(taken.summary()).isEqualTo("2 read: 2 imported, 0 updated, 0 skipped, 0 rejected");
    }

    @Test
    void skippedFieldsMayBeDeeplyNested() {
        String deep = "[".repeat(5_000) + "]".repeat(5_000);

        assertThat(ImportResult.over(
                                people,
                                DJANGO,
                                "[%s]"
                                        .formatted(object("auth.user", "ada")
                                                .replace("\"username\"", "\"tree\": " + deep + ", \"username\"")))
                        .summary())
                .startsWith("1 read: 1 imported");
    }

    @ParameterizedTest
    @ValueSource(strings = {"username", "email", "first_name", "password"})
    void aTooLongFieldIsRejectedAndTheNextUserIsImported(String field) {
        String first = object("auth.user", "ada")
                .replace(
                        "\"pk\": 1, \"fields\": {",
                        "\"pk\": 2, \"fields\": {\"email\": \"a@b.c\", \"first_name\": \"A\", ");
        String endless =
                first.replaceFirst("\"%s\": \"".formatted(field), "\"%s\": \"%s".formatted(field, "x".repeat(LONG)));

        ImportResult taken =
                ImportResult.over(people, DJANGO, "[%s,%n%s]".formatted(endless, object("auth.user", "grace")));

        assertThat(taken.summary())
                .endsWith(
                        field.equals("email")
                                ? "2 imported, 0 updated, 0 skipped, 0 rejected"
                                : "1 imported, 0 updated, 0 skipped, 1 rejected");
    }

    @Test
    void aTooLongCsvValueIsRejectedAndLineNumbersStayCorrect() {
        String longValue = "x,\"\"\n".repeat(LONG / 5);
        ImportResult taken = ImportResult.over(
                people,
                ImportResult.CSV,
                "username,profile_image\nada,\"%s\"\ngrace,%s\nlinus,x\n,y\n".formatted(longValue, "x".repeat(LONG)));

        assertThat(taken.rejected()).hasSize(3);
        assertThat(taken.rejected().get(0)).endsWith("ada: its profile_image is longer than 2048 characters");
        assertThat(taken.rejected().get(1)).endsWith("grace: its profile_image is longer than 2048 characters");
        assertThat(taken.rejected().get(2)).startsWith((2 + LONG / 5 + 3) + " ");
        assertThat(Database.query("select username from account")).isEqualTo("linus");
    }

    private static Import.Options of(String model) {
        return new Import.Options(
                Format.DJANGO, OnConflict.SKIP, false, false, model, GroupMapping.ofFormat(Format.DJANGO), false);
    }
}
