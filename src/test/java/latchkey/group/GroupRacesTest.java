package latchkey.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Operators who change groups and superusers at the same moment. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class GroupRacesTest {

    private static final int CALLERS = 6;

    @Inject
    Groups groups;

    @Inject
    Accounts accounts;

    @BeforeEach
    void nobodyIsThere() {
        Database.empty();
        Database.execute("delete from user_group where name <> 'superuser'");
    }

    private static Account account(String name, boolean superuser) {
        Database.execute("insert into account (username, joined_at, superuser) values ('" + name + "', now(), "
                + superuser + ")");
        return Account.withId(Long.parseLong(Database.query("select id from account where username = '" + name + "'")))
                .orElseThrow();
    }

    /** Whether {@code act} was refused. */
    private static Callable<Boolean> refused(Reason reason, Runnable act) {
        return () -> {
            try {
                act.run();
                return false;
            } catch (AuthFailure refused) {
                assertThat(refused.reason()).isEqualTo(reason);
                return true;
            }
        };
    }

    @RepeatedTest(5)
    void ofSimultaneousChangesToAnAccountNoneIsLost() throws Exception {
        Account ada = account("ada", false);
        for (int i = 0; i < CALLERS; i++) {
            groups.create("new" + i, "");
            groups.create("old" + i, "");
            groups.grant(ada, List.of("old" + i));
        }

        ConcurrentCallers.of(2 * CALLERS, i -> () -> {
            if (i < CALLERS) {
                groups.grant(ada, List.of("new" + i));
            } else {
                groups.revoke(ada, List.of("old" + (i - CALLERS)), false);
            }
            return true;
        });

        assertThat(Account.withId(ada.id).orElseThrow().groupNames)
                .containsExactly("new0", "new1", "new2", "new3", "new4", "new5");
    }

    @Test
    void aGroupIsGrantedOnceToAnAccount() throws Exception {
        Account ada = account("ada", false);
        groups.create("staff", "");
        Database.execute("delete from audit_event");

        ConcurrentCallers.of(CALLERS, i -> () -> {
            groups.grant(ada, List.of("staff"));
            return true;
        });

        assertThat(Account.withId(ada.id).orElseThrow().groupNames).containsExactly("staff");
        assertThat(Database.query("select count(*) from audit_event")).isEqualTo("1");
    }

    @Test
    void theLimitOfGroupsHoldsForSimultaneousChanges() throws Exception {
        Account ada = account("ada", false);
        for (int i = 0; i < Membership.MAX_GROUPS - 1 + CALLERS; i++) {
            groups.create("g" + i, "");
        }
        for (int i = CALLERS; i < Membership.MAX_GROUPS - 1 + CALLERS; i++) {
            groups.grant(ada, List.of("g" + i));
        }

        List<Boolean> refused = ConcurrentCallers.of(
                CALLERS, i -> refused(Reason.TOO_MANY_GROUPS, () -> groups.grant(ada, List.of("g" + i))));

        assertThat(refused).containsOnlyOnce(false);
        assertThat(Account.withId(ada.id).orElseThrow().groupNames).hasSize(Membership.MAX_GROUPS);
    }

    @RepeatedTest(10)
    void noAccountIsInAGroupThatIsGone() throws Exception {
        groups.create("staff", "");
        List<Account> all = List.of(account("a", false), account("b", false), account("c", false));

        ConcurrentCallers.of(
                4,
                i -> i == 3
                        ? () -> groups.delete("staff") >= 0
                        : refused(Reason.NOT_FOUND, () -> groups.grant(all.get(i), List.of("staff"))));

        assertThat(groups.find("staff")).isEmpty();
        assertThat(Database.query("select count(*) from account where group_names <> '{}'"))
                .isEqualTo("0");
    }

    /** How an account stops to be an active superuser. */
    private enum End {
        DEMOTED,
        DISABLED,
        DELETED;

        void of(Account account, Accounts accounts) {
            switch (this) {
                case DEMOTED -> accounts.demote(account, false);
                case DISABLED -> accounts.disable(account, false);
                case DELETED -> accounts.delete(account, false);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofSimultaneousSuperusersWhoGoTheLastStays(End end) throws Exception {
        for (int round = 0; round < 5; round++) {
            Database.empty();
            List<Account> all = List.of(account("a", true), account("b", true), account("c", true));

            List<Boolean> refused =
                    ConcurrentCallers.of(3, i -> refused(Reason.LAST_SUPERUSER, () -> end.of(all.get(i), accounts)));

            assertThat(refused).containsOnlyOnce(true);
            assertThat(Database.query("select count(*) from account where superuser and active"))
                    .isEqualTo("1");
        }
    }

    @Test
    void aSuperuserIsDemotedOnce() throws Exception {
        account("a", true);
        Account other = account("b", true);
        Database.execute("delete from audit_event");

        ConcurrentCallers.of(CALLERS, i -> () -> {
            accounts.demote(other, false);
            return true;
        });

        assertThat(Database.query("select count(*) from audit_event where kind = 'ACCOUNT_DEMOTED'"))
                .isEqualTo("1");
    }

    @ParameterizedTest
    @EnumSource
    void theLastSuperuserStaysUnlessTheOperatorInsists(End end) throws Exception {
        Account last = account("ada", true);
        account("grace", false);
        Database.execute(
                "insert into account (username, joined_at, superuser, active) values ('alan', now(), true, false)");

        assertThat(refused(Reason.LAST_SUPERUSER, () -> end.of(last, accounts)).call())
                .isTrue();

        insist(end).accept(last);
        assertThat(Database.query("select count(*) from account where superuser and active"))
                .isEqualTo("0");
    }

    private Consumer<Account> insist(End end) {
        return switch (end) {
            case DEMOTED -> account -> accounts.demote(account, true);
            case DISABLED -> account -> accounts.disable(account, true);
            case DELETED -> account -> accounts.delete(account, true);
        };
    }
}
