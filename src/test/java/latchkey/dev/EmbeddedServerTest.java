package latchkey.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.Waiting;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The PostgreSQL of development. It stops with this process, after JUnit would delete a temporary folder. */
class EmbeddedServerTest {

    @TempDir(cleanup = CleanupMode.NEVER)
    private Path folder;

    @Test
    void concurrentCallersShareOneServer() throws Exception {
        List<String> urls = ConcurrentCallers.of(6, caller -> () -> new EmbeddedServer(folder).url());

        assertThat(urls.stream().distinct()).hasSize(1);
        assertThat(Files.readString(folder.resolve("owner")))
                .isEqualTo(Long.toString(ProcessHandle.current().pid()));
        try (Connection connection = new EmbeddedDriver().connect("jdbc:embedded:" + folder, new Properties())) {
            assertThat(connection.isValid(1)).isTrue();
        }
        try (Connection connection = DriverManager.getConnection(urls.get(0), developer())) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    @Test
    void aKilledServerIsRestarted() throws Exception {
        new EmbeddedServer(folder).url();
        ProcessHandle server = ProcessHandle.of(Long.parseLong(Files.readAllLines(folder.resolve("data/postmaster.pid"))
                        .get(0)))
                .orElseThrow();
        server.destroyForcibly();
        server.onExit().join();

        try (Connection connection = DriverManager.getConnection(new EmbeddedServer(folder).url(), developer())) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    @Test
    void acceptsOnlyClientsWithThePassword() throws Exception {
        String url = new EmbeddedServer(folder).url();

        assertThatNobodyElseGetsIn(url);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("password"))))
                .isEqualTo("rw-------");
        assertThat(Files.readString(folder.resolve("password"))).hasSizeGreaterThan(64);
        try (Connection connection = DriverManager.getConnection(url, developer());
                Statement statement = connection.createStatement();
                ResultSet listening = statement.executeQuery("show listen_addresses")) {
            assertThat(listening.next()).isTrue();
            assertThat(listening.getString(1)).isEqualTo("localhost");
        }
    }

    @Test
    void aFolderWithoutAPasswordKeepsItsDataAndGetsOne() throws Exception {
        try (EmbeddedPostgres before = open()) {
            execute(before.getJdbcUrl("postgres", "postgres"), "create table kept as select 7 as kept");
        }

        String url = new EmbeddedServer(folder).url();

        assertThatNobodyElseGetsIn(url);
        assertThat(kept(url)).isEqualTo(7);
    }

    /** As another process of an earlier version, or a killed process, leaves it. */
    @Test
    void aRunningServerWithoutAPasswordGetsOne() throws Exception {
        EmbeddedPostgres before = open();
        execute(before.getJdbcUrl("postgres", "postgres"), "create table kept as select 7 as kept");

        String url = new EmbeddedServer(folder).url();

        assertThat(url).contains(":" + before.getPort() + "/");
        Waiting.until("the server has read its rules", () -> !getsIn(url, null));
        assertThatNobodyElseGetsIn(url);
        assertThat(kept(url)).isEqualTo(7);
    }

    @Test
    void aLostPasswordIsReplaced() throws Exception {
        EmbeddedServer server = new EmbeddedServer(folder);
        server.url();
        ProcessHandle running = ProcessHandle.of(
                        Long.parseLong(Files.readAllLines(folder.resolve("data/postmaster.pid"))
                                .get(0)))
                .orElseThrow();
        running.destroy();
        running.onExit().join();
        Files.delete(folder.resolve("password"));

        assertThatNobodyElseGetsIn(server.url());
    }

    /** As an earlier version made it. */
    private EmbeddedPostgres open() throws IOException {
        Files.createDirectories(folder);
        return EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(folder.resolve("server").toFile())
                .setDataDirectory(folder.resolve("data").toFile())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(Database.LONGEST_START)
                .start();
    }

    private void assertThatNobodyElseGetsIn(String url) throws Exception {
        for (String local : List.of("localhost", "127.0.0.1")) {
            String there = url.replace("localhost", local);
            assertThat(getsIn(there, null)).isFalse();
            assertThat(getsIn(there, "")).isFalse();
            assertThat(getsIn(there, "postgres")).isFalse();
            assertThat(getsIn(
                            there, Files.readString(folder.resolve("password")).strip()))
                    .isTrue();
        }
    }

    private static boolean getsIn(String url, @Nullable String password) {
        Properties user = new Properties();
        user.setProperty("user", EmbeddedServer.USER);
        if (password != null) {
            user.setProperty("password", password);
        }
        try (Connection connection = DriverManager.getConnection(url, user)) {
            return connection.isValid(1);
        } catch (SQLException refused) {
            return false;
        }
    }

    private Properties developer() throws IOException {
        Properties user = new Properties();
        user.setProperty("user", EmbeddedServer.USER);
        user.setProperty(
                "password", Files.readString(folder.resolve("password")).strip());
        return user;
    }

    private int kept(String url) throws Exception {
        try (Connection connection = DriverManager.getConnection(url, developer());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select kept from kept")) {
            assertThat(row.next()).isTrue();
            return row.getInt(1);
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
