package latchkey.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import latchkey.Database;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** An operator changes groups and superusers. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class GroupsCommandTest {

    private static final String LAST =
            "Not done: no active superuser would be left. Make another account a superuser first, or use --last-superuser.\n";

    @Inject
    CommandLine.IFactory factory;

    @TempDir
    private Path folder;

    private String id;

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void adaIsThere() {
        Database.empty();
        Database.execute("delete from user_group where name <> 'superuser'");
        assertThat(run("lovelace\n", "accounts create ada --superuser").code()).isZero();
        id = Database.query("select id from account");
        assertThat(run("", "groups create staff --description Everybody.").out())
                .isEqualTo("Group staff created.\n");
        run("", "groups create editors");
    }

    @Test
    void anAccountIsAddedToGroupsAndRemoved() throws Exception {
        assertThat(run("", "accounts grant ada staff EDITORS"))
                .isEqualTo(new Ended(
                        0, "Account " + id + " (ada) is in the groups user, superuser, editors, staff.\n", ""));
        assertThat(run("", "accounts show ada").out())
                .contains("groups               user, superuser, editors, staff\n");
        assertThat(new ObjectMapper()
                        .readTree(run("", "accounts show ada --json").out())
                        .path("groups"))
                .hasToString("[\"user\",\"superuser\",\"editors\",\"staff\"]");
        assertThat(run("", "groups members staff").out())
                .startsWith("id\tusername\t")
                .contains("\n" + id + "\tada\t");
        assertThat(run("", "accounts revoke ada staff").out())
                .isEqualTo("Account " + id + " (ada) is in the groups user, superuser, editors.\n");
        assertThat(Database.query("select string_agg(distinct via || ' ' || operator, ',') from audit_event"
                        + " where kind in ('GROUP_GRANTED', 'GROUP_REVOKED') and username = 'ada'"))
                .isEqualTo("command " + System.getProperty("user.name"));
    }

    @Test
    void groupsAreImportedWithTheirDescriptions() throws Exception {
        Path file = folder.resolve("groups.ndjson");
        Files.writeString(file, run("", "groups list --json").out() + "{\"name\": \"a b\"}\n[]\n{}\n");
        run("", "groups delete editors --yes");
        run("", "groups delete staff --yes");

        Ended imported = run("", "groups import " + file);

        assertThat(imported.out()).isEqualTo("2 groups created, 1 existed, 3 rejected.\n");
        assertThat(imported.err())
                .contains("Line 4: Not done: INVALID_FIELDS", "Line 5: the line is JSON, but no object.")
                .contains("Line 6: the group has no name.");
        assertThat(imported.code()).isEqualTo(1);
        assertThat(Database.query("select string_agg(name || ' ' || description, ',' order by name) from user_group"))
                .isEqualTo("editors ,staff Everybody.,superuser May do everything.");
    }

    @Test
    void groupsAreListedDescribedAndDeleted() {
        run("", "accounts grant ada staff");

        assertThat(run("", "groups describe staff All").out()).isEqualTo("Group staff described.\n");
        assertThat(run("", "groups list").out().lines().map(line -> line.replaceAll("\t[^\t]+$", "")))
                .containsExactly("name\tdescription", "editors\t", "staff\tAll", "superuser\tMay do everything.");
        Ended first = run("", "groups list --limit 1 --json");
        assertThat(first.out()).startsWith("{\"name\":\"editors\",\"description\":\"\",\"created_at\":\"2");
        assertThat(first.err()).isEqualTo("There are more: continue with --after editors.\n");
        assertThat(run("", "groups list --after editors --limit 1").out()).contains("\nstaff\t");
        assertThat(run("y\n", "groups delete staff"))
                .isEqualTo(new Ended(1, "", "Not deleted: the group staff; --yes deletes without asking.\n"));
        assertThat(run("", "groups delete staff --yes").out())
                .isEqualTo("Group staff deleted; 1 accounts were in it.\n");
        assertThat(Database.query("select group_names = '{}' from account")).isEqualTo("t");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            accounts grant nobody staff | There is no account nobody.
            accounts grant ada staff stuff | There is no group stuff.
            accounts revoke ada stuff | There is no group stuff.
            accounts revoke ada user | user is a group that Latchkey itself needs.
            groups create STAFF | There is a group STAFF, perhaps in another letter case.
            groups create user | There is a group user, perhaps in another letter case.
            groups create a,b | Not done: INVALID_FIELDS [name: INVALID_VALUE].
            groups delete superuser --yes | superuser is a group that Latchkey itself needs.
            groups delete stuff --yes | There is no group stuff.
            groups describe stuff - | There is no group stuff.
            groups members stuff | There is no group stuff.
            groups list --limit 0 | --limit must be 1 or more.
            """)
    void aRefusalIsExplained(String command, String sentence) {
        assertThat(run("", command)).isEqualTo(new Ended(1, "", sentence + "\n"));
        assertThat(Database.query("select group_names = '{}' from account")).isEqualTo("t");
    }

    @Test
    void tooManyGroupsAreRefused() {
        for (int i = 0; i < 50; i++) {
            Database.execute("insert into user_group values ('g" + i + "', '', now())");
            Database.execute("update account set group_names = group_names || array['g" + i + "']");
        }

        assertThat(run("", "accounts grant ada staff"))
                .isEqualTo(new Ended(
                        1,
                        "",
                        "Not done: an account can be in 50 groups, whose names have 800 characters together; more may not"
                                + " fit into a cookie.\n"));
    }

    @ParameterizedTest
    @CsvSource({"demote ada", "disable ada", "delete ada --yes", "revoke ada superuser"})
    void theLastSuperuserNeedsAnOptionOfItsOwn(String command) {
        assertThat(run("", "accounts " + command)).isEqualTo(new Ended(1, "", LAST));
        assertThat(Database.query("select superuser and active from account")).isEqualTo("t");

        assertThat(run("", "accounts " + command + " --last-superuser").code()).isZero();
        assertThat(Database.query("select count(*) from account where superuser and active"))
                .isEqualTo("0");
    }

    @Test
    void anImportMapsGroups() throws Exception {
        Path file = Files.writeString(folder.resolve("users.json"), """
                [{"model": "auth.user", "pk": 7, "fields": {"username": "grace", "password": "!", "is_staff": true,
                  "groups": [["Writers"], ["Readers"]]}}]
                """);
        String command = "import " + file + " --format django --group is_staff=staff --group Writers=writers";

        assertThat(run("", command + " --group Writers=the:superuser/s").err())
                .startsWith("\"the:superuser/s\" is no name for a group");
        assertThat(run("", command).code()).isEqualTo(1);
        Ended ended = run("", command + " --create-groups");

        assertThat(ended)
                .isEqualTo(new Ended(
                        0,
                        "1 read: 1 imported, 0 updated, 0 skipped, 0 rejected.\n",
                        "Groups that were left out: Readers. --group NAME=GROUP imports them.\n"));
        assertThat(Database.query("select group_names from account where username = 'grace'"))
                .isEqualTo("{staff,writers}");
    }

    private Ended run(String typed, String command) {
        PrintStream stdout = System.out;
        PrintStream stderr = System.err;
        InputStream stdin = System.in;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, UTF_8));
        System.setErr(new PrintStream(err, true, UTF_8));
        System.setIn(new ByteArrayInputStream(typed.getBytes(UTF_8)));
        try {
            int code = CommandHelp.line(factory).execute(command.split(" "));
            return new Ended(code, out.toString(UTF_8), err.toString(UTF_8));
        } finally {
            System.setOut(stdout);
            System.setErr(stderr);
            System.setIn(stdin);
        }
    }
}
