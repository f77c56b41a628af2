package latchkey.hash;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wildfly.security.password.interfaces.UnixMD5CryptPassword;

/**
 * A digest that an attacker tries by the billion, as LDAP directories ({@code {SSHA}…}, {@code {SHA}…}, {@code {SMD5}…}),
 * crypt(3) ({@code $1$salt$hash}) and htpasswd ({@code $apr1$salt$hash}) store it. An import wraps it in bcrypt.
 *
 * @param salt empty if there is none
 */
record FastHash(FastDigest digest, byte[] salt, byte[] hash) implements PasswordHash {

    /** The salt follows the digest. */
    private static final Pattern LDAP = Pattern.compile(
            "(?i:\\{(?<name>SMD5|SSHA|SSHA256|SSHA384|SSHA512|(?<unsalted>SHA))\\})(?<hash>[+/A-Za-z0-9]{22,172}={0,2})");

    private static final Pattern CRYPT =
            Pattern.compile("\\$(?:1|(?<apache>apr1))(?<rest>\\$[!-~&&[^$:]]{0,8}\\$[./A-Za-z0-9]{22})");

    static @Nullable PasswordHash read(String text) {
        Stored crypt = Stored.in(CRYPT, text);
        if (crypt != null) {
            UnixMD5CryptPassword parts = Elytron.parsed("$1" + crypt.text("rest"), UnixMD5CryptPassword.class);
            FastDigest digest = crypt.has("apache") ? FastDigest.APR1 : FastDigest.MD5_CRYPT;
            return new FastHash(digest, parts.getSalt(), parts.getHash());
        }
        Stored ldap = Stored.in(LDAP, text);
        return ldap == null ? null : ofDirectory(ldap);
    }

    private static PasswordHash ofDirectory(Stored stored) {
        boolean unsalted = stored.has("unsalted");
        FastDigest digest = unsalted
                ? FastDigest.SSHA
                : FastDigest.valueOf(stored.text("name").toUpperCase(Locale.ROOT));
        byte[] both = stored.hash();
        if (both.length < digest.length || (unsalted && both.length > digest.length)) {
            throw new PasswordHash.Unreadable(
                    "its password hash has " + both.length + " bytes, and its digest " + digest.length);
        }
        return new FastHash(
                digest, Arrays.copyOfRange(both, digest.length, both.length), Arrays.copyOf(both, digest.length));
    }

    /** The hash wrapped in bcrypt, as a {@link WrappedHash}. Slow on purpose. */
    String wrapped(int rounds) {
        return WrappedHash.text(digest, salt, hash, rounds);
    }

    @Override
    public boolean matches(String password) {
        CryptBytes bytes = digest.read(password);
        return MessageDigest.isEqual(digest.of(bytes, salt), hash) && bytes.whole();
    }

    @Override
    public String family() {
        return digest.name;
    }

    @Override
    public String cost() {
        return "(" + digest.rounds + ")";
    }

    @Override
    public long work() {
        return digest.rounds;
    }
}
