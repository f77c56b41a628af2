package latchkey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import latchkey.database.Migration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages of commands that fail, on a database server that requires passwords. */
class CommandsIT {

    /** With the special characters that password generators use. */
    private static final String PASSWORD = "pa$$w${x}'\\ ";

    @TempDir
    private static Path folder;

    private static PostgresServer server;

    private record Ended(int code, String out, String err) {}

    @BeforeAll
    static void thereAreDatabases() throws Exception {
        Path data = folder.resolve("data");
        server = PostgresServer.in(data);
        Path hba = data.resolve("pg_hba.conf");
        Files.writeString(hba, "host all owner,limited,hurried 127.0.0.1/32 scram-sha-256\n" + Files.readString(hba));
        server.start();
        server.execute("create role owner login superuser password '" + PASSWORD.replace("'", "''") + "'");
        server.execute("create role limited login password 'limited'");
        server.execute("create role hurried login superuser password 'hurried'");
        server.execute("alter role hurried set statement_timeout = '500ms'");
        server.execute("create database empty");
        server.execute("create database whole");
        assertThat(run(settings("whole"), Map.of(), "migrate").code()).isZero();
        server.execute("create database older template whole");
        server.execute("create database newer template whole");
        server.execute("older", "delete from flyway_schema_history where version = '" + Migration.NEEDED + "'");
        server.execute("older", "drop table audit_event");
        server.execute(
                "newer",
                "insert into flyway_schema_history select 1000, '999', 'later', type, 'V999__later.sql', 1, installed_by,"
                        + " installed_on, 1, true from flyway_schema_history limit 1");
    }

    @AfterAll
    static void end() throws Exception {
        server.close();
    }

    /** {@link LatchkeyTest} goes through all commands. */
    @Test
    void missingTablesAreReported() {
        saysInOneSentence(run(settings("empty"), Map.of(), "export", "users.ndjson"), "run latchkey migrate first");

        assertThat(folder.resolve("users.ndjson")).doesNotExist();
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            older   | owner   | accounts schemes | run latchkey migrate first
            nowhere | owner   | migrate | Latchkey cannot bring its database up to date: FATAL: database "nowhere" does not exist; there is no such database
            whole   | limited | accounts schemes | this role may not do that in the database
            empty   | limited | migrate | this role may not do that in the database
            whole   | owner   | legacy revoke old . | . is a folder, not a file.
            """)
    void aDatabaseErrorIsExplained(String database, String role, String typed, String sentence) throws Exception {
        Map<String, String> settings = settings(database);
        settings.put("quarkus.datasource.username", role);
        if (!role.equals("owner")) {
            settings.put("quarkus.datasource.password", role);
        }

        saysInOneSentence(run(settings, Map.of(), typed.split(" ")), sentence);
    }

    /** Of the check before the command, and of the command. */
    @ParameterizedTest
    @ValueSource(strings = {"flyway_schema_history", "credential"})
    void aCancelledStatementIsExplained(String table) throws Exception {
        Map<String, String> settings = settings("whole");
        settings.put("quarkus.datasource.username", "hurried");
        settings.put("quarkus.datasource.password", "hurried");
        try (Connection connection = server.connect("whole");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table " + table);

            saysInOneSentence(run(settings, Map.of(), "accounts", "schemes"), "statement_timeout");
            connection.rollback();
        }
    }

    @Test
    void anUnreachableDatabaseIsReported() throws Exception {
        Map<String, String> settings = settings("whole");
        settings.put("quarkus.datasource.jdbc.url", "jdbc:postgresql://localhost:1/whole");

        saysInOneSentence(
                run(settings, Map.of(), "accounts", "schemes"), "the database cannot be reached: check that it runs");
    }

    @Test
    void aWrongDatabasePasswordIsReported() throws Exception {
        Map<String, String> settings = settings("whole");
        settings.put("quarkus.datasource.password", "wrong");

        saysInOneSentence(
                run(settings, Map.of(), "accounts", "schemes"),
                "check QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD");
    }

    /** The schema of a newer release works for this one. */
    @Test
    void commandsWorkOnTheSchemaOfALaterRelease() throws Exception {
        Ended ended = run(settings("newer"), Map.of(), "purge");

        assertThat(ended.code()).as(ended.toString()).isZero();
        assertThat(ended.err()).doesNotContain("Not done");
    }

    /** As after a rollback: this release ignores what a later release has added. */
    @Test
    void anOlderReleaseStartsOnTheSchemaOfALaterOne() throws Exception {
        server.execute("newer", "alter table account add column if not exists later text");
        server.execute("newer", "create table if not exists later (id bigint primary key)");

        Ended migrated = run(settings("newer"), Map.of(), "migrate");
        assertThat(migrated.code()).as(migrated.toString()).isZero();
        assertThat(migrated.out()).isEqualTo("The schema is that of a later release, 999, and is left as it is.\n");
        Map<String, String> settings = settings("newer");
        settings.put("latchkey.migrate-at-start", "true");
        try (Replica replica = Replica.start(settings)) {
            replica.awaitReady();
            String body = "{\"username\": \"ada\", \"password\": \"lovelace\"}";
            for (String path : List.of("register", "login")) {
                assertThat(replica.given()
                                .contentType("application/json")
                                .body(body)
                                .post("/express/api/auth/" + path)
                                .statusCode())
                        .isBetween(200, 201);
            }
        }
    }

    @Test
    void commandsWithoutDatabaseAccessRunWithoutADatabase() throws Exception {
        Map<String, String> settings = settings("empty");
        settings.put("quarkus.datasource.jdbc.url", "jdbc:postgresql://localhost:1/whole");

        Ended ended = run(settings, Map.of(), "calibrate", "--target", "PT0.001S");

        assertThat(ended.code()).as(ended.toString()).isZero();
        assertThat(ended.out()).contains("latchkey.password.bcrypt-cost=10");
    }

    /** Help needs neither settings nor a database. */
    @Test
    void helpIsPrintedWithoutStarting() {
        Ended ended = run(Map.of(), Map.of(), "accounts", "list", "-h");

        assertThat(ended.code()).as(ended.toString()).isZero();
        assertThat(ended.out()).startsWith("Usage: latchkey accounts list");
        assertThat(ended.err()).isEmpty();
    }

    /** Reads the password from a pipe, for an account with the name of the help command. */
    @Test
    void anOperatorSetsAPassword() {
        Map<String, String> settings = settings("whole");
        assertThat(run(settings, Map.of(), "accounts", "create", "help").code()).isZero();

        Ended ended = run(settings, Map.of(), "accounts", "password", "help");

        assertThat(ended.code()).as(ended.toString()).isZero();
        assertThat(ended.out()).matches("Account \\d+ \\(help\\) has a new password; 0 sessions are ended[.]\n");
    }

    @Test
    void invalidArgumentsAreReportedBeforeConnectingToTheDatabase() throws Exception {
        Ended ended = run(settings("empty"), Map.of(), "keys");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).startsWith("Missing required subcommand");
    }

    @Test
    void aMissingFolderIsNamed() throws Exception {
        saysInOneSentence(
                run(settings("whole"), Map.of(), "export", "/nowhere/users.ndjson"), "no file or folder /nowhere");
    }

    @Test
    void theDatabasePasswordCanBeReadFromAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        Path mounted = Files.createDirectory(folder.resolve("mounted"));
        Files.writeString(mounted.resolve("quarkus.datasource.password"), PASSWORD);
        Map<String, String> settings = settings("whole");
        settings.remove("quarkus.datasource.password");

        assertThat(Stream.of(
                        Map.of("QUARKUS_DATASOURCE_PASSWORD", PASSWORD),
                        Map.of("QUARKUS_DATASOURCE_PASSWORD_FILE", file.toString()),
                        Map.of("LATCHKEY_SECRETS_DIRECTORY", mounted.toString())))
                .allSatisfy(environment -> {
                    Ended ended = run(settings, environment, "accounts", "schemes");
                    assertThat(ended.code()).as(ended.toString()).isZero();
                });
        Ended ended =
                run(settings, Map.of("QUARKUS_DATASOURCE_PASSWORD_FILE", "/nowhere/password"), "accounts", "schemes");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err().lines())
                .last()
                .isEqualTo("QUARKUS_DATASOURCE_PASSWORD_FILE is /nowhere/password, which is not a readable file.");
        assertThat(ended.err()).doesNotContain("\tat ");
    }

    private static void saysInOneSentence(Ended ended, String sentence) {
        assertThat(ended.code()).as(ended.toString()).isEqualTo(1);
        assertThat(ended.err().lines())
                .singleElement()
                .asString()
                .contains(sentence)
                .endsWith(".");
        assertThat(ended.err())
                .doesNotContainIgnoringCase("select ", "insert ", "update ", "unnest", "exception", PASSWORD);
        assertThat(ended.out()).isEmpty();
    }

    private static Map<String, String> settings(String database) {
        Map<String, String> settings = ProductionIT.settings();
        settings.put(
                "quarkus.datasource.jdbc.url", "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.port(), database));
        settings.put("quarkus.datasource.username", "owner");
        settings.put("quarkus.datasource.password", PASSWORD);
        settings.put("latchkey.legacy.\"old\".algorithm", "HS256");
        settings.put("latchkey.legacy.\"old\".secret", "of the old backend");
        settings.put("latchkey.legacy.\"old\".until", "2098-01-01T00:00:00Z");
        return settings;
    }

    private static Ended run(Map<String, String> settings, Map<String, String> environment, String... typed) {
        try {
            Files.writeString(folder.resolve("users.csv"), "id,username\n1,ada\n");
            Path typedIn = Files.writeString(folder.resolve("typed"), "a long password\n");
            Path err = Files.createTempFile(folder, "command", ".err");
            ProcessBuilder builder = Replica.process(Replica.command(settings, typed))
                    .directory(folder.toFile())
                    .redirectInput(typedIn.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            return new Ended(process.exitValue(), printed, Files.readString(err));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
