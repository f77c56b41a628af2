package latchkey.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.util.Optional;

/** Checks that the tables of this release exist, before a command does half of its work. */
@ApplicationScoped
public class SchemaCheck {

    /** Why no command can use the tables, in a sentence; empty if all exist. */
    public Optional<String> flaw() {
        try {
            return Migration.isDone()
                    ? Optional.empty()
                    : Optional.of("Not done: some or all tables of this release are missing: run latchkey migrate"
                            + " first, as the role that owns the database.");
        } catch (PersistenceException e) {
            DatabaseErrorAdvice advice = DatabaseErrorAdvice.about(e).orElse(DatabaseErrorAdvice.OTHER);
            Optional<String> denied = advice == DatabaseErrorAdvice.NO_TABLES ? SchemaUsage.denied() : Optional.empty();
            // Without rights on this table, the role may still have those that the command needs.
            if (advice != DatabaseErrorAdvice.NO_PERMISSION && denied.isEmpty()) {
                throw e;
            }
            return denied.map(why -> "Not done: " + why + ".");
        }
    }
}
