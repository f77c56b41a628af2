package latchkey.database;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.FileNotFoundException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Advice to the operator about a failure of the database, chosen by its cause, else by its class of SQLSTATE (PostgreSQL,
 * appendix A).
 */
public enum DatabaseErrorAdvice {
    UNKNOWN_HOST(
            "DNS does not know the host of the database: correct its name in QUARKUS_DATASOURCE_JDBC_URL, or see why it is not"
                    + " known here",
            List.of(UnknownHostException.class)),
    SILENT(
            "the database does not answer in time: see whether it hangs, or whether a network in between drops what is sent to"
                    + " it; its host and port are in QUARKUS_DATASOURCE_JDBC_URL",
            List.of(SocketTimeoutException.class, TimeoutException.class)),
    NO_TRUST(
            "TLS with the database fails: in QUARKUS_DATASOURCE_JDBC_URL, the host is as in the server's certificate, sslrootcert"
                    + " names the certificate of the authority that signed it, and sslcert and sslkey name the client's own",
            // The only files that the driver opens are certificates and keys.
            List.of(SSLException.class, GeneralSecurityException.class, FileNotFoundException.class),
            DatabaseFailure.OF_TLS),
    NO_PASSWORD(
            "the file with the password of the database cannot be read: see whether the program that writes it works",
            // Settings are read before a connection only from files.
            List.of(ConfigurationException.class)),
    NO_TABLES(
            "the database does not have the tables of this release: run latchkey migrate first, as the role that owns them",
            List.of(),
            "42P01",
            "42703",
            "42883",
            "42704",
            "42P10",
            "3F000"),
    NO_DATABASE(
            "there is no such database: create it, or name another in QUARKUS_DATASOURCE_JDBC_URL", List.of(), "3D"),
    NO_ENTRY(
            "the database does not let this role in: check QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD",
            List.of(),
            "28"),
    NOT_TAKEN(
            "the database does not take such a connection: check the password, and sslmode in QUARKUS_DATASOURCE_JDBC_URL",
            List.of(),
            "08004"),
    NO_PERMISSION(
            "this role may not do that in the database: run it as the role that owns the tables, or grant it what"
                    + " docs/operations.md lists",
            List.of(),
            "42501"),
    READ_ONLY("the database only reads: name the primary in QUARKUS_DATASOURCE_JDBC_URL", List.of(), "25006"),
    POOLER(
            "a pooler before the database does not pass on what it is asked: in transaction mode, add prepareThreshold=0 to"
                    + " QUARKUS_DATASOURCE_JDBC_URL",
            List.of(),
            "26000",
            "42P05",
            "08P01"),
    TOO_LONG(
            "the database cancelled a statement: run it again, or raise statement_timeout for this role if that repeats",
            List.of(),
            "57014",
            "55P03",
            "25P03",
            "25P04"),
    FULL("the database is out of connections, memory or disk space: free some, and run it again", List.of(), "53"),
    IN_THE_WAY("other transactions were in the way: run it again", List.of(), "40"),
    BUSY(
            "all connections to the database are in use: it is slow, or quarkus.datasource.jdbc.max-size is small",
            List.of(),
            DatabaseFailure.OF_THE_POOL),
    AWAY("the database cannot be reached: check that it runs, and QUARKUS_DATASOURCE_JDBC_URL", List.of(), "08", "57"),
    OTHER("the database refuses", List.of(), "");

    private static final int MAX_CAUSES = 20;

    private final String sentence;
    private final List<Class<? extends Exception>> causes;
    private final List<String> classes;

    DatabaseErrorAdvice(String sentence, List<Class<? extends Exception>> causes, String... classes) {
        this.sentence = sentence;
        this.causes = causes;
        this.classes = List.of(classes);
    }

    /** The advice for an exception; empty if it is no failure of the database. */
    public static Optional<DatabaseErrorAdvice> about(Throwable e) {
        return cause(e).map(DatabaseErrorAdvice::of);
    }

    /** The advice, followed by the message of the driver or the server in parentheses, which quotes no statement. */
    public static Optional<String> quoting(Throwable e) {
        return cause(e).map(fault -> of(fault).sentence + " (" + DatabaseFailure.words(fault) + ")");
    }

    /** The advice as a sentence, without a full stop. */
    public String sentence() {
        return sentence;
    }

    /**
     * Whether the fault passes by itself or an operator can fix it, and neither the request nor Latchkey's code is at fault.
     */
    boolean isOfTheDatabase() {
        return this != OTHER && this != NO_TABLES;
    }

    private static DatabaseErrorAdvice of(SQLException fault) {
        String state = DatabaseFailure.state(fault);
        List<Throwable> all = causes(fault).toList();
        return Arrays.stream(values())
                .filter(advice ->
                        advice.causes.stream().anyMatch(cause -> all.stream().anyMatch(cause::isInstance))
                                || advice.classes.stream().anyMatch(state::startsWith))
                .findFirst()
                .orElse(OTHER);
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause).limit(MAX_CAUSES);
    }

    /**
     * The most useful cause: one from the driver or the server rather than from the pool, and one with specific advice rather
     * than {@link #OTHER}.
     */
    private static Optional<SQLException> cause(Throwable e) {
        List<SQLException> faults = DatabaseFailure.chain(e)
                .limit(MAX_CAUSES)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .toList();
        List<SQLException> stated =
                faults.stream().filter(fault -> fault.getSQLState() != null).toList();
        return Stream.of(stated.stream().filter(fault -> of(fault) != OTHER), stated.stream(), faults.stream())
                .flatMap(found -> found)
                .findFirst();
    }
}
