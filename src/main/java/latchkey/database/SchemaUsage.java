package latchkey.database;

import jakarta.persistence.PersistenceException;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the role may use the schema. To a role that may not, PostgreSQL says that the tables do not exist, as if the schema had
 * not been migrated.
 */
final class SchemaUsage {

    private static final String DENIED = """
            select cast(schema.nspname as text) from pg_namespace schema
            where not has_schema_privilege(schema.oid, 'usage')
                and schema.nspname in (select btrim(name, ' "') from unnest(string_to_array(
                    replace(current_setting('search_path'), '$user', current_user), ',')) as path (name))
                and exists (select 1 from pg_class history
                    where history.relnamespace = schema.oid and history.relname = 'flyway_schema_history')
            """;

    /** Which schema with Latchkey's tables the role may not use, as advice; empty if there is none. */
    static Optional<String> denied() {
        try {
            return Statements.first(String.class, DENIED, Map.of())
                    .map(schema ->
                            DatabaseErrorAdvice.NO_PERMISSION.sentence() + ": it lacks rights on the schema " + schema);
        } catch (PersistenceException e) {
            // What led here is told instead.
            return Optional.empty();
        }
    }

    private SchemaUsage() {}
}
