package latchkey.transfer;

import static latchkey.transfer.ImportResult.CSV;
import static latchkey.transfer.ImportResult.NDJSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import latchkey.Database;
import latchkey.Tables;
import latchkey.account.Accounts;
import latchkey.group.Groups;
import latchkey.transfer.Import.Options;
import latchkey.transfer.file.Format;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups in files of users. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class GroupImportTest {

    private static final String GROUPS_OF =
            "select string_agg(username || ': ' || array_to_string(group_names, ' '), ', ' order by username) from account";

    private static final String DUMP = """
            [{"model": "auth.group", "pk": 1, "fields": {"name": "Editors", "permissions": [25, 26]}},
             {"model": "auth.group", "pk": 2, "fields": {"name": "Content, senior", "permissions": []}},
             {"model": "auth.user", "pk": 7, "fields": {"username": "ada", "password": "!", "is_staff": true, "groups": [1, 2]}},
             {"model": "auth.user", "pk": 8, "fields": {"username": "grace", "password": "!", "is_staff": false,
              "groups": [["Editors"]]}}]
            """;

    @Inject
    Import people;

    @Inject
    Export export;

    @Inject
    Groups groups;

    @Inject
    Accounts accounts;

    @BeforeEach
    void twoGroupsAreThere() {
        Database.empty();
        Database.execute("delete from user_group where name <> 'superuser'");
        groups.create("editors", "");
        groups.create("Staff", "");
    }

    private static Options with(Format format, boolean create, String... rules) {
        return new Options(format, OnConflict.SKIP, false, false, null, GroupMapping.of(List.of(rules)), create);
    }

    @Test
    void aFileSaysWhichGroupsAnAccountIsIn() {
        ImportResult lines = ImportResult.over(people, NDJSON, """
                {"username": "ada", "groups": ["staff", "Editors", "STAFF"]}
                {"username": "grace", "groups": []}
                {"username": "alan", "groups": null}
                """);
        ImportResult table = ImportResult.over(people, CSV, "username,groups\njoan,\"staff, editors\"\nedith,\n");

        assertThat(lines.rejected()).isEmpty();
        assertThat(table.rejected()).isEmpty();
        assertThat(Database.query(GROUPS_OF))
                .isEqualTo("ada: editors Staff, alan: , edith: , grace: , joan: editors Staff");
    }

    @Test
    void aUserOfAGroupThatIsNotThereIsRejected() {
        ImportResult taken = ImportResult.over(people, NDJSON, """
                {"username": "ada", "groups": ["editors", "writers"]}
                {"username": "grace", "groups": ["editors", "Content Editors"]}
                {"username": "alan", "groups": ["superuser"]}
                {"username": "joan", "groups": "editors"}
                {"username": "edith", "groups": [1]}
                {"username": "mary", "groups": ["editors"]}
                """);

        assertThat(taken.rejected())
                .containsExactly(
                        "1 ada: there is no group writers: create it, or use --create-groups",
                        "2 grace: its group \"Content Editors\" cannot be the name of a group: choose one with --group",
                        "3 alan: its group \"superuser\" cannot be the name of a group: choose one with --group",
                        "4 null: its groups are no list of texts",
                        "5 null: its groups are no list of texts");
        assertThat(Database.query(GROUPS_OF)).isEqualTo("mary: editors");
    }

    @Test
    void groupsAreCreatedIfTheOperatorSaysSo() {
        Database.execute("delete from audit_event");

        ImportResult taken = ImportResult.over(people, with(Format.NDJSON, true, "*"), """
                {"username": "ada", "groups": ["writers", "EDITORS"]}
                {"username": "grace", "groups": ["Writers"]}
                """);

        assertThat(taken.rejected()).isEmpty();
        assertThat(Database.query(GROUPS_OF)).isEqualTo("ada: editors writers, grace: writers");
        assertThat(Database.query("select detail from audit_event where kind = 'GROUP_CREATED'"))
                .isEqualTo("writers");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDryRunChangesNothing(boolean create) {
        String before = Tables.all();

        ImportResult taken = ImportResult.over(
                people,
                new Options(Format.NDJSON, OnConflict.SKIP, false, true, null, GroupMapping.of(List.of("*")), create),
                "{\"username\": \"ada\", \"groups\": [\"writers\", \"editors\"]}");

        assertThat(taken.rejected()).hasSize(create ? 0 : 1);
        assertThat(Tables.all()).isEqualTo(before);
    }

    @Test
    void groupsOfADjangoDumpAreLeftOutAndNamed() {
        ImportResult taken = ImportResult.over(people, ImportResult.DJANGO, DUMP);

        assertThat(taken.rejected()).isEmpty();
        assertThat(Database.query(GROUPS_OF)).isEqualTo("ada: , grace: ");
        assertThat(taken.leftOutGroups()).containsExactly("Content, senior", "Editors");
    }

    @Test
    void namesOfGroupsThatAreLeftOutDoNotControlTheTerminal() {
        ImportResult taken = ImportResult.over(
                people, ImportResult.DJANGO, DUMP.replace("Content, senior", "\\u001b[2J" + "x".repeat(200)));

        assertThat(taken.leftOutGroups()).containsExactly("?[2J" + "x".repeat(96), "Editors");
    }

    @Test
    void groupsAndFlagsOfADjangoDumpBecomeGroups() {
        ImportResult taken = ImportResult.over(
                people, with(Format.DJANGO, false, "Editors=editors", "is_staff=staff", "Content, senior="), DUMP);

        assertThat(taken.rejected()).isEmpty();
        assertThat(Database.query(GROUPS_OF)).isEqualTo("ada: editors Staff, grace: editors");
        assertThat(taken.leftOutGroups()).containsExactly("Content, senior");
    }

    @Test
    void aDjangoGroupThatIsNoNameForAGroupNeedsARule() {
        ImportResult taken = ImportResult.over(people, with(Format.DJANGO, true, "*"), DUMP);

        assertThat(taken.rejected())
                .containsExactly(
                        "3 ada: its group \"Content, senior\" cannot be the name of a group: choose one with --group");
        assertThat(Database.query(GROUPS_OF)).isEqualTo("grace: editors");
    }

    @Test
    void aDjangoUserOfAGroupThatTheFileDoesNotNameIsRejected() {
        String dump = """
                [{"model": "auth.user", "pk": 7, "fields": {"username": "ada", "password": "!", "groups": [3]}},
                 {"model": "auth.user", "pk": 8, "fields": {"username": "grace", "password": "!", "groups": []}}]
                """;

        assertThat(ImportResult.over(people, with(Format.DJANGO, true, "Editors"), dump)
                        .rejected())
                .containsExactly(
                        "1 ada: its group 3 is not in the file before it: dump auth.group, too, before the users");
        assertThat(ImportResult.over(people, ImportResult.DJANGO, dump).rejected())
                .isEmpty();
    }

    @Test
    void aUserWithMoreGroupsThanFitIntoATokenIsRejected() {
        String many = IntStream.range(0, 51).mapToObj(i -> "\"g" + i + "\"").collect(Collectors.joining(", "));
        String wide = IntStream.range(0, 13)
                .mapToObj(i -> "\"" + String.valueOf((char) ('a' + i)).repeat(62) + "\"")
                .collect(Collectors.joining(", "));

        ImportResult taken = ImportResult.over(
                people,
                with(Format.NDJSON, true, "*"),
                "{\"username\": \"ada\", \"groups\": [" + many + "]}\n{\"username\": \"grace\", \"groups\": [" + wide
                        + "]}\n");

        assertThat(taken.rejected())
                .containsExactly(
                        "1 ada: it is in more groups than fit into an access token",
                        "2 grace: it is in more groups than fit into an access token");
        assertThat(Database.query("select count(*) from user_group")).isEqualTo("3");
    }

    @Test
    void anUpdateReplacesTheGroupsThatTheFileHas() {
        String ada = "{\"id\": 7, \"username\": \"ada\", \"groups\": [\"editors\"]}\n";
        ImportResult.over(people, NDJSON, ada);
        Options update = ImportResult.updating(NDJSON);

        ImportResult.over(people, update, "{\"id\": 7, \"username\": \"ada\"}");
        assertThat(Database.query(GROUPS_OF)).isEqualTo("ada: editors");
        ImportResult.over(people, update, ada.replace("editors", "staff"));
        assertThat(Database.query(GROUPS_OF)).isEqualTo("ada: Staff");
        ImportResult.over(people, update, ada.replace("\"editors\"", ""));
        assertThat(Database.query(GROUPS_OF)).isEqualTo("ada: ");
        ImportResult.over(people, NDJSON, ada);
        assertThat(Database.query(GROUPS_OF)).isEqualTo("ada: ");
    }

    @Test
    void anExportHasTheGroupsAndCanBeImported() throws IOException {
        ImportResult.over(people, NDJSON, """
                {"id": 7, "username": "ada", "superuser": true, "groups": ["staff", "editors"]}
                {"id": 8, "username": "grace"}
                """);
        String before = Database.query(GROUPS_OF);
        StringWriter file = new StringWriter();
        export.run(file, false);
        Database.empty();
        Database.execute("delete from user_group where name <> 'superuser'");

        ImportResult taken = ImportResult.over(people, with(Format.NDJSON, true, "*"), file.toString());

        assertThat(file.toString()).contains("\"groups\":[\"editors\",\"Staff\"]", "\"groups\":[]");
        assertThat(taken.rejected()).isEmpty();
        assertThat(Database.query(GROUPS_OF)).isEqualTo(before);
        assertThat(accounts.find("ada").orElseThrow().groups())
                .containsExactly("user", "superuser", "editors", "Staff");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "Editors=editors, true",
        "editors, true",
        "a=b=c, true",
        "Readers=, true",
        "*, true",
        "Editors, true",
        "Content Editors, false",
        "Editors=the editors, false",
        "is_staff=superuser, false",
        "Everyone=User, false"
    })
    void aRuleNamesAGroupThatCanBe(String rule, boolean good) {
        assertThat(GroupMapping.flaw(List.of("*", rule)).isEmpty()).isEqualTo(good);
    }
}
