package latchkey.transfer;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import latchkey.account.LoginNames;
import latchkey.database.JdbcStatement;
import latchkey.transfer.file.ImportedUser;
import org.jspecify.annotations.Nullable;

/** The statements that import users, a whole batch in one. */
final class ImportStatements {

    /** The columns of {@link #values}; the two last are the login names. */
    private static final String BATCH_ROWS = """
            with wanted as (
                select * from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    as w(account_id, legacy_id, username, email, first_name, last_name, full_name, profile_image, active,
                        superuser, groups, joined_at, email_verified, password_hash, scheme, name, other_name)
            ),
            """;

    /** The groups of a row, as they are written where they are described. */
    private static final String GROUP_NAMES =
            "array(select g.name from user_group g where lower(g.name) = any(string_to_array(lower(w.groups), ',')) order by lower(g.name))";

    private static final String INSERT = BATCH_ROWS + """
            made as (
                insert into account (%1$s legacy_id, username, email, first_name, last_name, full_name, profile_image, active,
                    superuser, group_names, joined_at, email_verified_at)
                select %2$s legacy_id, username, email, coalesce(first_name, ''), coalesce(last_name, ''), full_name, profile_image,
                    coalesce(cast(active as boolean), true), coalesce(cast(superuser as boolean), false),
                    case when groups is null then '{}' else %3$s end,
                    coalesce(cast(joined_at as timestamptz), moment),
                    case when cast(email_verified as boolean) and email is not null then moment end
                from wanted w, (select cast(? as timestamptz) as moment) this
                on conflict do nothing returning id, username
            ), known as (
                insert into credential (account_id, password_hash, scheme, changed_at, imported_at)
                select m.id, coalesce(w.password_hash, '!'), w.scheme, moment, moment
                from made m join wanted w on w.username = m.username, (select cast(? as timestamptz) as moment) this
            ), named as (
                insert into login_name (name, account_id)
                select n.name, m.id from made m join wanted w on w.username = m.username,
                    lateral unnest(array[w.name, w.other_name]) as n(name)
                where n.name is not null order by n.name
                on conflict do nothing returning name
            )
            select count(*) from named
            """;

    private static final String INSERT_NEW = String.format(Locale.ROOT, INSERT, "", "", GROUP_NAMES);

    private static final String INSERT_WITH_IDS =
            String.format(Locale.ROOT, INSERT, "id,", "cast(account_id as bigint),", GROUP_NAMES);

    private static final String UPDATE = BATCH_ROWS + """
            changed as (
                update account a set email = coalesce(w.email, a.email),
                    email_verified_at = case
                        when cast(w.email_verified as boolean) and coalesce(w.email, a.email) is not null
                            then coalesce(case when coalesce(w.email, a.email) = a.email then a.email_verified_at end, moment)
                        when cast(w.email_verified as boolean) is null and coalesce(w.email, a.email) = a.email
                            then a.email_verified_at end,
                    first_name = coalesce(w.first_name, a.first_name),
                    last_name = coalesce(w.last_name, a.last_name), full_name = coalesce(w.full_name, a.full_name),
                    profile_image = coalesce(w.profile_image, a.profile_image),
                    active = coalesce(cast(w.active as boolean), a.active),
                    session_epoch = a.session_epoch + case when a.active and not cast(w.active as boolean) then 1 else 0 end,
                    superuser = coalesce(cast(w.superuser as boolean), a.superuser),
                    group_names = case when w.groups is null then a.group_names else\s""" + GROUP_NAMES + """
                     end,
                    legacy_id = coalesce(w.legacy_id, a.legacy_id),
                    joined_at = coalesce(cast(w.joined_at as timestamptz), a.joined_at)
                from wanted w, (select cast(? as timestamptz) as moment) this where a.id = cast(w.account_id as bigint)
            ), rehashed as (
                update credential c set password_hash = w.password_hash, scheme = w.scheme, changed_at = moment,
                    imported_at = moment, imported_digest = null
                from wanted w, (select cast(? as timestamptz) as moment) this
                where c.account_id = cast(w.account_id as bigint) and c.changed_at <= c.imported_at
                    and w.password_hash is not null
            ), freed as (
                delete from login_name n using wanted w
                where n.account_id = cast(w.account_id as bigint) and n.name <> w.name and n.name is distinct from w.other_name
                    and n.name <> regexp_replace(btrim(w.name), '  +', ' ', 'g')
            ), named as (
                insert into login_name (name, account_id)
                select n.name, cast(w.account_id as bigint) from wanted w,
                    lateral unnest(array[w.name, w.other_name]) as n(name)
                where n.name is not null
                    and not exists (select 1 from login_name l where l.name = n.name
                        and l.account_id = cast(w.account_id as bigint))
                order by n.name
                on conflict do nothing returning name
            )
            select count(*) from named
            """;

    /** The columns of an {@link Owner}, after one of its login names. */
    static final String OWNERS = """
            select n.name, a.id, a.username, a.email, a.legacy_id, c.imported_at is not null as imported
            from login_name n join account a on a.id = n.account_id left join credential c on c.account_id = a.id
            where n.name = any(?)
            """;

    /** The columns of {@link #usernames}. */
    static final String BY_LEGACY_ID = "select legacy_id as id, username from account a where legacy_id = any(?)";

    /** @param id 0 for an account that exists only in a dry run */
    record Owner(
            long id,
            String username,
            @Nullable String email,
            @Nullable String legacyId,
            boolean imported) {

        /** The login names after an update with {@code user}, who may have only an address, or none. */
        LoginNames names(ImportedUser user) {
            String address = user.names().email();
            return new LoginNames(username, address == null ? email : address);
        }
    }

    /** The owners of these names, folded. */
    static Map<String, Owner> owners(Set<String> names) {
        return owners(JdbcStatement.of(OWNERS, (Object) names.toArray(String[]::new)));
    }

    static Map<String, Owner> owners(JdbcStatement query) {
        Map<String, Owner> owners = new HashMap<>();
        query.all(row -> owners.put(
                row.getString("name"),
                new Owner(
                        row.getLong("id"),
                        row.getString("username"),
                        row.getString("email"),
                        row.getString("legacy_id"),
                        row.getBoolean("imported"))));
        return owners;
    }

    /** The usernames of accounts that were imported with one of these ids. */
    static Map<String, String> byLegacyId(Collection<String> ids) {
        return usernames(JdbcStatement.of(BY_LEGACY_ID, (Object) ids.toArray(String[]::new)));
    }

    /** The usernames of accounts that have one of these ids in Latchkey. */
    static Map<String, String> byId(Collection<String> ids) {
        return usernames(JdbcStatement.of(
                "select cast(id as text) as id, username from account"
                        + " where id = any(select cast(wanted as bigint) from unnest(?) as wanted)",
                (Object) ids.toArray(String[]::new)));
    }

    /** Inserts accounts, and returns how many login names they got. */
    static long insert(List<ImportedUser> users, boolean keepIds, Instant now) {
        Stream<@Nullable Object> columns =
                values(users, keepIds ? ImportedUser::legacyId : user -> null, ImportedUser::names);
        return count(keepIds ? INSERT_WITH_IDS : INSERT_NEW, Stream.concat(columns, Stream.of(now, now)));
    }

    /** Updates accounts, and returns how many new login names they got. */
    static long update(Map<ImportedUser, Owner> users, Instant now) {
        List<ImportedUser> all = List.copyOf(users.keySet());
        Stream<@Nullable Object> columns = values(
                all,
                user -> Long.toString(requireNonNull(users.get(user)).id()),
                user -> requireNonNull(users.get(user)).names(user));
        return count(UPDATE, Stream.concat(columns, Stream.of(now, now)));
    }

    static boolean hasRegisteredUsers() {
        return JdbcStatement.of("select 1 from credential where imported_at is null limit 1")
                .first(row -> true)
                .isPresent();
    }

    static boolean hasActiveSuperuser() {
        return JdbcStatement.of("select 1 from account where superuser and active limit 1")
                .first(row -> true)
                .isPresent();
    }

    static Map<String, String> usernames(JdbcStatement query) {
        Map<String, String> usernames = new HashMap<>();
        query.all(row -> usernames.put(row.getString("id"), row.getString("username")));
        return usernames;
    }

    private static long count(String statement, Stream<@Nullable Object> values) {
        return JdbcStatement.of(statement, values.toArray())
                .first(row -> row.getLong(1))
                .orElseThrow();
    }

    /** The parameters, an array for each column. */
    private static Stream<@Nullable Object> values(
            List<ImportedUser> users,
            Function<ImportedUser, @Nullable String> accountId,
            Function<ImportedUser, LoginNames> names) {
        return Stream.<Function<ImportedUser, @Nullable Object>>of(
                        accountId::apply,
                        ImportedUser::legacyId,
                        user -> user.names().username(),
                        user -> user.names().email(),
                        ImportedUser::firstName,
                        ImportedUser::lastName,
                        ImportedUser::fullName,
                        ImportedUser::profileImage,
                        ImportedUser::active,
                        ImportedUser::superuser,
                        user -> user.groups() == null ? null : String.join(",", user.groups()),
                        ImportedUser::joinedAt,
                        ImportedUser::emailVerified,
                        ImportedUser::passwordHash,
                        ImportedUser::scheme,
                        user -> names.apply(user).foldedUsername(),
                        user -> otherName(names.apply(user)))
                .map(column -> users.stream()
                        .map(column)
                        .map(value -> value == null ? null : value.toString())
                        .toArray(String[]::new));
    }

    private static @Nullable String otherName(LoginNames names) {
        String address = names.foldedEmail();
        return names.foldedUsername().equals(address) ? null : address;
    }

    private ImportStatements() {}
}
