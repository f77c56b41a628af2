package latchkey.hash;

import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.wildfly.security.password.interfaces.UnixSHACryptPassword;

/**
 * SHA-crypt (U. Drepper, Unix crypt using SHA-256 and SHA-512) as crypt(3), passlib and OpenSSL store it:
 * {@code $5$salt$hash}, {@code $6$rounds=656000$salt$hash}. It has 5,000 rounds where it does not say how many.
 */
record ShaCryptHash(UnixSHACryptPassword crypt) implements PasswordHash {

    /** The salt is at most 16 characters; the hash 43 of SHA-256, 86 of SHA-512. */
    private static final Pattern FORM = Pattern.compile(
            "\\$(?:5(?=\\$.*\\$[^$]{43}\\z)|6(?=\\$.*\\$[^$]{86}\\z))\\$(?:rounds=(?<rounds>[1-9]\\d{0,8})\\$)?"
                    + "(?!rounds=)[!-~&&[^$:]]{0,16}\\$[./A-Za-z0-9]+");

    private static final int FEWEST_ROUNDS = 1_000;

    /** Some seconds. */
    private static final int MOST_ROUNDS = 5_000_000;

    /** Bytes. Shorter salts are counted as this, so that all hashes of one cost are measured as one. */
    private static final int LONGEST_SALT = 16;

    /** Every third leaves the salt out, and every seventh one of the two times that the password is digested. */
    private static final int DIFFERENT_ROUNDS = 21;

    /** Of the digest, in all rounds: what the longest password takes in the 656,000 that passlib makes. */
    private static final int MOST_BLOCKS = 10_000_000;

    static @Nullable PasswordHash read(String text) {
        Stored stored = Stored.in(FORM, text);
        if (stored == null) {
            return null;
        }
        if (stored.has("rounds")) {
            stored.number("rounds", FEWEST_ROUNDS, MOST_ROUNDS);
        }
        return new ShaCryptHash(Elytron.parsed(text, UnixSHACryptPassword.class));
    }

    @Override
    public boolean matches(String password) {
        CryptBytes bytes = CryptBytes.of(password, most());
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

    /** Blocks of the digest in as many rounds as differ. */
    @Override
    public long pace(int bytes) {
        int read = Math.min(bytes, most());
        return IntStream.range(0, DIFFERENT_ROUNDS)
                .map(round -> (round % 3 == 0 ? fixed() - LONGEST_SALT : fixed()) + (round % 7 == 0 ? read : 2 * read))
                .map(digested -> 1 + digested / block())
                .sum();
    }

    /** Bytes that are read of a password: fewer where there are so many rounds that more would take too long. */
    private int most() {
        int blocks = MOST_BLOCKS / crypt.getIterationCount();
        return Math.min(CryptBytes.MOST, (blocks * block() - fixed() - 1) / 2);
    }

    /** Bytes that most rounds digest beside the password: what the last one made, the salt, and the padding. */
    private int fixed() {
        return block() / 2 + LONGEST_SALT + block() / Byte.SIZE;
    }

    /** Bytes. */
    private int block() {
        return isSha256() ? 64 : 128;
    }

    private boolean isSha256() {
        return crypt.getAlgorithm().equals(UnixSHACryptPassword.ALGORITHM_CRYPT_SHA_256);
    }
}
