package latchkey.transfer.file;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The records of a file, one after the other. */
public interface Records extends Closeable {

    /** The next record, or null at the end. */
    @Nullable
    RawRecord next() throws IOException;

    /** Models that may be users, too, but were not read. */
    default Set<String> passedOver() {
        return Set.of();
    }

    /**
     * The records of {@code input}, which is UTF-8.
     *
     * @param model see {@link DjangoRecords}
     */
    static Records of(Format format, @Nullable String model, InputStream input) throws IOException {
        // This decoder fails if the file is not UTF-8; the default one would put question marks into names.
        Reader reader = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8.newDecoder()), 1 << 16);
        skipByteOrderMark(reader);
        return switch (format) {
            case DJANGO -> new DjangoRecords(reader, model);
            case CSV -> new CsvRecords(reader);
            case NDJSON -> new JsonLines(reader);
        };
    }

    private static void skipByteOrderMark(Reader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != '\uFEFF') {
            reader.reset();
        }
    }
}
