package latchkey.hash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * What scrypt (RFC 7914) is told to take, which is no more than some seconds and twice what OWASP's strongest parameters take.
 *
 * @param n cost, a power of two
 * @param r block size
 * @param p parallelization
 */
record ScryptCost(int n, int r, int p) {

    private static final int MOST_LOG_N = 20;
    private static final int MOST_R = 32;
    private static final int MOST_P = 16;

    /** Bytes. */
    private static final long MOST_MEMORY = 256L << 20;

    /** Of {@code n * r * p}. */
    private static final long MOST_WORK = 1L << 23;

    /** With blocks of 1, n is less (RFC 7914, 2). */
    private static final int TOO_MANY_SMALL = 1 << 16;

    /** @throws UnreadableHash where there is no such scrypt, or it takes too much memory or time */
    ScryptCost {
        if (Integer.bitCount(n) != 1) {
            throw new UnreadableHash(
                    String.format(Locale.ROOT, "its password hash has n %d, which is no power of two", n));
        }
        if (r == 1 && n >= TOO_MANY_SMALL) {
            throw new UnreadableHash(
                    String.format(Locale.ROOT, "its password hash has n %d, which is too large for r 1", n));
        }
        if (memory(n, r) > MOST_MEMORY || (long) n * r * p > MOST_WORK) {
            throw new UnreadableHash(
                    String.format(Locale.ROOT, "its password hash takes too much memory or time: (%d,%d,%d)", n, r, p));
        }
    }

    /** That of a form with {@code n}. */
    static ScryptCost plain(Stored stored) {
        return of(stored, stored.number("n", 2, 1 << MOST_LOG_N));
    }

    /** That of a form with the base 2 logarithm of it. */
    static ScryptCost logarithmic(Stored stored, String name) {
        return of(stored, 1 << stored.number(name, 1, MOST_LOG_N));
    }

    private static ScryptCost of(Stored stored, int n) {
        return new ScryptCost(n, stored.number("r", 1, MOST_R), stored.number("p", 1, MOST_P));
    }

    byte[] derive(String password, byte[] salt, int length) {
        return SCrypt.generate(password.getBytes(UTF_8), salt, n, r, p, length);
    }

    long work() {
        return (long) n * r * p;
    }

    /** Bytes. */
    long memory() {
        return memory(n, r);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "(%d,%d,%d)", n, r, p);
    }

    private static long memory(int n, int r) {
        return 128L * n * r;
    }
}
