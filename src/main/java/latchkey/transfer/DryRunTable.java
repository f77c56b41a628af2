package latchkey.transfer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import latchkey.account.LoginNames;
import latchkey.database.JdbcStatement;
import latchkey.transfer.ImportStatements.Owner;
import latchkey.transfer.file.ImportedUser;
import org.jspecify.annotations.Nullable;

/**
 * A temporary table with the names and ids that a dry run would have written. Only the dry run's own transaction sees it, and
 * it is dropped at the end of that.
 */
final class DryRunTable {

    /** A name without a username is free again. */
    private static final String TABLE = """
            create temporary table dry_run (name text primary key, username text, email text, legacy_id text)
                on commit drop
            """;

    private static final String ADD = """
            insert into dry_run select * from unnest(?, ?, ?, ?)
            on conflict (name) do update set username = excluded.username, email = excluded.email, legacy_id = excluded.legacy_id
            """;

    static void begin() {
        JdbcStatement.of(TABLE).update();
        JdbcStatement.of("create index on dry_run (username)").update();
        JdbcStatement.of("create index on dry_run (legacy_id)").update();
    }

    /** As {@link ImportStatements#owners}. */
    static Map<String, Owner> owners(Set<String> names) {
        String[] values = names.toArray(String[]::new);
        return ImportStatements.owners(JdbcStatement.of(
                ImportStatements.OWNERS + " and not exists (select 1 from dry_run r where r.name = n.name)"
                        + " union all select name, 0, username, email, legacy_id, true from dry_run"
                        + " where name = any(?) and username is not null",
                values,
                values));
    }

    /** As {@link ImportStatements#byLegacyId}. */
    static Map<String, String> byLegacyId(Set<String> ids) {
        String[] values = ids.toArray(String[]::new);
        return ImportStatements.usernames(JdbcStatement.of(
                ImportStatements.BY_LEGACY_ID
                        + " and not exists (select 1 from dry_run r where r.username = a.username)"
                        + " union all select distinct legacy_id, username from dry_run"
                        + " where legacy_id = any(?) and username is not null",
                values,
                values));
    }

    static void add(List<ImportedUser> newUsers, Map<ImportedUser, Owner> changed) {
        List<@Nullable String[]> rows = new ArrayList<>();
        newUsers.forEach(user -> user.names()
                .folded()
                .forEach(name ->
                        rows.add(row(name, user.names().username(), user.names().email(), user.legacyId()))));
        changed.forEach((user, owner) -> {
            LoginNames names = owner.names(user);
            String id = user.legacyId() == null ? owner.legacyId() : user.legacyId();
            Set<String> freed = new HashSet<>(new LoginNames(owner.username(), owner.email()).folded());
            freed.removeAll(names.folded());
            freed.forEach(name -> rows.add(row(name, null, null, null)));
            names.folded().forEach(name -> rows.add(row(name, names.username(), names.email(), id)));
        });
        JdbcStatement.of(
                        ADD,
                        IntStream.range(0, 4)
                                .mapToObj(column ->
                                        rows.stream().map(row -> row[column]).toArray(String[]::new))
                                .toArray())
                .update();
    }

    private static @Nullable String[] row(@Nullable String... values) {
        return values;
    }

    private DryRunTable() {}
}
