package latchkey.transfer;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as it stands in the file.
 *
 * @param line of the file, from 1; where a file is one line, of its first character
 * @param fields as texts, by their names in {@link Person#FIELDS}; null as empty
 * @param flaw why it is none, where it is not
 */
record Raw(
        long line,
        Map<String, @Nullable String> fields,
        @Nullable String flaw) {

    static Raw of(long line, Map<String, @Nullable String> fields) {
        return new Raw(line, fields, null);
    }

    static Raw flawed(long line, String flaw) {
        return new Raw(line, Map.of(), flaw);
    }
}
