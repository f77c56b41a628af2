package latchkey.transfer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import latchkey.Sql;
import latchkey.account.LoginNames;
import latchkey.transfer.People.Owner;
import org.jspecify.annotations.Nullable;

/**
 * Who would have which names and ids by now, had a dry run not been one. Its own transaction alone sees it, and it is gone with
 * that.
 */
final class Rehearsal {

    /** A name that has no username is free again. */
    private static final String TABLE = """
            create temporary table rehearsed (name text primary key, username text, email text, legacy_id text)
                on commit drop
            """;

    private static final String ADD = """
            insert into rehearsed select * from unnest(?, ?, ?, ?)
            on conflict (name) do update set username = excluded.username, email = excluded.email, legacy_id = excluded.legacy_id
            """;

    static void begin() {
        Sql.of(TABLE).update();
        Sql.of("create index on rehearsed (username)").update();
        Sql.of("create index on rehearsed (legacy_id)").update();
    }

    /** As {@link People#owners}. */
    static Map<String, Owner> owners(Set<String> names) {
        String[] wanted = names.toArray(String[]::new);
        return People.owners(Sql.of(
                People.OWNERS + " and not exists (select 1 from rehearsed r where r.name = n.name)"
                        + " union all select name, 0, username, email, legacy_id, true from rehearsed"
                        + " where name = any(?) and username is not null",
                wanted,
                wanted));
    }

    /** As {@link People#byLegacyId}. */
    static Map<String, String> byLegacyId(Set<String> ids) {
        String[] wanted = ids.toArray(String[]::new);
        return People.usernames(Sql.of(
                People.BY_LEGACY_ID + " and not exists (select 1 from rehearsed r where r.username = a.username)"
                        + " union all select distinct legacy_id, username from rehearsed"
                        + " where legacy_id = any(?) and username is not null",
                wanted,
                wanted));
    }

    static void add(List<Person> added, Map<Person, Owner> changed) {
        List<@Nullable String[]> rows = new ArrayList<>();
        added.forEach(person -> person.names()
                .folded()
                .forEach(name -> rows.add(
                        row(name, person.names().username(), person.names().email(), person.legacyId()))));
        changed.forEach((person, owner) -> {
            LoginNames names = owner.names(person);
            String id = person.legacyId() == null ? owner.legacyId() : person.legacyId();
            Set<String> freed = new HashSet<>(new LoginNames(owner.username(), owner.email()).folded());
            freed.removeAll(names.folded());
            freed.forEach(name -> rows.add(row(name, null, null, null)));
            names.folded().forEach(name -> rows.add(row(name, names.username(), names.email(), id)));
        });
        Sql.of(
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

    private Rehearsal() {}
}
