package latchkey.transfer.file;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import latchkey.hash.PasswordHash;
import org.jspecify.annotations.Nullable;

/**
 * A record as the file has it.
 *
 * @param line of the file, from 1; of the record's first character if it spans several
 * @param fields as texts, by their names in {@link ImportedUser#FIELDS}; null as empty
 * @param groups the user's groups, and those flags that a rule names; null if the file does not say
 * @param flaw why it is invalid; null if it is valid
 */
public record RawRecord(
        long line,
        Map<String, @Nullable String> fields,
        @Nullable List<String> groups,
        @Nullable String flaw) {

    private static final String HASH = "password_hash";

    static RawRecord of(long line, Map<String, @Nullable String> fields, @Nullable List<String> groups) {
        return new RawRecord(line, fields, groups, null);
    }

    static RawRecord flawed(long line, String flaw) {
        return new RawRecord(line, Map.of(), null, flaw);
    }

    /** The same record with the hash from {@link PasswordHash#complete}. */
    public RawRecord completed(String signerKey) {
        Map<String, @Nullable String> all = new HashMap<>(fields);
        all.computeIfPresent(HASH, (name, hash) -> PasswordHash.complete(hash, signerKey));
        return new RawRecord(line, all, groups, flaw);
    }
}
