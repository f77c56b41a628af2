package latchkey.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.database.Statements;
import latchkey.database.Transactions;
import latchkey.directory.AccountFilter.SecondFactor;
import latchkey.directory.AccountFilter.State;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How much of the tables a page of accounts reads, whatever is asked for. PostgreSQL counts it for each transaction. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class AccountPlansTest {

    private static final int ACCOUNTS = 20_000;

    /** The rows of a page's accounts and factors, and for each entry that was looked at its account, names and password. */
    private static final long MOST_ROWS = 6L * AccountList.SCANNED;

    @BeforeAll
    static void manyAccounts() {
        Database.empty();
        fill(ACCOUNTS);
    }

    @AfterAll
    static void none() {
        Database.empty();
    }

    /** One in a hundred is disabled, invited, has an authenticator app, and is in a group; the last one alone is called Zed. */
    static void fill(int accounts) {
        Database.execute("""
                with made as (
                    insert into account (username, email, full_name, active, group_names, joined_at)
                    select 'user' || lpad(n::text, 7, '0'), 'u' || n || '@shop.example', 'Person ' || n, n %% 100 <> 1,
                        case when n %% 100 = 2 then array['staff'] else '{}' end,
                        timestamptz '2026-01-01 00:00:00+00' + interval '1 second' * n
                    from generate_series(1, %1$d) n returning id, username, email, full_name
                ), named as (
                    insert into login_name (name, account_id) select username, id from made union all select email, id from made
                ), factors as (
                    insert into factor (id, account_id, kind, name, created_at, confirmed_at, last_step)
                    select gen_random_uuid(), id, 'TOTP', 'app', now(), now(), 0 from made where full_name like '%%03'
                )
                insert into credential (account_id, password_hash, changed_at)
                select id, case when full_name like '%%04' then '!' else 'x' end, now() from made;
                update account set full_name = 'Zed' where username = 'user' || lpad('%1$d', 7, '0');
                analyze account; analyze login_name; analyze credential; analyze factor;
                """.formatted(accounts));
    }

    static Stream<AccountFilter> filters() {
        Instant from = Instant.parse("2026-01-01T01:00:00Z");
        return Stream.of(
                filter(null, null, null, null),
                filter("user", null, null, null),
                filter("user0019999", null, null, null),
                filter("zed", null, null, null),
                filter("person 1", null, null, null),
                filter("nobody", null, null, null),
                filter(null, "staff", null, null),
                filter(null, "superuser", null, null),
                filter(null, "nobody", null, null),
                filter(null, null, State.DISABLED, null),
                filter(null, null, State.INVITED, null),
                filter(null, null, State.ACTIVE, null),
                filter(null, null, null, SecondFactor.TOTP),
                filter(null, null, null, SecondFactor.PASSKEY),
                filter(null, null, null, SecondFactor.ANY),
                filter(null, null, null, SecondFactor.NONE),
                new AccountFilter(null, null, null, null, from, null),
                new AccountFilter(null, null, null, null, from, from.plusSeconds(60)),
                new AccountFilter(null, null, State.INVITED, null, null, from),
                filter("user", "staff", State.DISABLED, SecondFactor.PASSKEY),
                filter(null, "staff", State.DISABLED, SecondFactor.NONE));
    }

    private static AccountFilter filter(
            @Nullable String search, @Nullable String group, @Nullable State state, @Nullable SecondFactor factor) {
        return new AccountFilter(search, group, state, factor, null, null);
    }

    @ParameterizedTest
    @MethodSource("filters")
    void aPageReadsFewRowsAndNoTableAsAWhole(AccountFilter filter) {
        Read read = Transactions.call(() -> {
            Read before = Read.soFar();
            AccountList.page(filter, null, 50);
            Read after = Read.soFar();
            return new Read(after.tables() - before.tables(), after.rows() - before.rows());
        });

        assertThat(read.tables()).as("whole tables").isZero();
        assertThat(read.rows()).as("rows").isLessThanOrEqualTo(MOST_ROWS);
    }

    /** How many tables this connection has read as a whole, and how many rows by an index, since it last reported that. */
    private record Read(long tables, long rows) {

        static Read soFar() {
            Object[] row = Statements.first(Object[].class, """
                            select cast(coalesce(sum(seq_scan), 0) as bigint) as scans,
                                cast(coalesce(sum(idx_tup_fetch), 0) as bigint) as rows
                            from pg_stat_xact_user_tables
                            where relname in ('account', 'login_name', 'credential')
                            """, Map.of()).orElseThrow();
            return new Read((Long) row[0], (Long) row[1]);
        }
    }

    @Test
    void rareAccountsAreFoundAfterShortPages() {
        AccountFilter filter = filter("user", "staff", null, SecondFactor.NONE);
        List<String> found = new ArrayList<>();
        int pages = 0;
        String after = null;
        do {
            AccountList.Page page = AccountList.page(filter, after, 50);
            page.accounts().forEach(listed -> found.add(listed.account().username));
            after = page.next();
            pages++;
        } while (after != null);

        assertThat(found).hasSize(ACCOUNTS / 100).doesNotHaveDuplicates().isSorted();
        assertThat(pages).isLessThanOrEqualTo(ACCOUNTS / AccountList.SCANNED + 1);
    }
}
