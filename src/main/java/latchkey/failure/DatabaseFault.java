package latchkey.failure;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A fault of the database that passes, and is none of the request's or of ours. */
public final class DatabaseFault {

    /**
     * Classes of SQLSTATE: connection exception, operator intervention, insufficient resources; and the one of a server that
     * only reads, as a standby does until it is promoted.
     */
    private static final Set<String> AWAY = Set.of("08", "57", "53", "25006");

    /** Class of SQLSTATE: transaction rollback, as a serialization failure (40001) or a deadlock (40P01) asks for. */
    private static final String CONFLICT = "40";

    /** Whether the database is away, or kept saying that others are in the way: the same may be tried again later. */
    public static boolean isBehind(Throwable e) {
        return cause(e).isPresent();
    }

    /** Whether another transaction was in the way: the same may be tried again at once. */
    public static boolean isConflict(Throwable e) {
        return cause(e).filter(DatabaseFault::isConflict).isPresent();
    }

    public static String messageOf(Throwable e) {
        return cause(e).map(Throwable::getMessage).orElse("");
    }

    private static Optional<SQLException> cause(Throwable e) {
        return chain(e).limit(20)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .filter(fault -> isConflict(fault) || isAway(fault))
                .findFirst();
    }

    /** A failed commit has the database's own words among what it suppressed. */
    static Stream<Throwable> chain(Throwable e) {
        return Stream.concat(
                Stream.of(e),
                Stream.concat(Stream.ofNullable(e.getCause()), Stream.of(e.getSuppressed()))
                        .flatMap(DatabaseFault::chain));
    }

    private static boolean isConflict(SQLException e) {
        return e.getSQLState() != null && e.getSQLState().startsWith(CONFLICT);
    }

    // The pool's own "no connection in time" carries no SQLSTATE.
    private static boolean isAway(SQLException e) {
        String state = e.getSQLState();
        return state == null || AWAY.stream().anyMatch(state::startsWith);
    }

    private DatabaseFault() {}
}
