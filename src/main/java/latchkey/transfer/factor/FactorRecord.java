package latchkey.transfer.factor;

import static java.util.stream.Collectors.toCollection;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import latchkey.transfer.file.RejectedRecord;
import org.jspecify.annotations.Nullable;

/**
 * One second factor of a file.
 *
 * @param line of the file, from 1
 * @param factor null if Latchkey cannot import it
 * @param flaw why it cannot; null if it can
 */
public record FactorRecord(
        long line,
        Owner owner,
        @Nullable ImportedFactor factor,
        @Nullable String flaw) {

    /**
     * The user of a factor, as the file says.
     *
     * @param id in the other backend; null if unknown
     * @param names a username or an e-mail address, the best first
     */
    public record Owner(@Nullable String id, Set<String> names) {

        /** The maximum characters of an id or a name that is looked up. */
        private static final int MAX_LENGTH = 255;

        /** Leaves out what no account can have. */
        static Owner of(@Nullable String id, @Nullable String... names) {
            return new Owner(
                    isPossible(id) ? id : null,
                    Stream.of(names).filter(Owner::isPossible).collect(toCollection(LinkedHashSet::new)));
        }

        /** How to report the user; null if nothing is known. */
        public @Nullable String shown() {
            return names.stream().findFirst().orElse(id == null ? null : "id " + id);
        }

        private static boolean isPossible(@Nullable String text) {
            return text != null
                    && !text.isBlank()
                    && text.length() <= MAX_LENGTH
                    && text.indexOf('\0') < 0
                    && StandardCharsets.UTF_8.newEncoder().canEncode(text);
        }
    }

    /** A record with what {@code reading} returns, or with the reason for which it throws {@link RejectedRecord}. */
    static FactorRecord of(long line, Owner owner, Supplier<ImportedFactor> reading) {
        try {
            return new FactorRecord(line, owner, reading.get(), null);
        } catch (RejectedRecord e) {
            return flawed(line, owner, e.why());
        }
    }

    static FactorRecord flawed(long line, Owner owner, String why) {
        return new FactorRecord(line, owner, null, why);
    }
}
