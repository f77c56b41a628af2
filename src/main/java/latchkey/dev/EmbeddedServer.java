package latchkey.dev;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A PostgreSQL server for development, with its data in a folder. A server that runs there already is used as it is,
 * whoever started it: another live reload, another process, or one that was killed and left it behind. It ends with the
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

    EmbeddedServer(Path folder) {
        this.folder = folder.toAbsolutePath();
        data = this.folder.resolve("data");
    }

    /** Where the server answers; it is started first if it does not. */
    String url() throws SQLException {
        try {
            Optional<Running> found = running();
            int port = found.isPresent() ? found.get().port() : start();
            own();
            return "jdbc:postgresql://localhost:%d/postgres".formatted(port);
        } catch (IOException | RuntimeException e) {
            throw new SQLException(
                    "PostgreSQL does not start in %s (as root it needs user namespaces); QUARKUS_DATASOURCE_JDBC_URL can name another server"
                            .formatted(folder),
                    NO_CONNECTION,
                    e);
        }
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
    private int start() throws IOException {
        synchronized (EmbeddedServer.class) {
            Files.createDirectories(folder);
            // Nobody else's business, and nobody else shall change the programs that run from there.
            folder.toFile().setExecutable(false, false);
            folder.toFile().setExecutable(true, true);
            try (FileChannel file = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = file.lock()) {
                Optional<Running> meanwhile = running();
                return meanwhile.isPresent() ? meanwhile.get().port() : startServer();
            }
        }
    }

    private int startServer() throws IOException {
        EmbeddedPostgres killed = STARTED.remove(data);
        if (killed != null) {
            // It still holds the lock on the folder.
            killed.close();
        }
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(folder.resolve("server").toFile())
                .setDataDirectory(data.toFile())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(LONGEST_START)
                .start();
        STARTED.put(data, server);
        return server.getPort();
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
            running().map(Running::process).flatMap(ProcessHandle::of).ifPresent(ProcessHandle::destroy);
            Files.deleteIfExists(folder.resolve("owner"));
        } catch (IOException e) {
            System.err.println("PostgreSQL in %s was left running: %s".formatted(folder, e.getMessage()));
        }
    }
}
