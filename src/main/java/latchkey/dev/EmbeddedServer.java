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
 * A PostgreSQL server for development, with its data in a folder. A server that runs there already is used as it is,
 * whatever started it: another live reload, another process, or one that was killed and left it behind. It ends with the
 * process that owns it: the one that started it, or else the next that found it left behind.
 */
class EmbeddedServer {

    static final String USER = "postgres";

    /** SQLSTATE: the client could not establish the connection. */
    private static final String NO_CONNECTION = "08001";

    private static final Duration LONGEST_START = Duration.ofMinutes(1);

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

    /** Where the server answers; it is started first if it does not. */
    String url() throws SQLException {
        try {
            Optional<Running> found = running();
            int port = found.isPresent() && access.isClosed() ? found.get().port() : start();
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

    /** What the server lets {@link #USER} in by, once it answers. */
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

    /** The server that {@code postmaster.pid} speaks of: its first line is the process, its fourth the port. */
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
     * Of processes that start at once, one starts the server and the others find it running. The same goes for the threads of
     * one process, which cannot wait for each other by the lock on the file.
     */
    private int start() throws IOException, SQLException {
        synchronized (EmbeddedServer.class) {
            access.makeFolder();
            try (FileChannel file = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = file.lock()) {
                Optional<Running> meanwhile = running();
                boolean closed = access.isClosed();
                access.makePassword();
                if (meanwhile.isEmpty()) {
                    return startServer(closed);
                }
                if (!closed) {
                    access.close(url(meanwhile.get().port()));
                }
                return meanwhile.get().port();
            }
        }
    }

    private int startServer(boolean wasClosed) throws IOException {
        EmbeddedPostgres killed = STARTED.remove(data);
        if (killed != null) {
            // It still holds the lock on the folder.
            killed.close();
        }
        Path programs = folder.resolve("server");
        boolean closed = wasClosed || !Files.exists(data.resolve("postgresql.conf"));
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(programs.toFile())
                .setDataDirectory(data.toFile())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(LONGEST_START)
                // Of initdb, for data that is new; what it is given later counts, after its "-A trust".
                .setLocaleConfig("auth", EmbeddedAccess.METHOD)
                .setLocaleConfig("pwfile", access.file().toString())
                .setDataDirectoryCustomizer(prepared -> close(programs, closed))
                .setServerConfig("listen_addresses", "localhost")
                .setConnectConfig("password", access.password())
                .start();
        STARTED.put(data, server);
        return server.getPort();
    }

    private void close(Path programs, boolean closed) {
        try {
            access.close(programs, closed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On Windows no process can be asked to end, and to destroy one is to kill it: pg_ctl asks PostgreSQL in its own way. */
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
