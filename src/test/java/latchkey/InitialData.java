package latchkey;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/** The data of a PostgreSQL that never ran, which the servers of all test processes begin with: initdb takes longer than a copy. */
final class InitialData {

    private static final Path FOLDER = Path.of("target/postgresql").toAbsolutePath();

    private static final Path LOCK = Path.of("target/postgresql.lock");

    /** Copies the data to {@code folder}, which must be empty or missing. */
    static synchronized void copyTo(Path folder) {
        try (FileChannel lock = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock();
            if (!Files.exists(FOLDER)) {
                create();
            }
            copy(FOLDER, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder with a copy for this process. Removes those of processes that have ended. */
    static Path ofThisProcess() throws IOException {
        Path all = Files.createDirectories(Path.of("target/databases").toAbsolutePath());
        try (Stream<Path> folders = Files.list(all)) {
            folders.filter(folder -> ProcessHandle.of(
                                    Long.parseLong(folder.getFileName().toString()))
                            .isEmpty())
                    .forEach(folder -> FileUtils.deleteQuietly(folder.toFile()));
        }
        Path folder = all.resolve(Long.toString(ProcessHandle.current().pid()));
        copyTo(folder);
        return folder;
    }

    /** Copies the data of a server that does not run. */
    static void copy(Path data, Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.toList()) {
                Path copy = folder.resolve(data.relativize(file));
                if (!file.equals(data) || !Files.exists(copy)) {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                } else {
                    Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
                }
            }
        }
    }

    private static void create() throws IOException {
        Path unfinished = FOLDER.resolveSibling(
                "postgresql-unfinished-" + ProcessHandle.current().pid());
        EmbeddedPostgres.builder()
                .setDataDirectory(unfinished)
                .setCleanDataDirectory(false)
                .setPGStartupWait(Database.LONGEST_START)
                // What it is without being set: a standby does not start with fewer than its primary had.
                .setServerConfig("max_connections", "100")
                .start()
                .close();
        Files.move(unfinished, FOLDER);
    }

    private InitialData() {}
}
