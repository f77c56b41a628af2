package latchkey.transfer.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The records of a file, one after the other. */
public interface Records extends Closeable {

    /** The fields of a user's second factors. */
    Set<String> FACTOR_FIELDS = Set.of("factors", "recovery_codes");

    /** The beginning of a group's name in place of a number that the file does not explain. */
    String UNKNOWN_GROUP = "#";

    /** The next record, or null at the end. */
    @Nullable
    RawRecord next() throws IOException;

    /** Models that may be users, too, but were not read. */
    default Set<String> passedOver() {
        return Set.of();
    }

    /** How many records have second factors, which only a command of its own imports. */
    default long withFactors() {
        return 0;
    }

    /**
     * The records of {@code input}, which is UTF-8.
     *
     * @param model see {@link DjangoRecords}
     * @param flags that count as groups of a Django user
     */
    static Records of(Format format, @Nullable String model, Set<String> flags, InputStream input) throws IOException {
        Reader reader = FileObjects.reader(input);
        return switch (format) {
            case DJANGO -> new DjangoRecords(reader, model, flags);
            case CSV -> new CsvRecords(reader);
            case NDJSON -> new JsonLines(reader);
        };
    }
}
