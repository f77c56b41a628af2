package latchkey.hash;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.elytron.security.common.BcryptUtil;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wildfly.security.password.Password;
import org.wildfly.security.password.PasswordFactory;
import org.wildfly.security.password.WildFlyElytronPasswordProvider;
import org.wildfly.security.password.interfaces.BCryptPassword;
import org.wildfly.security.password.util.ModularCrypt;

/**
 * bcrypt as Express, Laravel and passlib store it ({@code $2b$10$…}), and as Django does ({@code bcrypt$$2b$12$…}), which also
 * has one that reads every character ({@code bcrypt_sha256$$2b$12$…}): bcrypt itself reads 72 bytes, and so is given the
 * password's SHA-256.
 *
 * @param digested whether it is of the password's SHA-256, in hexadecimal
 * @param rounds base 2 logarithm of how many
 * @param rest 22 characters of salt, 31 of hash
 */
public record BcryptHash(boolean digested, int rounds, String rest) implements PasswordHash {

    /** One more doubles the time; at the most, a check takes seconds. */
    private static final int LEAST = 4;

    private static final int MOST = 15;

    private static final String DIGESTED = "bcrypt_sha256$";

    // $2a$, $2b$ and $2y$ name one algorithm; Elytron knows it by the first.
    private static final Pattern FORM = Pattern.compile(
            "(?<django>bcrypt(?<digested>_sha256)?\\$)?\\$2[aby]\\$(?<cost>\\d\\d)\\$(?<rest>[./A-Za-z0-9]{53})");

    static @Nullable PasswordHash read(String text) {
        Stored stored = Stored.in(FORM, text);
        return stored == null
                ? null
                : new BcryptHash(stored.has("digested"), stored.number("cost", LEAST, MOST), stored.text("rest"));
    }

    /** The hash of a password of which every character counts, as Django would store it. */
    public static String digestedOf(String password, int rounds) {
        return DIGESTED + BcryptUtil.bcryptHash(digest(password), rounds);
    }

    @Override
    public boolean matches(String password) {
        try {
            PasswordFactory factory =
                    PasswordFactory.getInstance(BCryptPassword.ALGORITHM_BCRYPT, new WildFlyElytronPasswordProvider());
            Password known = factory.translate(ModularCrypt.decode("$2a$%02d$%s".formatted(rounds, rest)));
            // Elytron brings a text into NFKC form before it hashes it, which would be another password.
            byte[] text = (digested ? digest(password) : password).getBytes(UTF_8);
            return factory.verify(known, PrivateUse.of(text), new PrivateUse());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String family() {
        return digested ? "bcrypt-sha256" : "bcrypt";
    }

    @Override
    public String cost() {
        return "(%d)".formatted(rounds);
    }

    @Override
    public long work() {
        return 1L << rounds;
    }

    private static String digest(String password) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(password.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
