package latchkey.transfer.file;

import com.fasterxml.jackson.core.JsonLocation;
import java.util.Locale;

/** Thrown when an import cannot go on. The message says why; earlier batches stay. */
public final class ImportStopped extends RuntimeException {

    public ImportStopped(String why) {
        super(why, null, false, false);
    }

    /** A syntax error. The parser's own message would quote the file, and so perhaps a hash. */
    static ImportStopped at(JsonLocation where, String format) {
        return new ImportStopped(String.format(
                Locale.ROOT,
                "the file is not %s, near line %d, column %d",
                format,
                where.getLineNr(),
                where.getColumnNr()));
    }
}
