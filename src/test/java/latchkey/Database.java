package latchkey;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import latchkey.contract.GoldenCase;

/** A real PostgreSQL for one run of tests, and the settings that every test and every started jar shares. */
public class Database implements QuarkusTestResourceLifecycleManager {

    /** The client secret of the client "gateway". */
    public static final String CLIENT_SECRET = "open sesame, or so it is said";

    /** How long a test waits for a PostgreSQL: ten seconds, which is the default, are too short for a machine in use. */
    public static final Duration LONGEST_START = Duration.ofMinutes(5);

    /** The test framework loads this class more than once; the server is the same for all. */
    private static final String URL = "test.jdbc-url";

    /** For the few rows of most tests, deleting them takes a tenth of the time. */
    static final String EMPTY = """
            do $$ begin
                if (select count(*) from account) > 100 then
                    truncate account, login_name, credential, session, attempt, legacy_token cascade;
                else
                    delete from attempt;
                    delete from legacy_token;
                    delete from account;
                end if;
            end $$
            """;

    /**
     * Of the application before, which may have had another algorithm: its key would sign for ten minutes more. RSA takes forty
     * times as long as ES256 to sign where the JVM has one compiler.
     */
    private static final String FORGET_KEYS = """
            do $$ begin
                if to_regclass('signing_key') is not null then
                    delete from signing_key;
                end if;
            end $$
            """;

    /** Tests empty the tables some thousand times. */
    private static Connection kept;

    @Override
    public Map<String, String> start() {
        execute(FORGET_KEYS);
        Map<String, String> settings = settings();
        // The jar has its own port, beside that of another test process.
        settings.put("quarkus.management.port", "0");
        return settings;
    }

    @Override
    public void stop() {
        // The server ends with the process, so that applications of several profiles share it.
    }

    public static Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("quarkus.datasource.jdbc.url", url());
        settings.put("latchkey.secret", "for tests only, known to everybody here");
        settings.put("latchkey.cookies.secure", "false");
        settings.put("latchkey.cors.origins", "https://shop.example,app://localhost");
        settings.put("latchkey.passkeys.rp-id", "shop.example");
        settings.put("latchkey.password.bcrypt-cost", "4");
        settings.put("latchkey.admin.enabled", "true");
        settings.put("latchkey.limits.attempts", "1000");
        settings.put("latchkey.limits.network-attempts", "100000");
        settings.put("latchkey.limits.registrations", "100000");
        settings.put("latchkey.limits.refreshes", "0");
        settings.put(
                "latchkey.clients.\"gateway\".secret-hash",
                "833ef6e652612ee1b95534bbdce8d47b0aedb6f681e3328aeed0778008cecd82");
        for (String contract : GoldenCase.contracts()) {
            settings.put("latchkey.contract.hosts.\"%s.test\"".formatted(contract), contract);
        }
        return settings;
    }

    public static synchronized String url() {
        if (System.getProperty(URL) == null) {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setDataDirectory(InitialData.ofThisProcess())
                        .setCleanDataDirectory(false)
                        .setPGStartupWait(LONGEST_START)
                        // What survives a crash of the machine is not tested with it.
                        .setServerConfig("fsync", "off")
                        .setServerConfig("full_page_writes", "off")
                        // Where there is no IPv6, it logs that, and listens at the rest.
                        .setServerConfig("listen_addresses", "localhost,::1")
                        .start();
                System.setProperty(URL, server.getJdbcUrl("postgres", "postgres"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return System.getProperty(URL);
    }

    /** Removes all accounts with what belongs to them, all attempts and all tokens of other issuers. */
    public static synchronized void empty() {
        try {
            if (kept == null || !kept.isValid(1)) {
                kept = DriverManager.getConnection(url());
            }
            try (Statement statement = kept.createStatement()) {
                statement.execute(EMPTY);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("not emptied", e);
        }
    }

    public static void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The first column of the first row. */
    public static String query(String sql) {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
