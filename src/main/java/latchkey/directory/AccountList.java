package latchkey.directory;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import latchkey.account.Account;
import latchkey.account.LoginNames;
import latchkey.database.JdbcStatement;
import latchkey.directory.AccountFilter.SecondFactor;
import latchkey.directory.AccountFilter.State;
import latchkey.failure.AuthFailure;
import org.jspecify.annotations.Nullable;

/**
 * Finds accounts for operators, among any number. One condition of the filter decides which index is walked, in its order; the others are
 * checked for each account on the way. A page ends after {@link #SCANNED} accounts, even if it has found few.
 */
final class AccountList {

    /** How many entries of an index one page looks at. */
    static final int SCANNED = 2_000;

    /** What has no character after it. */
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    private static final String FULL_NAME =
            "lower(coalesce(a.full_name, btrim(a.first_name || ' ' || a.last_name))) collate \"C\"";

    private static final String CONFIRMED =
            "exists (select 1 from factor f where f.account_id = a.id and f.confirmed_at is not null%s)";

    private static final String INVITED =
            "exists (select 1 from credential c where c.account_id = a.id and c.password_hash = '!')";

    /**
     * The names of accounts that begin alike. An account is found by the first of its login names, else by its full name. There is one
     * condition for where a walk begins: with two, the database would begin at the lower one.
     */
    private static final String NAMES = """
            select name || ' ' || id as key, name, id from (
                (select n.name collate "C" as name, n.account_id as id from login_name n
                where n.kept_until is null and %3$s and n.name collate "C" < ?
                    and not exists (select 1 from login_name o where o.account_id = n.account_id and o.kept_until is null
                        and o.name collate "C" >= ? and o.name collate "C" < n.name collate "C")
                order by n.name collate "C", n.account_id limit %2$d)
                union all
                (select %1$s as name, a.id from account a
                where %4$s and %1$s < lower(?)
                    and not exists (select 1 from login_name o where o.account_id = a.id and o.kept_until is null
                        and o.name collate "C" >= ? and o.name collate "C" < ?)
                order by %1$s, a.id limit %2$d)
                order by 1, 2 limit %2$d) names
            """;

    /** An account with the factors that its user may show, and whether it is invited. */
    record Listed(Account account, List<String> factors, boolean invited, String key) {}

    /** @param next the key of the last account that was looked at; null if there are no more */
    record Page(List<Listed> accounts, @Nullable String next) {}

    private final AccountFilter filter;
    private final int limit;
    private final List<Object> values = new ArrayList<>();
    private final List<String> checks = new ArrayList<>();
    private String walk = "";
    private String order = "walked.id";
    private final int scanned;

    private AccountList(AccountFilter filter, @Nullable String after, int limit) {
        this.filter = filter;
        this.limit = limit;
        // If the walk itself is all that is asked for, each entry fits.
        scanned = filter.isOneWalk() ? limit + 1 : SCANNED;
        if (filter.search() != null) {
            walkNames(LoginNames.folded(filter.search()), after);
        } else if (filter.joinedFrom() != null || filter.joinedUntil() != null) {
            walkDates(after);
        } else {
            walkIds(after == null ? Long.MIN_VALUE : ListKey.id(after));
        }
    }

    /**
     * One page.
     *
     * @param after the key of the last account of the page before; null for the first page
     * @throws AuthFailure INVALID_FIELDS if the key is not of this list
     */
    static Page page(AccountFilter filter, @Nullable String after, int limit) {
        return new AccountList(filter, after, limit).run();
    }

    private void walkIds(long after) {
        String ids = "select a.id from account a where a.id > ? order by a.id";
        if (filter.group() != null) {
            ids = "select a.id from account a where " + in(filter.group()) + " and a.id > ? order by a.id";
        } else if (filter.state() == State.DISABLED) {
            ids = "select a.id from account a where not a.active and a.id > ? order by a.id";
        } else if (filter.state() == State.INVITED) {
            ids = "select c.account_id as id from credential c where c.password_hash = '!' and c.account_id > ?"
                    + " order by c.account_id";
        } else if (filter.factor() == SecondFactor.TOTP || filter.factor() == SecondFactor.PASSKEY) {
            ids = "select distinct f.account_id as id from factor f where f.confirmed_at is not null and f.kind = ?"
                    + " and f.account_id > ? order by f.account_id";
            values.add(filter.factor().name());
        } else if (filter.factor() == SecondFactor.ANY) {
            ids =
                    "select distinct f.account_id as id from factor f where f.confirmed_at is not null and f.account_id > ?"
                            + " order by f.account_id";
        }
        values.add(after);
        walk = "select cast(id as text) as key, id from (" + ids + " limit " + scanned + ") ids";
    }

    private void walkDates(@Nullable String after) {
        List<String> key = after == null ? List.of() : ListKey.parts(after);
        Instant from = filter.joinedFrom() == null ? Instant.EPOCH : filter.joinedFrom();
        values.add(after == null ? from : ListKey.moment(key.get(0)));
        values.add(after == null ? Long.MIN_VALUE : ListKey.id(key.get(1)));
        String until = "";
        if (filter.joinedUntil() != null) {
            until = " and a.joined_at < ?";
            values.add(filter.joinedUntil());
        }
        walk =
                "select cast(extract(epoch from joined_at) * 1000000 as bigint) || ' ' || id as key, joined_at, id from ("
                        + "select a.joined_at, a.id from account a where (a.joined_at, a.id) > (?, ?)" + until
                        + " order by a.joined_at, a.id limit " + scanned + ") dates";
        order = "walked.joined_at, walked.id";
    }

    private void walkNames(String prefix, @Nullable String after) {
        String end = prefix + LAST;
        String names = "n.name collate \"C\" >= ?";
        String fullNames = FULL_NAME + " >= lower(?)";
        List<Object> begin = List.of(prefix);
        if (after != null) {
            List<String> key = ListKey.parts(after);
            names = "(n.name collate \"C\", n.account_id) > (?, ?)";
            fullNames = "(" + FULL_NAME + ", a.id) > (?, ?)";
            begin = List.of(key.get(0), ListKey.id(key.get(1)));
        }
        values.addAll(begin);
        values.addAll(List.of(end, prefix));
        values.addAll(begin);
        values.addAll(List.of(end, prefix, end));
        walk = String.format(Locale.ROOT, NAMES, FULL_NAME, scanned, names, fullNames);
        order = "walked.name, walked.id";
    }

    private Page run() {
        List<Object> walkValues = List.copyOf(values);
        addChecks();
        List<Listed> found = JdbcStatement.planned(sql(), values.toArray()).all(AccountList::read);
        return found.size() > limit
                ? new Page(found.subList(0, limit), found.get(limit - 1).key())
                : new Page(found, lastScanned(walkValues).orElse(null));
    }

    private void addChecks() {
        check(filter.state() == State.ACTIVE, "a.active");
        check(filter.state() == State.DISABLED, "not a.active");
        check(filter.state() == State.INVITED, "a.active and " + INVITED);
        check(filter.factor() == SecondFactor.NONE, "not " + String.format(Locale.ROOT, CONFIRMED, ""));
        check(filter.factor() == SecondFactor.ANY, String.format(Locale.ROOT, CONFIRMED, ""));
        if (filter.group() != null) {
            check(true, in(filter.group()));
        }
        if (filter.factor() == SecondFactor.TOTP || filter.factor() == SecondFactor.PASSKEY) {
            check(true, String.format(Locale.ROOT, CONFIRMED, " and f.kind = ?"));
            values.add(filter.factor().name());
        }
        if (filter.search() != null && filter.joinedFrom() != null) {
            check(true, "a.joined_at >= ?");
            values.add(filter.joinedFrom());
        }
        if (filter.search() != null && filter.joinedUntil() != null) {
            check(true, "a.joined_at < ?");
            values.add(filter.joinedUntil());
        }
    }

    /** The condition of a group; adds its parameter. */
    private String in(String group) {
        if (group.equals(Account.SUPERUSER)) {
            return "a.superuser";
        }
        if (group.equals(Account.USER)) {
            return "true";
        }
        values.add(group);
        return "a.group_names <> '{}' and a.group_names @> array[cast(? as text)]";
    }

    private void check(boolean wanted, String condition) {
        if (wanted) {
            checks.add(condition);
        }
    }

    private String sql() {
        return "select a.*, walked.key, (select string_agg(distinct lower(f.kind), ' ') from factor f"
                + " where f.account_id = a.id and f.confirmed_at is not null) as factors, " + INVITED + " as invited"
                + " from (" + walk + ") walked join account a on a.id = walked.id"
                + (checks.isEmpty() ? "" : " where " + String.join(" and ", checks))
                + " order by " + order + " limit " + (limit + 1);
    }

    /** The key of the last entry that a page looks at, if there are more. */
    private Optional<String> lastScanned(List<Object> walkValues) {
        return filter.isOneWalk()
                ? Optional.empty()
                : JdbcStatement.planned(
                                "select key from (" + walk + ") walked order by " + order + " offset " + (SCANNED - 1)
                                        + " limit 1",
                                walkValues.toArray())
                        .first(row -> row.getString("key"));
    }

    private static Listed read(ResultSet row) throws SQLException {
        String factors = row.getString("factors");
        return new Listed(
                Account.read(row),
                factors == null ? List.of() : List.of(factors.split(" ")),
                row.getBoolean("invited"),
                requireNonNull(row.getString("key")));
    }
}
