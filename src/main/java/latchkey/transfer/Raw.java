package latchkey.transfer;

import java.util.HashMap;
import java.util.Map;
import latchkey.hash.PasswordHash;
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

    private static final String HASH = "password_hash";

    static Raw of(long line, Map<String, @Nullable String> fields) {
        return new Raw(line, fields, null);
    }

    static Raw flawed(long line, String flaw) {
        return new Raw(line, Map.of(), flaw);
    }

    /** The same, with the password's hash as it is to be stored; {@code signerKey} as {@link PasswordHash#complete} has it. */
    Raw completed(String signerKey) {
        Map<String, @Nullable String> all = new HashMap<>(fields);
        all.computeIfPresent(HASH, (name, hash) -> PasswordHash.complete(hash, signerKey));
        return new Raw(line, all, flaw);
    }
}
