package latchkey.dev;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A PostgreSQL server for development, with its data in a folder. If a server already runs in the folder, it is reused: another
 * live reload or another process may have started it, or a killed process may have left it behind. The server stops with the
 * process that owns it: the process that started it, or the next one that found it without a living owner.
 */
class EmbeddedServer {

    static final String USER = "postgres";

    /** SQLSTATE: the client could not establish the connection. */
    private static final String NO_CONNECTION = "08001";

    private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

    /** By the folder of their data. */
    private static final Map<Path, EmbeddedPostgres> STARTED = new ConcurrentHashMap<>();

    private final Path folder;
    private final Path data;
    private final EmbeddedAccess access;

    EmbeddedServer(Path folder) {
        this.folder = folder.toAbsolutePath();
        data = this.folder.resolve("data");
        access = new EmbeddedAccess(this.folder, data);
    }

    /** The JDBC URL of the server, which is started first if it does not run. */
    String url() throws SQLException {
        try {
            Optional<Running> found = running();
            int port =
                    found.isPresent() && access.requiresPassword() ? found.get().port() : start();
            own();
            return url(port);
        } catch (IOException | RuntimeException e) {
            throw new SQLException(
                    String.format(
                            Locale.ROOT,
                            "PostgreSQL does not start in %s (as root it needs user namespaces); QUARKUS_DATASOURCE_JDBC_URL can name another server",
                            folder),
                    NO_CONNECTION,
                    e);
        }
    }

    /** The password of {@link #USER}; it exists once {@link #url} has returned. */
    String password() throws SQLException {
        try {
            return access.password();
        } catch (IOException e) {
            throw new SQLException("the password cannot be read", NO_CONNECTION, e);
        }
    }

    private static String url(int port) {
        return String.format(Locale.ROOT, "jdbc:postgresql://localhost:%d/postgres", port);
    }

    private record Running(long process, int port) {

        boolean answers() {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException e) {
                return false;
            }
        }
    }

    /** The server in {@code postmaster.pid}, if it answers. Line 1 of the file is the process id, line 4 the port. */
    private Optional<Running> running() throws IOException {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        return lines.size() < 4
                ? Optional.empty()
                : Optional.of(new Running(
                                Long.parseLong(lines.get(0).strip()),
                                Integer.parseInt(lines.get(3).strip())))
                        .filter(Running::answers);
    }

    /**
     * If several processes start at once, one of them starts the server, and the others find it running. The monitor does the
     * same for threads of one process, for which the file lock does not work.
     */
    private int start() throws IOException, SQLException {
        synchronized (EmbeddedServer.class) {
            access.makeFolder();
            try (FileChannel file = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = file.lock()) {
                Optional<Running> meanwhile = running();
                boolean protectedBefore = access.requiresPassword();
                access.makePassword();
                if (meanwhile.isEmpty()) {
                    return startServer(protectedBefore);
                }
                if (!protectedBefore) {
                    access.requirePassword(url(meanwhile.get().port()));
                }
                return meanwhile.get().port();
            }
        }
    }

    private int startServer(boolean protectedBefore) throws IOException {
        EmbeddedPostgres killed = STARTED.remove(data);
        if (killed != null) {
            // It still holds the lock on the folder.
            killed.close();
        }
        Path programs = folder.resolve("server");
        boolean isProtected = protectedBefore || !Files.exists(data.resolve("postgresql.conf"));
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(programs.toFile())
                .setDataDirectory(data.toFile())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START_TIMEOUT)
                // Options of initdb for a new folder; they come after the library's "-A trust" and override it.
                .setLocaleConfig("auth", EmbeddedAccess.METHOD)
                .setLocaleConfig("pwfile", access.file().toString())
                .setDataDirectoryCustomizer(prepared -> requirePassword(programs, isProtected))
                .setServerConfig("listen_addresses", "localhost")
                .setConnectConfig("password", access.password())
                .start();
        STARTED.put(data, server);
        return server.getPort();
    }

    private void requirePassword(Path programs, boolean isProtected) {
        try {
            access.requirePassword(programs, isProtected);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the server cleanly. On Windows, Java can only kill a process, so pg_ctl stops the server there. */
    private void end(ProcessHandle server) throws IOException {
        EmbeddedPostgres mine = STARTED.get(data);
        if (server.supportsNormalTermination() || mine == null) {
            server.destroy();
        } else {
            mine.close();
        }
    }

    private void own() throws IOException {
        Path file = folder.resolve("owner");
        String owner = Files.exists(file) ? Files.readString(file) : "";
        boolean lives =
                owner.matches("\\d+") && ProcessHandle.of(Long.parseLong(owner)).isPresent();
        if (!lives) {
            Files.writeString(file, Long.toString(ProcessHandle.current().pid()));
            Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop postgresql"));
        }
    }

    private void stop() {
        try {
            Optional<ProcessHandle> server = running().map(Running::process).flatMap(ProcessHandle::of);
            if (server.isPresent()) {
                end(server.get());
            }
            Files.deleteIfExists(folder.resolve("owner"));
        } catch (IOException e) {
            System.err.println(
                    String.format(Locale.ROOT, "PostgreSQL in %s was left running: %s", folder, e.getMessage()));
        }
    }
}
