package latchkey.contract;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether a fault is the database's absence, which passes, and no fault of the request or of ours. */
final class Outage {

    /** Classes of SQLSTATE: connection exception, operator intervention, insufficient resources. */
    private static final Set<String> CLASSES = Set.of("08", "57", "53");

    static boolean isBehind(Throwable e) {
        return cause(e).isPresent();
    }

    static String messageOf(Throwable e) {
        return cause(e).map(Throwable::getMessage).orElse("");
    }

    private static Optional<SQLException> cause(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause)
                .limit(20)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .filter(Outage::meansAway)
                .findFirst();
    }

    // The pool's own "no connection in time" carries no SQLSTATE.
    private static boolean meansAway(SQLException e) {
        String state = e.getSQLState();
        return state == null || CLASSES.stream().anyMatch(state::startsWith);
    }

    private Outage() {}
}
