package latchkey.hash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.SCrypt;
import org.jspecify.annotations.Nullable;

/**
 * scrypt (RFC 7914) as Django stores it ({@code scrypt$16384$salt$8$5$hash}), in PHC form
 * ({@code $scrypt$ln=16,r=8,p=1$salt$hash}), and as better-auth does ({@code salt:hash}, both in hexadecimal).
 *
 * @param n cost, a power of two
 * @param r block size
 * @param p parallelization
 */
record ScryptHash(int n, int r, int p, byte[] salt, byte[] hash) implements PasswordHash {

    private static final Pattern DJANGO = Pattern.compile(
            "scrypt\\$(?<n>\\d{1,9})\\$(?<salt>[^$]{1,128})\\$(?<r>\\d{1,3})\\$(?<p>\\d{1,3})\\$(?<hash>[A-Za-z0-9+/]+={0,2})");

    private static final Pattern PHC =
            Pattern.compile("\\$scrypt\\$ln=(?<ln>\\d{1,2}),r=(?<r>\\d{1,3}),p=(?<p>\\d{1,3})"
                    + "\\$(?<salt>[./+A-Za-z0-9]{2,172})\\$(?<hash>[./+A-Za-z0-9]+)");

    private static final Pattern BETTER_AUTH = Pattern.compile("(?<salt>[0-9a-f]{32}):(?<hash>[0-9a-f]{128})");

    private static final int MOST_LOG_N = 20;
    private static final int MOST_R = 32;
    private static final int MOST_P = 16;

    /** Bytes: twice what OWASP's strongest parameters take. */
    private static final long MOST_MEMORY = 256L << 20;

    /** Of {@code n * r * p}: some seconds. */
    private static final long MOST_WORK = 1L << 23;

    /** @throws UnreadableHash where {@code n} is no power of two, or it takes too much memory or time */
    ScryptHash {
        if (Integer.bitCount(n) != 1) {
            throw new UnreadableHash("its password hash has n %d, which is no power of two".formatted(n));
        }
        if (128L * n * r > MOST_MEMORY || (long) n * r * p > MOST_WORK) {
            throw new UnreadableHash("its password hash takes too much memory or time: " + cost(n, r, p));
        }
    }

    static @Nullable PasswordHash read(String text) {
        Stored django = Stored.in(DJANGO, text);
        if (django != null) {
            return of(django, django.number("n", 2, 1 << MOST_LOG_N), django.bytes("salt"));
        }
        Stored phc = Stored.in(PHC, text);
        if (phc != null) {
            return of(phc, 1 << phc.number("ln", 1, MOST_LOG_N), phc.base64("salt"));
        }
        Stored better = Stored.in(BETTER_AUTH, text);
        // The salt is its hexadecimal digits, not what they stand for.
        return better == null
                ? null
                : new ScryptHash(
                        16384, 16, 1, better.bytes("salt"), HexFormat.of().parseHex(better.text("hash")));
    }

    private static PasswordHash of(Stored stored, int n, byte[] salt) {
        return new ScryptHash(n, stored.number("r", 1, MOST_R), stored.number("p", 1, MOST_P), salt, stored.hash());
    }

    @Override
    public boolean matches(String password) {
        return MessageDigest.isEqual(SCrypt.generate(password.getBytes(UTF_8), salt, n, r, p, hash.length), hash);
    }

    @Override
    public String family() {
        return "scrypt";
    }

    @Override
    public String cost() {
        return cost(n, r, p);
    }

    @Override
    public long work() {
        return (long) n * r * p;
    }

    @Override
    public long memory() {
        return 128L * n * r;
    }

    private static String cost(int n, int r, int p) {
        return "(%d,%d,%d)".formatted(n, r, p);
    }
}
