package latchkey.failure;

import static java.util.Objects.requireNonNullElse;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What an operator does about a failure of the database, by the classes of SQLSTATE (PostgreSQL, appendix A) that it is one of. */
public enum DatabaseAdvice {
    NO_TABLES(
            "the database has not the tables of this release: run latchkey migrate first, as the role that owns them",
            "42P01",
            "42703",
            "42883",
            "42704",
            "42P10",
            "3F000"),
    NO_DATABASE("there is no such database: create it, or name another in QUARKUS_DATASOURCE_JDBC_URL", "3D"),
    NO_ENTRY(
            "the database does not let this role in: check QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD",
            "28"),
    NO_PERMISSION(
            "this role may not do that in the database: run it as the role that owns the tables, or grant it what"
                    + " docs/operations.md lists",
            "42501"),
    READ_ONLY("the database only reads: name the primary in QUARKUS_DATASOURCE_JDBC_URL", "25006"),
    TOO_LONG(
            "the database broke a statement off: run it again, or raise statement_timeout for this role if it goes on",
            "57014",
            "55P03",
            "25P0"),
    FULL("the database has no room, of connections, memory or disk: make some, and run it again", "53"),
    IN_THE_WAY("others were in the way in the database: run it again", "40"),
    AWAY("the database cannot be reached: check that it runs, and QUARKUS_DATASOURCE_JDBC_URL", "08", "57"),
    OTHER("the database refuses", "");

    private static final int DEEPEST = 20;

    private final String sentence;
    private final List<String> classes;

    DatabaseAdvice(String sentence, String... classes) {
        this.sentence = sentence;
        this.classes = List.of(classes);
    }

    /** Empty of what is no failure of the database. */
    public static Optional<DatabaseAdvice> about(Throwable e) {
        return cause(e).map(DatabaseAdvice::of);
    }

    /** The same with what the server says in parentheses, which quotes no statement. */
    public static Optional<String> quoting(Throwable e) {
        return cause(e).map(fault -> of(fault).sentence + " (" + firstLine(fault) + ")");
    }

    /** Without its full stop. */
    public String sentence() {
        return sentence;
    }

    private static DatabaseAdvice of(SQLException fault) {
        // The pool's own "no connection in time" carries no SQLSTATE.
        String state = requireNonNullElse(fault.getSQLState(), "08");
        return Arrays.stream(values())
                .filter(advice -> advice.classes.stream().anyMatch(state::startsWith))
                .findFirst()
                .orElse(OTHER);
    }

    /** The one that says most: what the driver or the server says rather than the pool. */
    private static Optional<SQLException> cause(Throwable e) {
        List<SQLException> faults = DatabaseFault.chain(e)
                .limit(DEEPEST)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .toList();
        return faults.stream()
                .filter(fault -> fault.getSQLState() != null)
                .findFirst()
                .or(() -> faults.stream().findFirst());
    }

    /** A batch quotes the statement, and what is said of an address that cannot be read quotes it with its password. */
    private static String firstLine(SQLException fault) {
        String message = requireNonNullElse(fault.getMessage(), fault.getClass().getSimpleName());
        SQLException next = fault.getNextException();
        return message.startsWith("Batch entry") && next != null
                ? firstLine(next)
                : message.lines()
                        .findFirst()
                        .orElse("")
                        .replaceFirst("\\bURL\\b.*", "URL")
                        .strip();
    }
}
