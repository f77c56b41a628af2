package latchkey.password;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.function.Predicate.not;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import latchkey.hash.Digests;
import latchkey.text.Spelling;

/**
 * Passwords of a list in plain text, each kept as 64 bits of its SHA-1, so that a million take 8 MB. Letter case, width and
 * spaces around a password make no difference.
 */
final class WordBlockList implements BlockList {

    /** zxcvbn's word lists. Each word is only in the list in which it is most frequent, so Latchkey uses all lists. */
    private static final String FOLDER = "/com/nulabinc/zxcvbn/matchers/dictionaries/";

    private static final List<String> LISTS =
            List.of("passwords", "female_names", "male_names", "surnames", "us_tv_and_film", "english_wikipedia");

    /** The maximum size in bytes. A longer list needs hashes on disk: see {@link HashedBlockList}. */
    private static final long MAX_FILE_BYTES = 64 << 20;

    private static final int SAMPLE_BYTES = 4096;

    private final long[] fingerprints;

    private WordBlockList(LongStream fingerprints) {
        this.fingerprints = fingerprints.sorted().toArray();
    }

    static WordBlockList embedded() {
        return new WordBlockList(LISTS.stream()
                .map(list -> WordBlockList.class.getResourceAsStream(FOLDER + list + ".txt"))
                .map(Objects::requireNonNull)
                .flatMapToLong(WordBlockList::fingerprints));
    }

    static WordBlockList of(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            return new WordBlockList(fingerprints(bytes));
        }
    }

    /**
     * Why a file is no such list, as part of a sentence. Checks only its length and its first bytes, since it runs before the
     * file is loaded.
     */
    static Optional<String> fault(Path file) throws IOException {
        if (Files.size(file) > MAX_FILE_BYTES) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "has more than %d MiB: so long a list must be of SHA-1 hashes, in order",
                    MAX_FILE_BYTES >> 20));
        }
        try (InputStream bytes = Files.newInputStream(file)) {
            return isText(bytes.readNBytes(SAMPLE_BYTES))
                    ? Optional.empty()
                    : Optional.of("is no list: it has neither a password a line, in UTF-8, nor a SHA-1 hash a line");
        }
    }

    @Override
    public boolean contains(String password) {
        return Arrays.binarySearch(fingerprints, fingerprint(folded(password))) >= 0;
    }

    /** One form for all spellings that are the same guess to an attacker. */
    static String folded(String password) {
        return Spelling.folded(password).strip();
    }

    private static LongStream fingerprints(InputStream bytes) {
        Stream<String> lines = new BufferedReader(new InputStreamReader(bytes, UTF_8)).lines();
        return lines.map(line -> folded(line.replace("\uFEFF", "")))
                .filter(not(String::isEmpty))
                .mapToLong(WordBlockList::fingerprint);
    }

    private static long fingerprint(String word) {
        return ByteBuffer.wrap(Digests.sha1(word)).getLong();
    }

    /** The sample may end within a character. */
    private static boolean isText(byte[] head) {
        CharsetDecoder decoder = UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(head.length);
        boolean valid = !decoder.decode(ByteBuffer.wrap(head), text, false).isError();
        String read = text.flip().toString();
        return valid && !read.isBlank() && read.indexOf('\0') < 0;
    }
}
