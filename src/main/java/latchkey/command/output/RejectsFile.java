package latchkey.command.output;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import latchkey.transfer.Import;
import latchkey.transfer.PrivateFile;
import org.jspecify.annotations.Nullable;

/** The file of what an import rejected or changed; it exists only if there is at least one. */
public final class RejectsFile implements AutoCloseable {

    private final Path file;
    private @Nullable PrivateFile opened;
    private long changed;

    /**
     * Deletes the file of an earlier import.
     *
     * @throws IOException with one sentence if the file cannot be opened
     */
    public RejectsFile(Path file) throws IOException {
        this.file = file;
        PrivateFile.delete(file);
    }

    /**
     * Where rejects are written.
     *
     * @param chosen by the operator; without, it is beside the file, or in the working directory if that is a device or a pipe
     */
    public static Path path(Path source, @Nullable Path chosen) {
        Path named = Files.exists(source) && !Files.isRegularFile(source) ? Path.of("import") : source;
        return chosen == null ? named.resolveSibling(named.getFileName() + ".rejects") : chosen;
    }

    /**
     * Why a file cannot be imported with these rejects.
     *
     * @param piped whether standard input is read in place of the file
     */
    public static Optional<String> flaw(Path source, boolean piped, @Nullable Path chosen) throws IOException {
        if (!piped && !Files.isReadable(source)) {
            return Optional.of("There is no readable file " + source + ".");
        }
        Path path = path(source, chosen);
        if (!piped && Files.exists(path) && Files.isSameFile(source, path)) {
            return Optional.of("--rejects names " + source + ", the file to import: choose another.");
        }
        Path folder = requireNonNull(path.toAbsolutePath().getParent());
        return chosen != null && !Files.isWritable(folder) && !Files.exists(path)
                ? Optional.of("There is no writable folder " + folder + " for --rejects.")
                : Optional.empty();
    }

    public void add(Import.Rejection rejection) {
        add(rejection, "reason");
    }

    /** Adds a user that was imported with a change. */
    public void addChanged(Import.Rejection change) {
        changed++;
        add(change, "note");
    }

    public long changed() {
        return changed;
    }

    private void add(Import.Rejection rejection, String key) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("line", rejection.line());
        line.put("username", rejection.username());
        line.put(key, rejection.why());
        try {
            PrivateFile open = opened == null ? PrivateFile.create(file) : opened;
            opened = open;
            open.writer().write(Output.toJson(line) + "\n");
            open.writer().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (opened != null) {
            opened.keep();
        }
    }
}
