package latchkey.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.text.Normalizer.Form.NFKC;

import io.quarkus.elytron.security.common.BcryptUtil;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import latchkey.LatchkeyConfig;
import latchkey.failure.AuthFailure;

/**
 * Turns passwords into hashes and checks them. Slow on purpose: never call it inside a transaction.
 *
 * <p>bcrypt reads 72 bytes and no more, so it is given the SHA-256 of the password: every character counts. The form is
 * Django's, {@code bcrypt_sha256$$2a$10$…}, which Django itself can read back.
 */
@ApplicationScoped
class Passwords {

    private static final String DIGESTED = "bcrypt_sha256$";

    /** What follows the cost in a bcrypt hash that no password is known for: 22 characters of salt, 31 of hash. */
    private static final String NOBODYS_REST = "$e0MYzXyjpJS7Pd0RVvHwHe.HlCS4bZJ18JuywdEMLT83E1KDmUhCy";

    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$(\\d\\d\\$[./A-Za-z0-9]{53})");

    private final int cost;
    private final HashingQueue queue;

    Passwords(LatchkeyConfig config, HashingQueue queue) {
        cost = config.password().bcryptCost();
        this.queue = queue;
    }

    /**
     * The hash to keep of a password.
     *
     * @throws AuthFailure UNAVAILABLE where too many wait for theirs
     */
    String hash(String password) {
        return queue.inTurn(() -> DIGESTED + BcryptUtil.bcryptHash(digest(normalised(password)), cost));
    }

    /** A hash that no password matches, and that takes as long to check as {@link #hash}'s. */
    String hashOfNobody() {
        return DIGESTED + "$2a$%02d".formatted(cost) + NOBODYS_REST;
    }

    /**
     * Whether {@code hash} was made from {@code password}: as it was received, since an imported hash may be of just that,
     * or in Unicode's NFKC form, which is what {@link #hash} keeps (NIST SP 800-63B-4, 3.1.1.2).
     *
     * @param hash ours, or plain bcrypt as other backends store it; any other form matches nothing
     * @throws AuthFailure UNAVAILABLE where too many wait for theirs
     */
    boolean matches(String password, String hash) {
        String normalised = normalised(password);
        return queue.inTurn(() ->
                matchesExactly(password, hash) || (!normalised.equals(password) && matchesExactly(normalised, hash)));
    }

    private static boolean matchesExactly(String password, String hash) {
        return hash.startsWith(DIGESTED)
                ? bcryptMatches(digest(password), hash.substring(DIGESTED.length()))
                : bcryptMatches(password, hash);
    }

    // $2a$, $2b$ and $2y$ name one algorithm; Elytron knows it by the first.
    private static boolean bcryptMatches(String password, String hash) {
        Matcher parts = BCRYPT.matcher(hash);
        return parts.matches() && Bcrypt.matches(password, "$2a$" + parts.group(1));
    }

    private static String normalised(String password) {
        return Normalizer.normalize(password, NFKC);
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
