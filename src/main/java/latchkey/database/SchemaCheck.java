package latchkey.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.util.Optional;

/** Checks that the tables of this release exist, before a command does half of its work. */
@ApplicationScoped
public class SchemaCheck {

    /** Why the operator has to run {@code latchkey migrate} first, in a sentence; empty if all tables exist. */
    public Optional<String> flaw() {
        try {
            return Migration.isDone()
                    ? Optional.empty()
                    : Optional.of("Not done: some or all tables of this release are missing: run latchkey migrate"
                            + " first, as the role that owns the database.");
        } catch (PersistenceException e) {
            // The role may still have the rights that the command needs.
            if (DatabaseErrorAdvice.about(e)
                    .filter(DatabaseErrorAdvice.NO_PERMISSION::equals)
                    .isPresent()) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
