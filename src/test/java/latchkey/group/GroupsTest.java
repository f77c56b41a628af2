package latchkey.group;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.failure.Reason;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups, and which accounts are in them. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class GroupsTest {

    private static final String EVENTS =
            "select string_agg(kind || ' ' || coalesce(username, '-') || ' ' || detail, ', '"
                    + " order by id) from audit_event where kind like 'GROUP%'";

    @Inject
    Groups groups;

    @Inject
    Accounts accounts;

    private Account ada;

    @BeforeEach
    void adaIsInNoGroup() {
        Database.empty();
        Database.execute("delete from user_group where name <> 'superuser'");
        Database.execute("delete from audit_event");
        ada = account("ada");
    }

    private Account account(String name) {
        Database.execute("insert into account (username, joined_at) values ('" + name + "', now())");
        return Account.withId(Long.parseLong(Database.query("select id from account where username = '" + name + "'")))
                .orElseThrow();
    }

    private List<String> groupsOf(Account account) {
        return Account.withId(account.id).orElseThrow().groups();
    }

    private static void refused(Reason reason, ThrowingCallable act) {
        assertThat(catchThrowableOfType(AuthFailure.class, act).reason()).isEqualTo(reason);
    }

    @Test
    void anAccountIsInTheGroupsThatItWasGranted() {
        groups.create("staff", "");
        groups.create("Editors", "May edit.");

        groups.grant(ada, List.of("staff", "editors", "user"));
        groups.grant(ada, List.of("staff"));

        assertThat(groupsOf(ada)).containsExactly("user", "Editors", "staff");
        assertThat(groups.members("EDITORS", 0, 10))
                .extracting(member -> member.id)
                .containsExactly(ada.id);

        groups.revoke(ada, List.of("EDITORS"), false);
        groups.revoke(ada, List.of("editors"), false);

        assertThat(groupsOf(ada)).containsExactly("user", "staff");
        assertThat(groups.members("Editors", 0, 10)).isEmpty();
        assertThat(Database.query(EVENTS))
                .isEqualTo("GROUP_CREATED - staff, GROUP_CREATED - Editors, GROUP_GRANTED ada Editors,"
                        + " GROUP_GRANTED ada staff, GROUP_REVOKED ada Editors");
    }

    @Test
    void ofSeveralGroupsAllAreGrantedOrNone() {
        groups.create("staff", "");

        refused(Reason.NOT_FOUND, () -> groups.grant(ada, List.of("staff", "stuff")));
        refused(Reason.NOT_FOUND, () -> groups.revoke(ada, List.of("staff", "stuff"), false));

        assertThat(groupsOf(ada)).containsExactly("user");
        assertThat(Database.query(EVENTS)).isEqualTo("GROUP_CREATED - staff");
    }

    @Test
    void superuserIsGrantedAndRevokedAsAGroup() {
        Account grace = account("grace");

        groups.grant(ada, List.of("Superuser"));
        groups.grant(ada, List.of("superuser"));
        groups.grant(grace, List.of("superuser"));

        assertThat(groupsOf(ada)).containsExactly("user", "superuser");
        assertThat(groups.members("superuser", 0, 10))
                .extracting(member -> member.username)
                .containsExactly("ada", "grace");
        groups.revoke(ada, List.of("superuser"), false);
        assertThat(groupsOf(ada)).containsExactly("user");
        assertThat(Database.query("select string_agg(kind, ' ' order by id) from audit_event"))
                .isEqualTo("ACCOUNT_PROMOTED ACCOUNT_PROMOTED ACCOUNT_DEMOTED");
        refused(Reason.FORBIDDEN, () -> groups.revoke(ada, List.of("User"), false));
        refused(Reason.FORBIDDEN, () -> groups.delete("Superuser"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "USER", "superuser", "SuperUser", "Staff", "staff"})
    void noTwoGroupsDifferOnlyInLetterCase(String name) {
        groups.create("staff", "the first");

        refused(Reason.ALREADY_TAKEN, () -> groups.create(name, "another"));

        assertThat(groups.find("STAFF").orElseThrow().description).isEqualTo("the first");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "a,b", "a b", "/staff", "a/b", "-rf", ".", "..", ":a", "a\n", "\u0000", "grün", "a;b", "a\"b",
                "*"
            })
    void aNameThatIsNotSafeEverywhereIsRefused(String name) {
        assertThatThrownBy(() -> groups.create(name, ""))
                .isInstanceOfSatisfying(AuthFailure.class, refused -> assertThat(
                                refused.flaws().get("name").kind())
                        .isEqualTo(FieldError.Kind.INVALID_VALUE));
    }

    @ParameterizedTest
    @CsvSource({"64, 500, true", "65, 0, false", "1, 501, false"})
    void namesAndDescriptionsHaveALimit(int name, int description, boolean allowed) {
        ThrowingCallable create = () -> groups.create("x".repeat(name), "é".repeat(description));
        if (allowed) {
            assertThat(groups.create("x".repeat(name), "é".repeat(description)).description)
                    .hasSize(description);
        } else {
            refused(Reason.INVALID_FIELDS, create);
        }
    }

    @Test
    void aDescriptionIsReplaced() {
        groups.create("staff", "");

        assertThat(groups.describe("STAFF", "All who work here.").description).isEqualTo("All who work here.");

        refused(Reason.INVALID_FIELDS, () -> groups.describe("staff", "two\nlines"));
        refused(Reason.NOT_FOUND, () -> groups.describe("stuff", ""));
        assertThat(Database.query(EVENTS)).isEqualTo("GROUP_CREATED - staff, GROUP_CHANGE - staff");
    }

    @Test
    void groupsAndMembersAreListedInPages() {
        Stream.of("c", "a", "b").forEach(name -> groups.create(name, ""));
        Account grace = account("grace");
        List.of(ada, grace).forEach(member -> groups.grant(member, List.of("b")));

        assertThat(groups.list("", 2)).extracting(group -> group.name).containsExactly("a", "b");
        assertThat(groups.list("b", 9)).extracting(group -> group.name).containsExactly("c", "superuser");
        assertThat(groups.members("b", 0, 1))
                .extracting(member -> member.username)
                .containsExactly("ada");
        assertThat(groups.members("b", ada.id, 9))
                .extracting(member -> member.username)
                .containsExactly("grace");
        refused(Reason.NOT_FOUND, () -> groups.members("d", 0, 1));
    }

    @Test
    void aDeletedGroupIsRemovedFromAllItsAccounts() {
        groups.create("staff", "");
        groups.create("other", "");
        Database.execute("insert into account (username, joined_at, group_names)"
                + " select 'u' || n, now(), array['other', 'staff'] from generate_series(1, 1201) n");

        assertThat(groups.delete("Staff")).isEqualTo(1201);

        assertThat(groups.find("staff")).isEmpty();
        assertThat(Database.query("select count(*) from account where group_names = array['other']"))
                .isEqualTo("1201");
        assertThat(Database.query("select count(*) from audit_event where kind = 'GROUP_REVOKED' and detail = 'staff'"))
                .isEqualTo("1201");
        assertThat(Database.query("select count(*) from audit_event where kind = 'GROUP_DELETED' and detail = 'staff'"))
                .isEqualTo("1");
        refused(Reason.NOT_FOUND, () -> groups.delete("staff"));
        Database.empty();
    }

    @Test
    void anAccountIsInAtMostFiftyGroups() {
        List<String> names = IntStream.range(0, 51).mapToObj(i -> "group" + i).toList();
        names.forEach(name -> groups.create(name, ""));

        groups.grant(ada, names.subList(0, 50));

        refused(Reason.TOO_MANY_GROUPS, () -> groups.grant(ada, List.of("group50")));
        groups.grant(ada, List.of("group0", "superuser"));
        groups.revoke(ada, List.of("group0"), false);
        groups.grant(ada, List.of("group50"));
        assertThat(groupsOf(ada)).hasSize(52);
    }

    @Test
    void theNamesOfAnAccountsGroupsHaveEightHundredCharacters() {
        List<String> names = IntStream.range(0, 13)
                .mapToObj(i -> String.valueOf((char) ('a' + i)).repeat(i < 12 ? 64 : 32))
                .toList();
        names.forEach(name -> groups.create(name, ""));
        groups.create("z", "");

        groups.grant(ada, names);

        assertThat(names.stream().collect(joining())).hasSize(800);
        refused(Reason.TOO_MANY_GROUPS, () -> groups.grant(ada, List.of("z")));
        assertThat(groupsOf(ada)).hasSize(14);
    }

    @Test
    void aGroupIsNotGrantedToAnAccountThatIsGone() {
        groups.create("staff", "");
        accounts.delete(ada, false);

        refused(Reason.NOT_FOUND, () -> groups.grant(ada, List.of("staff")));
    }
}
