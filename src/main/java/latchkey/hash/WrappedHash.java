package latchkey.hash;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@link FastHash} that an import wrapped in bcrypt, in Latchkey's own form {@code wrapped_ssha$salt$bcrypt_sha256$$2a$10$…}:
 * the digest's name, its salt in Base64, and Django's {@code bcrypt_sha256} of the digest in hexadecimal.
 */
record WrappedHash(FastDigest digest, byte[] salt, PasswordHash outer) implements PasswordHash {

    private static final String NAMES =
            Arrays.stream(FastDigest.values()).map(digest -> digest.name).collect(joining("|"));

    private static final Pattern FORM =
            Pattern.compile("wrapped_(?<name>" + NAMES + ")\\$(?<salt>[+/A-Za-z0-9]{0,172}={0,2})"
                    + "\\$(?<outer>bcrypt_sha256\\$\\$2a\\$\\d\\d\\$[./A-Za-z0-9]{53})");

    static @Nullable PasswordHash read(String text) {
        Stored stored = Stored.in(FORM, text);
        if (stored == null) {
            return null;
        }
        FastDigest digest = Arrays.stream(FastDigest.values())
                .filter(candidate -> candidate.name.equals(stored.text("name")))
                .findFirst()
                .orElseThrow();
        return new WrappedHash(digest, stored.base64("salt"), requireNonNull(BcryptHash.read(stored.text("outer"))));
    }

    static String text(FastDigest digest, byte[] salt, byte[] hash, int rounds) {
        String inner = "wrapped_" + digest.name + "$" + Base64.getEncoder().encodeToString(salt) + "$";
        return inner + BcryptHash.digestedOf(HexFormat.of().formatHex(hash), rounds);
    }

    @Override
    public boolean matches(String password) {
        CryptBytes bytes = digest.read(password);
        return outer.matches(HexFormat.of().formatHex(digest.of(bytes, salt))) && bytes.whole();
    }

    @Override
    public String family() {
        return "bcrypt-" + digest.name;
    }

    @Override
    public String cost() {
        return outer.cost();
    }

    @Override
    public long work() {
        return outer.work();
    }
}
