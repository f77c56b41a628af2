package latchkey.failure;

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
 * What an operator does about a failure of the database, by what caused it, else by the classes of SQLSTATE (PostgreSQL, appendix A)
 * that it is one of.
 */
public enum DatabaseAdvice {
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
            DatabaseFault.OF_TLS),
    NO_TABLES(
            "the database has not the tables of this release: run latchkey migrate first, as the role that owns them",
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
            "the database broke a statement off: run it again, or raise statement_timeout for this role if it goes on",
            List.of(),
            "57014",
            "55P03",
            "25P03",
            "25P04"),
    FULL("the database has no room, of connections, memory or disk: make some, and run it again", List.of(), "53"),
    IN_THE_WAY("others were in the way in the database: run it again", List.of(), "40"),
    BUSY(
            "all connections to the database are in use: it is slow, or quarkus.datasource.jdbc.max-size is small",
            List.of(),
            DatabaseFault.OF_THE_POOL),
    AWAY("the database cannot be reached: check that it runs, and QUARKUS_DATASOURCE_JDBC_URL", List.of(), "08", "57"),
    OTHER("the database refuses", List.of(), "");

    private static final int DEEPEST = 20;

    private final String sentence;
    private final List<Class<? extends Exception>> causes;
    private final List<String> classes;

    DatabaseAdvice(String sentence, List<Class<? extends Exception>> causes, String... classes) {
        this.sentence = sentence;
        this.causes = causes;
        this.classes = List.of(classes);
    }

    /** Empty of what is no failure of the database. */
    public static Optional<DatabaseAdvice> about(Throwable e) {
        return cause(e).map(DatabaseAdvice::of);
    }

    /** The same with what the driver or the server says in parentheses, which quotes no statement. */
    public static Optional<String> quoting(Throwable e) {
        return cause(e).map(fault -> of(fault).sentence + " (" + DatabaseFault.words(fault) + ")");
    }

    /** Without its full stop. */
    public String sentence() {
        return sentence;
    }

    /** Whether it is a fault that passes, or that an operator mends, and is none of the request's or of the code's. */
    boolean isOfTheDatabase() {
        return this != OTHER && this != NO_TABLES;
    }

    private static DatabaseAdvice of(SQLException fault) {
        String state = DatabaseFault.state(fault);
        List<Throwable> all = causes(fault).toList();
        return Arrays.stream(values())
                .filter(advice ->
                        advice.causes.stream().anyMatch(cause -> all.stream().anyMatch(cause::isInstance))
                                || advice.classes.stream().anyMatch(state::startsWith))
                .findFirst()
                .orElse(OTHER);
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause).limit(DEEPEST);
    }

    /** The one that says most: what the driver or the server says rather than the pool, and what is known rather than what is not. */
    private static Optional<SQLException> cause(Throwable e) {
        List<SQLException> faults = DatabaseFault.chain(e)
                .limit(DEEPEST)
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
