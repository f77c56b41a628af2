package latchkey.hash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/**
 * Argon2 (RFC 9106) in PHC form ({@code $argon2id$v=19$m=65536,t=3,p=4$salt$hash}), which Django stores after a prefix
 * {@code argon2}.
 *
 * @param type {@code id} or {@code i}
 * @param version 16 or 19
 * @param kibibytes of memory
 * @param passes over the memory
 */
record Argon2Hash(String type, int version, int kibibytes, int passes, int lanes, byte[] salt, byte[] hash)
        implements PasswordHash {

    private static final Pattern FORM = Pattern.compile("(?:argon2)?\\$argon2(?<type>id|i)(?:\\$v=(?<v>16|19))?"
            + "\\$" + parameter("m") + parameter("t") + parameter("p") + "(?:[mtp]=\\d{1,9},){2}[mtp]=\\d{1,9}"
            + "\\$(?<salt>[+/A-Za-z0-9]{11,172})\\$(?<hash>[+/A-Za-z0-9]+)");

    /** The version of a hash that names none. */
    private static final int DEFAULT_VERSION = Argon2Parameters.ARGON2_VERSION_10;

    private static final int MAX_KIBIBYTES = 256 << 10;

    /** Logto used 256 passes over 4 MiB. */
    private static final int MAX_PASSES = 1024;

    private static final int MAX_LANES = 16;

    /** Memory in KiB times passes: some seconds. */
    private static final long MAX_WORK = 1L << 20;

    /** The minimum memory of a lane. */
    private static final int KIBIBYTES_A_LANE = 8;

    /** @throws PasswordHash.Unreadable if a check would take too much time */
    Argon2Hash {
        if ((long) kibibytes * passes > MAX_WORK) {
            throw new PasswordHash.Unreadable(
                    "its password hash takes too much time: " + cost(kibibytes, passes, lanes));
        }
    }

    static @Nullable PasswordHash read(String text) {
        Stored stored = Stored.in(FORM, text);
        if (stored == null) {
            return null;
        }
        int lanes = stored.number("p", 1, MAX_LANES);
        return new Argon2Hash(
                stored.text("type"),
                stored.has("v") ? Integer.parseInt(stored.text("v")) : DEFAULT_VERSION,
                stored.number("m", KIBIBYTES_A_LANE * lanes, MAX_KIBIBYTES),
                stored.number("t", 1, MAX_PASSES),
                lanes,
                stored.base64("salt"),
                stored.hash());
    }

    /** One of the three parameters, in any order: AdonisJS had t first. */
    private static String parameter(String name) {
        return String.format(Locale.ROOT, "(?=(?:[mtp]=\\d{1,9},){0,2}%1$s=(?<%1$s>\\d{1,9})[,$])", name);
    }

    @Override
    public boolean matches(String password) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(type.equals("id") ? Argon2Parameters.ARGON2_id : Argon2Parameters.ARGON2_i)
                        .withVersion(version)
                        .withMemoryAsKB(kibibytes)
                        .withIterations(passes)
                        .withParallelism(lanes)
                        .withSalt(salt)
                        .build());
        byte[] computed = new byte[hash.length];
        generator.generateBytes(password.getBytes(UTF_8), computed);
        return MessageDigest.isEqual(computed, hash);
    }

    @Override
    public String family() {
        return "argon2" + type;
    }

    @Override
    public String cost() {
        return cost(kibibytes, passes, lanes);
    }

    @Override
    public long work() {
        return (long) kibibytes * passes;
    }

    @Override
    public long memory() {
        return 1024L * kibibytes;
    }

    private static String cost(int kibibytes, int passes, int lanes) {
        return String.format(Locale.ROOT, "(%d,%d,%d)", kibibytes, passes, lanes);
    }
}
