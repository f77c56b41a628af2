package latchkey.hash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wildfly.security.password.interfaces.SunUnixMD5CryptPassword;

/**
 * Solaris' MD5-crypt: {@code $md5$salt$$hash} and {@code $md5,rounds=904$salt$$hash}; also with one {@code $} before the hash,
 * which is another algorithm to Elytron, since the second belongs to the salt.
 */
record SunMd5Hash(SunUnixMD5CryptPassword crypt) implements PasswordHash {

    private static final Pattern FORM = Pattern.compile(
            "\\$md5(?:,rounds=(?<rounds>[1-9]\\d{0,8}))?\\$[!-~&&[^$:]]{0,64}(?<second>\\$)?\\$[./A-Za-z0-9]{22}");

    /** Rounds beside those in the hash. */
    private static final int BASE_ROUNDS = 4_096;

    /** The maximum, which takes some seconds. */
    private static final int MAX_ROUNDS = 1_000_000;

    static @Nullable PasswordHash read(String text) {
        Stored stored = Stored.in(FORM, text);
        if (stored == null) {
            return null;
        }
        if (stored.has("rounds")) {
            stored.number("rounds", 1, MAX_ROUNDS);
        }
        // If the salt is empty, the parser takes the dollar before it for the second.
        SunUnixMD5CryptPassword crypt = Elytron.parsed(text, SunUnixMD5CryptPassword.class);
        String algorithm = stored.has("second")
                ? SunUnixMD5CryptPassword.ALGORITHM_SUN_CRYPT_MD5
                : SunUnixMD5CryptPassword.ALGORITHM_SUN_CRYPT_MD5_BARE_SALT;
        return new SunMd5Hash(SunUnixMD5CryptPassword.createRaw(
                algorithm, crypt.getSalt(), crypt.getHash(), crypt.getIterationCount()));
    }

    @Override
    public boolean matches(String password) {
        return Elytron.matches(crypt, password.getBytes(UTF_8));
    }

    @Override
    public String family() {
        return "sun-md5";
    }

    @Override
    public String cost() {
        return "(" + work() + ")";
    }

    @Override
    public long work() {
        return BASE_ROUNDS + crypt.getIterationCount();
    }
}
