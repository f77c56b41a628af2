package latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server that can be lost and brought back. Unlike the one that most tests share, it keeps what it acknowledged:
 * nothing is set that trades that for speed.
 */
final class PostgresServer implements AutoCloseable {

    private static final long LONGEST_SECONDS = 300;

    /** How a server ends. */
    enum End {
        /** {@code pg_ctl stop -m fast}, as systemd and packages do it. */
        SHUT_DOWN,
        /** {@code kill -9} of the postmaster; its processes notice and end. */
        POSTMASTER_KILLED,
        /** {@code kill -9} of every process. */
        ALL_KILLED
    }

    private final Path data;
    private final Path binaries;
    private final int port = freePort();
    private Process postmaster;

    private PostgresServer(Path data, Path binaries) throws IOException {
        this.data = data;
        this.binaries = binaries;
    }

    /** An empty one, with its data in {@code data}; it does not run yet. */
    static PostgresServer in(Path data) throws IOException {
        InitialData.copyTo(data);
        String command = Files.readString(data.resolve("postmaster.opts"));
        return new PostgresServer(
                data, Path.of(command.substring(0, command.indexOf(" \""))).getParent());
    }

    /** One that follows this one, from a copy of its data. Neither may run yet. */
    PostgresServer standby(Path copy) throws IOException {
        InitialData.copy(data, copy);
        Files.createFile(copy.resolve("standby.signal"));
        Files.writeString(
                copy.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=localhost port=%d user=postgres'%n".formatted(port),
                StandardOpenOption.APPEND);
        return new PostgresServer(copy, binaries);
    }

    /** Starts it and waits until it answers. */
    void start() throws Exception {
        postmaster = run(
                "postgres",
                List.of("-D", data.toString(), "-p", Integer.toString(port), "-c", "unix_socket_directories="));
        Runtime.getRuntime().addShutdownHook(new Thread(postmaster::destroyForcibly, "end of postgresql"));
        Waiting.until("PostgreSQL answers", this::answers);
    }

    void end(End how) throws Exception {
        List<ProcessHandle> processes = postmaster.descendants().toList();
        if (how == End.SHUT_DOWN) {
            Process stop = run("pg_ctl", List.of("-D", data.toString(), "-m", "fast", "stop"));
            assertThat(stop.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        } else {
            postmaster.destroyForcibly();
        }
        if (how == End.ALL_KILLED) {
            processes.forEach(ProcessHandle::destroyForcibly);
        }
        assertThat(postmaster.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        Waiting.until("its processes end", () -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Keeps connections open without answering, as on a machine with a hanging disk, while {@code hung} runs. */
    void hang(Hung hung) throws Exception {
        signal("-STOP");
        try {
            hung.meanwhile();
        } finally {
            signal("-CONT");
        }
    }

    /** What happens while a server hangs. */
    interface Hung {

        void meanwhile() throws Exception;
    }

    private void signal(String name) throws Exception {
        List<String> command = new ArrayList<>(List.of("kill", name, Long.toString(postmaster.pid())));
        postmaster.descendants().forEach(process -> command.add(Long.toString(process.pid())));
        new ProcessBuilder(command).start().waitFor();
    }

    int port() {
        return port;
    }

    /** Adds settings to its configuration, and the rules of {@code access} before the others in pg_hba.conf. */
    void configure(String settings, String access) throws IOException {
        Files.writeString(data.resolve("postgresql.auto.conf"), settings, StandardOpenOption.APPEND);
        Path file = data.resolve("pg_hba.conf");
        Files.writeString(file, access + Files.readString(file));
    }

    String url() {
        return "jdbc:postgresql://localhost:%d/postgres?user=postgres".formatted(port);
    }

    /** The first column of the first row. */
    String query(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
        }
    }

    void execute(String sql) throws SQLException {
        execute("postgres", sql);
    }

    void execute(String database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url().replace("/postgres?", "/" + database + "?"));
    }

    /** Sets one of its own settings, at once and for good. */
    void set(String setting, String value) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute("alter system set %s = '%s'".formatted(setting, value));
            statement.execute("select pg_reload_conf()");
        }
    }

    @Override
    public void close() throws Exception {
        if (postmaster != null && postmaster.isAlive()) {
            end(End.SHUT_DOWN);
        }
    }

    private boolean answers() {
        assertThat(postmaster.isAlive()).as(() -> contentOf(log())).isTrue();
        try {
            return query("select 1").equals("1");
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** As the library that brings the programs does: they refuse to run as root, and in a namespace of their own nobody is. */
    private Process run(String program, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(binaries.resolve(program).toString());
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log()))
                .start();
    }

    private File log() {
        return data.resolveSibling(data.getFileName() + ".log").toFile();
    }

    /**
     * Outside of what systems choose from for outgoing connections: one of them could have the port when the server comes
     * back, and one that tries to reach it meanwhile could meet itself.
     */
    private static int freePort() throws IOException {
        for (int attempt = 0; ; attempt++) {
            try (ServerSocket socket =
                    new ServerSocket(ThreadLocalRandom.current().nextInt(15_000, 32_000))) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                if (attempt == 100) {
                    throw taken;
                }
            }
        }
    }
}
