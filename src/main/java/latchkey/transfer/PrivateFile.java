package latchkey.transfer;

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
 * A file with names and password hashes that no other user of the machine can read. It is written to a temporary file in the
 * same folder, which replaces the file when it is complete. A device or a pipe is never replaced, but written to directly.
 */
public final class PrivateFile implements AutoCloseable {

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Path file;

    /** The temporary file; null for a device or a pipe, which is written to directly. */
    private final @Nullable Path temporary;

    private final Writer writer;

    private PrivateFile(Path file, @Nullable Path temporary, OutputStream bytes) {
        this.file = file;
        this.temporary = temporary;
        // Writes a question mark for half a surrogate pair, where Files.newBufferedWriter would throw.
        writer = new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8));
    }

    /** @throws IOException with one sentence if {@code file} can neither be replaced nor be written to safely */
    public static PrivateFile create(Path file) throws IOException {
        if (isWrittenDirectly(file)) {
            return new PrivateFile(file, null, Files.newOutputStream(file, StandardOpenOption.WRITE));
        }
        Path name = file.toAbsolutePath();
        // The file gets mode 600, so no other user can read it.
        Path temporary = Files.createTempFile(name.getParent(), name.getFileName() + ".", ".part");
        temporary.toFile().deleteOnExit();
        return new PrivateFile(file, temporary, Files.newOutputStream(temporary));
    }

    /** Deletes the file, if it exists and is a regular file. */
    public static void delete(Path file) throws IOException {
        if (!isWrittenDirectly(file)) {
            Files.deleteIfExists(file);
        }
    }

    public Writer writer() {
        return writer;
    }

    /** Moves the complete file to its place, and replaces any former file there. */
    public void keep() throws IOException {
        writer.close();
        if (temporary != null) {
            // Another user may have replaced the file since create(), so check again.
            isWrittenDirectly(file);
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Deletes the temporary file, unless {@link #keep} has moved it. */
    @Override
    public void close() throws IOException {
        try {
            writer.close();
        } finally {
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
        }
    }

    /**
     * Whether {@code file} is a device or a pipe, which is written to directly. A symbolic link to one is followed, such as
     * /dev/stdout, but never a link to a file, since another user may have created it. For the same reason a pipe is rejected
     * in a folder where others may write.
     */
    private static boolean isWrittenDirectly(Path file) throws IOException {
        boolean link = Files.isSymbolicLink(file);
        if (!Files.exists(file, NOFOLLOW_LINKS) || Files.isRegularFile(file) && !link) {
            return false;
        }
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a folder: name a file.");
        }
        if (Files.isRegularFile(file) || !Files.exists(file)) {
            throw new IOException(file + " is a symbolic link, which is not followed: name the file itself.");
        }
        if (othersMayWrite(requireNonNull(file.toAbsolutePath().getParent()))) {
            throw new IOException(file + " is not a file, and others may have put it into its folder.");
        }
        return true;
    }

    private static boolean othersMayWrite(Path folder) throws IOException {
        Set<PosixFilePermission> permissions = POSIX ? Files.getPosixFilePermissions(folder) : Set.of();
        return permissions.contains(PosixFilePermission.OTHERS_WRITE)
                || permissions.contains(PosixFilePermission.GROUP_WRITE);
    }
}
