package latchkey.hash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A password's hash as some backend stored it. Every form is read strictly, and no cost is taken on that would stop the service:
 * a hash comes from a file that another program wrote.
 */
public sealed interface PasswordHash
        permits Argon2Hash,
                BcryptHash,
                FastHash,
                FirebaseHash,
                Pbkdf2Hash,
                ScryptHash,
                ShaCryptHash,
                SunMd5Hash,
                WrappedHash {

    /** What begins a stored text that no password matches, as Django writes it. */
    String UNUSABLE = "!";

    /** Whether it was made of exactly this password. Slow on purpose. */
    boolean matches(String password);

    /** The name of the scheme and what it costs, as {@code pbkdf2-sha256(600000)}: those alike take as long to check. */
    default String scheme() {
        return family() + cost();
    }

    /** The name of the scheme. */
    String family();

    /** The parameters, in parentheses. */
    String cost();

    /** Grows with the time that a check takes, within the family. */
    long work();

    /** What a check's time depends on beside the scheme: of passwords of so many bytes, those alike take as long. */
    default long pace(int bytes) {
        return 0;
    }

    /** Bytes of memory that a check takes. */
    default long memory() {
        return 0;
    }

    /** What is stored taken apart; empty where no password can match it. */
    static Optional<PasswordHash> find(String text) {
        try {
            return Optional.of(parse(text));
        } catch (UnreadableHash unusable) {
            return Optional.empty();
        }
    }

    /**
     * Takes apart what is stored.
     *
     * @throws UnreadableHash for any form that is not known, or a cost beyond bounds
     */
    static PasswordHash parse(String text) {
        String bare = Stored.ofDirectory(text);
        return Stream.<Function<String, @Nullable PasswordHash>>of(
                        BcryptHash::read,
                        Pbkdf2Hash::read,
                        ScryptHash::read,
                        Argon2Hash::read,
                        FirebaseHash::read,
                        ShaCryptHash::read,
                        SunMd5Hash::read,
                        FastHash::read,
                        WrappedHash::read)
                .<PasswordHash>mapMulti((form, found) -> {
                    PasswordHash hash = form.apply(bare);
                    if (hash != null) {
                        found.accept(hash);
                    }
                })
                .findFirst()
                .orElseThrow(() -> new UnreadableHash("its password hash has no form that is known"));
    }

    /**
     * A hash as it is to be stored: Firebase's with its project's signer key, which some backends do not store beside it.
     *
     * @param signerKey Base64
     */
    static String complete(String text, String signerKey) {
        return FirebaseHash.complete(text, signerKey);
    }

    /**
     * A hash as it is to be stored: one that is made in no time within bcrypt of so many rounds, so that it does not rest weak; any
     * other, and what is none, as it is. Slow on purpose.
     */
    static String strengthened(String text, int rounds) {
        return find(text)
                .filter(FastHash.class::isInstance)
                .map(hash -> ((FastHash) hash).wrapped(rounds))
                .orElse(text);
    }

    /** Whether {@link #strengthened} makes another text of it. */
    static boolean isFast(String text) {
        return find(text).filter(FastHash.class::isInstance).isPresent();
    }

    /** Whether {@link #complete} can make a hash with it: Base64 of 128 bytes at most. */
    static boolean isSignerKey(String text) {
        return FirebaseHash.isSignerKey(text);
    }

    /** The name that djangorestframework-simplejwt has for what is stored, in the claim {@code hash_password}: MD5, in upper case. */
    static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8));
            return HexFormat.of().withUpperCase().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
