package latchkey.database;

import static java.util.Objects.requireNonNullElse;

import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.postgresql.util.PSQLException;

/** Recognizes faults that pass by themselves or that an operator fixes, and that neither the request nor Latchkey caused. */
public final class DatabaseFailure {

    /** Stands for the SQLSTATE that the pool's own "no connection in time" lacks. */
    static final String OF_THE_POOL = "pool";

    /**
     * Stands for the SQLSTATE 08006 if it comes from neither the server nor the network: the driver does not trust the server.
     */
    static final String OF_TLS = "TLS";

    private static final String CONNECTION_FAILURE = "08006";

    /** SQLSTATE: protocol_violation. Also of all that PgBouncer says itself. */
    private static final String PROTOCOL_VIOLATION = "08P01";

    /** What PgBouncer says of a parameter that it does not pass on. */
    private static final String NOT_PASSED_ON = "unsupported startup parameter";

    /** Class of SQLSTATE: transaction rollback, as after a serialization failure (40001) or a deadlock (40P01). */
    private static final String CONFLICT = "40";

    private static final String FEATURE_NOT_SUPPORTED = "0A000";

    /** PostgreSQL's function that finds that a prepared statement would now return other columns; the driver looks for it, too. */
    private static final String PLAN_CHECK = "RevalidateCachedQuery";

    /** Whether the database is down or does not work: the caller may try again later. */
    public static boolean isCauseOf(Throwable e) {
        return DatabaseErrorAdvice.about(e)
                .filter(DatabaseErrorAdvice::isOfTheDatabase)
                .isPresent();
    }

    /** Whether another transaction or a migration was in the way: the caller may try again at once. */
    static boolean isConflict(Throwable e) {
        return chain(e).limit(20)
                .anyMatch(fault -> fault instanceof SQLException refused
                        && (state(refused).startsWith(CONFLICT) || isOutdatedPlan(refused)));
    }

    /**
     * Whether a migration has added a column to a table since the connection prepared a statement that returns all columns. The driver
     * then prepares it again, but cannot repeat it within a transaction.
     */
    private static boolean isOutdatedPlan(SQLException refused) {
        return refused instanceof PSQLException ofServer
                && FEATURE_NOT_SUPPORTED.equals(ofServer.getSQLState())
                && ofServer.getServerErrorMessage() != null
                && PLAN_CHECK.equals(ofServer.getServerErrorMessage().getRoutine());
    }

    /** An exception with its causes; a failed commit has the database's exception among the suppressed ones. */
    static Stream<Throwable> chain(Throwable e) {
        return Stream.concat(
                Stream.of(e),
                Stream.concat(Stream.ofNullable(e.getCause()), Stream.of(e.getSuppressed()))
                        .flatMap(DatabaseFailure::chain));
    }

    static String state(SQLException e) {
        if (isLossBehindPooler(e)) {
            return CONNECTION_FAILURE;
        }
        String state = requireNonNullElse(e.getSQLState(), OF_THE_POOL);
        boolean ofDriver =
                e instanceof PSQLException alone && alone.getServerErrorMessage() == null && e.getCause() == null;
        return ofDriver && state.equals(CONNECTION_FAILURE) ? OF_TLS : state;
    }

    /** PostgreSQL keeps the connection after a protocol violation of a statement. PgBouncer closes it when the server is lost. */
    private static boolean isLossBehindPooler(SQLException e) {
        return e instanceof PSQLException ofServer
                && PROTOCOL_VIOLATION.equals(ofServer.getSQLState())
                && ofServer.getServerErrorMessage() != null
                && "FATAL".equals(ofServer.getServerErrorMessage().getSeverity())
                && !requireNonNullElse(ofServer.getServerErrorMessage().getMessage(), "")
                        .startsWith(NOT_PASSED_ON);
    }

    /**
     * The first line of the root cause's message. It contains no statement, which a batch would quote, and neither the address
     * nor the password of a database, which a malformed address would quote.
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

    private DatabaseFailure() {}
}
