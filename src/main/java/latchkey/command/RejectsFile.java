package latchkey.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import latchkey.transfer.Import;
import latchkey.transfer.PrivateFile;
import org.jspecify.annotations.Nullable;

/** The file of users that an import rejected or changed; it exists only if there is at least one. */
final class RejectsFile implements AutoCloseable {

    private final Path file;
    private @Nullable PrivateFile opened;
    private long changed;

    /**
     * Deletes the file of an earlier import.
     *
     * @throws IOException with one sentence if the file cannot be opened
     */
    RejectsFile(Path file) throws IOException {
        this.file = file;
        PrivateFile.delete(file);
    }

    void add(Import.Rejection rejection) {
        add(rejection, "reason");
    }

    /** Adds a user that was imported with a change. */
    void addChanged(Import.Rejection change) {
        changed++;
        add(change, "note");
    }

    long changed() {
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
