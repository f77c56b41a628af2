package latchkey.connection;

import io.quarkus.logging.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How many connections the process can have. */
final class Capacity {

    /** Bytes of the heap for each; at rest it takes some 8 KiB, with a long head at hand some 50. */
    private static final long EACH = 64 * 1024;

    private static final int LEAST = 16;

    /** Files that are opened later: connections to the database, connections to the management port, jars. */
    private static final long OTHER_FILES = 128;

    private static final String LIMIT = "Max open files";

    /** As many as {@code config} says or the heap suggests, and no more than there can be files. */
    static int of(ConnectionsConfig config) {
        long wanted = config.limit()
                .map(Integer::longValue)
                .orElse(Runtime.getRuntime().maxMemory() / EACH);
        long possible = Math.max(LEAST, files());
        if (config.limit().isPresent() && wanted > possible) {
            Log.warnf(
                    "latchkey.connections.limit is %d, of which there can be %d, since the process may open no more files",
                    wanted, possible);
        }
        return (int) Math.min(Integer.MAX_VALUE, Math.min(wanted, possible));
    }

    /** Where Linux tells; elsewhere, there may be as many as one likes. */
    private static long files() {
        try (Stream<String> limits = Files.lines(Path.of("/proc/self/limits"));
                Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return limits.filter(line -> line.startsWith(LIMIT))
                            .map(line -> line.substring(LIMIT.length()).strip().split(" ")[0])
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

    private Capacity() {}
}
