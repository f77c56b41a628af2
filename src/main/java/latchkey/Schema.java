package latchkey;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import latchkey.failure.DatabaseAdvice;

/** Whether the tables of this release are there, as a command asks before it does half of what it is to do. */
@ApplicationScoped
class Schema {

    /** Why nothing can be done without {@code latchkey migrate}, in a sentence; empty where all is there. */
    Optional<String> flaw() {
        try {
            return isMigrated()
                    ? Optional.empty()
                    : Optional.of(
                            "Not done: the tables of this release are not all there, or none are: run latchkey migrate"
                                    + " first, as the role that owns the database.");
        } catch (Sql.Failed e) {
            // What else the role may do is to be seen.
            if (DatabaseAdvice.about(e)
                    .filter(DatabaseAdvice.NO_PERMISSION::equals)
                    .isPresent()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean isMigrated() {
        return Sql.of(Readiness.MIGRATED, Migration.NEEDED).first(row -> true).isPresent();
    }
}
