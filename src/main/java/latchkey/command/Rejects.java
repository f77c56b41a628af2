package latchkey.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import latchkey.transfer.Import;
import org.jspecify.annotations.Nullable;

/** A file of those who were not taken over, which is there once somebody was not. */
final class Rejects implements AutoCloseable {

    private final Path file;
    private @Nullable Writer writer;

    Rejects(Path file) {
        this.file = file;
    }

    void add(Import.Rejection rejection) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("line", rejection.line());
        line.put("username", rejection.username());
        line.put("reason", rejection.why());
        try {
            Writer open = writer == null ? PrivateFile.create(file) : writer;
            writer = open;
            open.write(Output.written(line) + "\n");
            open.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }
}
