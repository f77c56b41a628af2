package latchkey.connection;

import io.quarkus.logging.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How many client connections the process accepts at once. */
public final class ConnectionLimit {

    /** Bytes of heap for each connection; one at rest takes about 8 KiB, one with a long request head about 50. */
    private static final long BYTES_PER_CONNECTION = 64 * 1024;

    private static final int MIN_CONNECTIONS = 16;

    /** Files that the process opens later: database connections, management connections, jars. */
    private static final long OTHER_FILES = 128;

    private static final String OPEN_FILES_LINE = "Max open files";

    /** The configured or heap-derived limit, but no more than the process may open files. */
    public static int of(ConnectionsConfig config) {
        long wanted = config.limit()
                .map(Integer::longValue)
                .orElse(Runtime.getRuntime().maxMemory() / BYTES_PER_CONNECTION);
        long possible = Math.max(MIN_CONNECTIONS, availableFiles());
        if (config.limit().isPresent() && wanted > possible) {
            Log.warnf(
                    "latchkey.connections.limit is %d, but Latchkey uses %d, since the process may open no more files",
                    wanted, possible);
        }
        return (int) Math.min(Integer.MAX_VALUE, Math.min(wanted, possible));
    }

    /** Free file descriptors where Linux reports them; elsewhere unlimited. */
    private static long availableFiles() {
        try (Stream<String> limits = Files.lines(Path.of("/proc/self/limits"));
                Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return limits.filter(line -> line.startsWith(OPEN_FILES_LINE))
                            .map(line -> line.substring(OPEN_FILES_LINE.length())
                                    .strip()
                                    .split(" ")[0])
                            .filter(soft -> soft.matches("[0-9]+"))
                            .mapToLong(Long::parseLong)
                            .findFirst()
                            .orElse(Long.MAX_VALUE)
                    - open.count()
                    - OTHER_FILES;
        } catch (IOException elsewhere) {
            return Long.MAX_VALUE;
        }
    }

    private ConnectionLimit() {}
}
