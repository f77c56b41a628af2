package latchkey.command;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.util.Objects.requireNonNull;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file with names and hashes, which no other user of this machine may read. It is written beside its place and put there once it
 * is whole. Nothing but a file is ever replaced: a device or a pipe is written to.
 */
final class PrivateFile implements AutoCloseable {

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Path file;

    /** Where it is written until it is whole; null for what is written to as it is. */
    private final @Nullable Path beside;

    private final Writer writer;

    private PrivateFile(Path file, @Nullable Path beside, OutputStream bytes) {
        this.file = file;
        this.beside = beside;
        // Writes a question mark for half a surrogate pair, which Files.newBufferedWriter refuses.
        writer = new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8));
    }

    /** @throws IOException with one sentence, where {@code file} is what is neither replaced nor written to */
    static PrivateFile create(Path file) throws IOException {
        if (isWrittenAsItIs(file)) {
            return new PrivateFile(file, null, Files.newOutputStream(file, StandardOpenOption.WRITE));
        }
        Path name = file.toAbsolutePath();
        // No other user can read it: it is made with mode 600.
        Path beside = Files.createTempFile(name.getParent(), name.getFileName() + ".", ".part");
        beside.toFile().deleteOnExit();
        return new PrivateFile(file, beside, Files.newOutputStream(beside));
    }

    /** Removes the file of that name, if it is one. */
    static void delete(Path file) throws IOException {
        if (!isWrittenAsItIs(file)) {
            Files.deleteIfExists(file);
        }
    }

    Writer writer() {
        return writer;
    }

    /** Puts it in its place, in that of any file that was there. */
    void keep() throws IOException {
        writer.close();
        if (beside != null) {
            // What it may have become meanwhile is not replaced either.
            isWrittenAsItIs(file);
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Leaves what was there, unless it was kept. */
    @Override
    public void close() throws IOException {
        try {
            writer.close();
        } finally {
            if (beside != null) {
                Files.deleteIfExists(beside);
            }
        }
    }

    /**
     * A link is followed to a device or a pipe, as /dev/stdout is one, and never to a file: another user may have put it there. So
     * may another have put a pipe into a folder where anybody may write.
     */
    private static boolean isWrittenAsItIs(Path file) throws IOException {
        boolean link = Files.isSymbolicLink(file);
        if (!Files.exists(file, NOFOLLOW_LINKS) || Files.isRegularFile(file) && !link) {
            return false;
        }
        if (Files.isDirectory(file)) {
            throw new IOException("There is a folder " + file + ", which is not replaced.");
        }
        if (Files.isRegularFile(file) || !Files.exists(file)) {
            throw new IOException(file + " is a symbolic link, which is not followed: name the file itself.");
        }
        if (othersMayWrite(requireNonNull(file.toAbsolutePath().getParent()))) {
            throw new IOException(file + " is no file, and in a folder where others may have put it.");
        }
        return true;
    }

    private static boolean othersMayWrite(Path folder) throws IOException {
        Set<PosixFilePermission> permissions = POSIX ? Files.getPosixFilePermissions(folder) : Set.of();
        return permissions.contains(PosixFilePermission.OTHERS_WRITE)
                || permissions.contains(PosixFilePermission.GROUP_WRITE);
    }
}
