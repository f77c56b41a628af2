package latchkey.account;

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

/**
 * Passwords of a list in plain text, each kept as 64 bits of its SHA-1, so that a million take 8 MB. Letter case, width and
 * spaces around one make no difference.
 */
final class WordList implements BlockList {

    /** Where zxcvbn has its words, each only in the list in which it is the most frequent: so all of them count. */
    private static final String FOLDER = "/com/nulabinc/zxcvbn/matchers/dictionaries/";

    private static final List<String> LISTS =
            List.of("passwords", "female_names", "male_names", "surnames", "us_tv_and_film", "english_wikipedia");

    /** In bytes. What is longer belongs on disk: see {@link HashFile}. */
    private static final long LONGEST_FILE = 64 << 20;

    private static final int HEAD = 4096;

    private final long[] prints;

    private WordList(LongStream prints) {
        this.prints = prints.sorted().toArray();
    }

    static WordList embedded() {
        return new WordList(LISTS.stream()
                .map(list -> WordList.class.getResourceAsStream(FOLDER + list + ".txt"))
                .map(Objects::requireNonNull)
                .flatMapToLong(WordList::prints));
    }

    static WordList of(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            return new WordList(prints(bytes));
        }
    }

    /** Why a file is no such list, for a sentence: asked before it is read, so only its length and its first bytes are. */
    static Optional<String> fault(Path file) throws IOException {
        if (Files.size(file) > LONGEST_FILE) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "has more than %d MiB: so long a list must be of SHA-1 hashes, in order",
                    LONGEST_FILE >> 20));
        }
        try (InputStream bytes = Files.newInputStream(file)) {
            return isText(bytes.readNBytes(HEAD))
                    ? Optional.empty()
                    : Optional.of("is no list: it has neither a password a line, in UTF-8, nor a SHA-1 hash a line");
        }
    }

    @Override
    public boolean contains(String password) {
        return Arrays.binarySearch(prints, print(folded(password))) >= 0;
    }

    /** The same for all spellings that an attacker who guesses would not tell apart. */
    static String folded(String password) {
        return LoginName.folded(password).strip();
    }

    private static LongStream prints(InputStream bytes) {
        Stream<String> lines = new BufferedReader(new InputStreamReader(bytes, UTF_8)).lines();
        return lines.map(line -> folded(line.replace("\uFEFF", "")))
                .filter(not(String::isEmpty))
                .mapToLong(WordList::print);
    }

    private static long print(String word) {
        return ByteBuffer.wrap(HashFile.sha1(word)).getLong();
    }

    /** Cut anywhere, so the last character may be half of one. */
    private static boolean isText(byte[] head) {
        CharsetDecoder decoder = UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(head.length);
        boolean valid = !decoder.decode(ByteBuffer.wrap(head), text, false).isError();
        String read = text.flip().toString();
        return valid && !read.isBlank() && read.indexOf('\0') < 0;
    }
}
