package latchkey.transfer;

import com.fasterxml.jackson.core.JsonLocation;
import java.util.Locale;

/** An import that does not go on. The message says why; what was taken over before stays. */
public final class Stopped extends RuntimeException {

    Stopped(String why) {
        super(why, null, false, false);
    }

    /** What the parser says of it quotes the file, and so perhaps a hash. */
    static Stopped at(JsonLocation where, String format) {
        return new Stopped(String.format(
                Locale.ROOT,
                "the file is not %s, near line %d, column %d",
                format,
                where.getLineNr(),
                where.getColumnNr()));
    }
}
