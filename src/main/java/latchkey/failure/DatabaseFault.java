package latchkey.failure;

import static java.util.Objects.requireNonNullElse;

import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.postgresql.util.PSQLException;

/** A fault of the database that passes, or that an operator mends, and is none of the request's or of ours. */
public final class DatabaseFault {

    /** In the place of the SQLSTATE that the pool's own "no connection in time" does not carry. */
    static final String OF_THE_POOL = "pool";

    /** In the place of the SQLSTATE 08006 where no server and no network said so: the driver does not trust what it reached. */
    static final String OF_TLS = "TLS";

    private static final String CONNECTION_FAILURE = "08006";

    /** Class of SQLSTATE: transaction rollback, as a serialization failure (40001) or a deadlock (40P01) asks for. */
    private static final String CONFLICT = "40";

    /** Whether the database is away, or does not do what it is there for: the same may be tried again later. */
    public static boolean isBehind(Throwable e) {
        return DatabaseAdvice.about(e).filter(DatabaseAdvice::isOfTheDatabase).isPresent();
    }

    /** Whether another transaction was in the way: the same may be tried again at once. */
    public static boolean isConflict(Throwable e) {
        return chain(e).limit(20)
                .anyMatch(fault ->
                        fault instanceof SQLException refused && state(refused).startsWith(CONFLICT));
    }

    /** A failed commit has the database's own words among what it suppressed. */
    static Stream<Throwable> chain(Throwable e) {
        return Stream.concat(
                Stream.of(e),
                Stream.concat(Stream.ofNullable(e.getCause()), Stream.of(e.getSuppressed()))
                        .flatMap(DatabaseFault::chain));
    }

    static String state(SQLException e) {
        String state = requireNonNullElse(e.getSQLState(), OF_THE_POOL);
        boolean ofDriver =
                e instanceof PSQLException alone && alone.getServerErrorMessage() == null && e.getCause() == null;
        return ofDriver && state.equals(CONNECTION_FAILURE) ? OF_TLS : state;
    }

    /**
     * What was said first of what failed, in a line: no statement, as a batch quotes it, no address of a database and no password, as
     * what is said of an address that cannot be read quotes it.
     */
    public static String words(Throwable e) {
        if (e instanceof SQLException batch && batch.getNextException() != null) {
            return words(batch.getNextException());
        }
        Throwable cause = e.getCause();
        if (cause != null && cause.getMessage() != null) {
            return words(cause);
        }
        String message = requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
        return (e instanceof UnknownHostException ? "there is no host " + message : message)
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst("\\bURL\\b.*", "URL")
                .replaceAll("\\S+:\\S*@", "")
                .replaceFirst("[.\\s]+$", "");
    }

    private DatabaseFault() {}
}
