package latchkey.hash;

import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.wildfly.security.password.interfaces.UnixSHACryptPassword;

/**
 * SHA-crypt (U. Drepper, Unix crypt using SHA-256 and SHA-512) as crypt(3), passlib and OpenSSL store it: {@code $5$salt$hash},
 * {@code $6$rounds=656000$salt$hash}. Without a number of rounds it has 5,000.
 */
record ShaCryptHash(UnixSHACryptPassword crypt) implements PasswordHash {

    /** The salt is at most 16 characters; the hash 43 of SHA-256, 86 of SHA-512. */
    private static final Pattern FORM = Pattern.compile(
            "\\$(?:5(?=\\$.*\\$[^$]{43}\\z)|6(?=\\$.*\\$[^$]{86}\\z))\\$(?:rounds=(?<rounds>[1-9]\\d{0,8})\\$)?"
                    + "(?!rounds=)[!-~&&[^$:]]{0,16}\\$[./A-Za-z0-9]+");

    private static final int MIN_ROUNDS = 1_000;

    /** The maximum, which takes some seconds. */
    private static final int MAX_ROUNDS = 5_000_000;

    /** Bytes. Shorter salts count as this length, so that all hashes of one cost are measured as one. */
    private static final int MAX_SALT_BYTES = 16;

    /**
     * The number of rounds after which their input repeats: every third omits the salt, and every seventh digests the password
     * once instead of twice.
     */
    private static final int DIFFERENT_ROUNDS = 21;

    /** The maximum of digest blocks in all rounds: as many as the longest password takes in passlib's 656,000 rounds. */
    private static final int MAX_BLOCKS = 10_000_000;

    static @Nullable PasswordHash read(String text) {
        Stored stored = Stored.in(FORM, text);
        if (stored == null) {
            return null;
        }
        if (stored.has("rounds")) {
            stored.number("rounds", MIN_ROUNDS, MAX_ROUNDS);
        }
        return new ShaCryptHash(Elytron.parsed(text, UnixSHACryptPassword.class));
    }

    @Override
    public boolean matches(String password) {
        CryptBytes bytes = CryptBytes.of(password, maxBytes());
        return Elytron.matches(crypt, bytes.read()) && bytes.whole();
    }

    @Override
    public String family() {
        return isSha256() ? "sha256-crypt" : "sha512-crypt";
    }

    @Override
    public String cost() {
        return "(" + work() + ")";
    }

    @Override
    public long work() {
        return crypt.getIterationCount();
    }

    /** The digest blocks of the rounds before their input repeats. */
    @Override
    public long pace(int bytes) {
        int read = Math.min(bytes, maxBytes());
        return IntStream.range(0, DIFFERENT_ROUNDS)
                .map(round -> (round % 3 == 0 ? fixedBytes() - MAX_SALT_BYTES : fixedBytes())
                        + (round % 7 == 0 ? read : 2 * read))
                .map(digested -> 1 + digested / blockBytes())
                .sum();
    }

    /** How many bytes of a password are read: fewer if there are so many rounds that more would take too long. */
    private int maxBytes() {
        int blocks = MAX_BLOCKS / crypt.getIterationCount();
        return Math.min(CryptBytes.MAX_BYTES, (blocks * blockBytes() - fixedBytes() - 1) / 2);
    }

    /** The bytes that most rounds digest beside the password: the previous result, the salt, and the padding. */
    private int fixedBytes() {
        return blockBytes() / 2 + MAX_SALT_BYTES + blockBytes() / Byte.SIZE;
    }

    /** Bytes. */
    private int blockBytes() {
        return isSha256() ? 64 : 128;
    }

    private boolean isSha256() {
        return crypt.getAlgorithm().equals(UnixSHACryptPassword.ALGORITHM_CRYPT_SHA_256);
    }
}
