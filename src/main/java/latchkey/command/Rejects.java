package latchkey.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import latchkey.transfer.Import;
import org.jspecify.annotations.Nullable;

/** A file of those who were not taken over, or not just as they were, which is there once there is one. */
final class Rejects implements AutoCloseable {

    private final Path file;
    private @Nullable PrivateFile written;
    private long changed;

    /** @throws IOException with one sentence, where it cannot be written; who was not taken over the last time is forgotten */
    Rejects(Path file) throws IOException {
        this.file = file;
        PrivateFile.delete(file);
    }

    void add(Import.Rejection rejection) {
        add(rejection, "reason");
    }

    /** Of one who was taken over, but not just as the file says. */
    void addChanged(Import.Rejection what) {
        changed++;
        add(what, "note");
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
            PrivateFile open = written == null ? PrivateFile.create(file) : written;
            written = open;
            open.writer().write(Output.written(line) + "\n");
            open.writer().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (written != null) {
            written.keep();
        }
    }
}
