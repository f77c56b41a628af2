package latchkey.hash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * The cost parameters of scrypt (RFC 7914). They are limited to some seconds, and to twice the cost of OWASP's strongest
 * parameters.
 *
 * @param n cost, a power of two
 * @param r block size
 * @param p parallelization
 */
record ScryptCost(int n, int r, int p) {

    private static final int MAX_LOG_N = 20;
    private static final int MAX_R = 32;
    private static final int MAX_P = 16;

    /** Bytes. */
    private static final long MAX_MEMORY = 256L << 20;

    /** The maximum of {@code n * r * p}. */
    private static final long MAX_WORK = 1L << 23;

    /** With r 1, n is less than this (RFC 7914, 2). */
    private static final int N_LIMIT_FOR_R_1 = 1 << 16;

    /** @throws PasswordHash.Unreadable if these parameters are invalid, or take too much memory or time */
    ScryptCost {
        if (Integer.bitCount(n) != 1) {
            throw new PasswordHash.Unreadable(
                    String.format(Locale.ROOT, "its password hash has n %d, which is no power of two", n));
        }
        if (r == 1 && n >= N_LIMIT_FOR_R_1) {
            throw new PasswordHash.Unreadable(
                    String.format(Locale.ROOT, "its password hash has n %d, which is too large for r 1", n));
        }
        if (memory(n, r) > MAX_MEMORY || (long) n * r * p > MAX_WORK) {
            throw new PasswordHash.Unreadable(
                    String.format(Locale.ROOT, "its password hash takes too much memory or time: (%d,%d,%d)", n, r, p));
        }
    }

    /** The cost in a form that has {@code n} itself. */
    static ScryptCost plain(Stored stored) {
        return of(stored, stored.number("n", 2, 1 << MAX_LOG_N));
    }

    /** The cost in a form that has the base 2 logarithm of {@code n}. */
    static ScryptCost logarithmic(Stored stored, String name) {
        return of(stored, 1 << stored.number(name, 1, MAX_LOG_N));
    }

    private static ScryptCost of(Stored stored, int n) {
        return new ScryptCost(n, stored.number("r", 1, MAX_R), stored.number("p", 1, MAX_P));
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
