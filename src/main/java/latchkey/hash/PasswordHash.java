package latchkey.hash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A password hash as some backend stored it. Latchkey reads every form strictly, and accepts no cost that would block it: a
 * hash comes from a file of another program.
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

    /** The prefix of a stored text that no password matches, as in Django. */
    String UNUSABLE = "!";

    /** Whether the hash was made from exactly this password. Slow on purpose. */
    boolean matches(String password);

    /**
     * The name of the scheme and its cost, as {@code pbkdf2-sha256(600000)}: hashes of the same scheme take the same time to
     * check.
     */
    default String scheme() {
        return family() + cost();
    }

    /** The name of the scheme. */
    String family();

    /** The parameters, in parentheses. */
    String cost();

    /** A number that grows with the time of a check, within the family. */
    long work();

    /** What the time of a check depends on beside the scheme: passwords of lengths with the same value take the same time. */
    default long pace(int bytes) {
        return 0;
    }

    /** The memory that a check takes, in bytes. */
    default long memory() {
        return 0;
    }

    /** Parses a stored hash; empty if no password can match it. */
    static Optional<PasswordHash> find(String text) {
        try {
            return Optional.of(parse(text));
        } catch (Unreadable unusable) {
            return Optional.empty();
        }
    }

    /**
     * Parses a stored hash.
     *
     * @throws Unreadable for an unknown form, or a cost beyond the limits
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
                .orElseThrow(() -> new Unreadable("its password hash has no form that is known"));
    }

    /**
     * Adds the project's signer key to Firebase hashes from backends that do not store it beside the hash.
     *
     * @param signerKey Base64
     */
    static String complete(String text, String signerKey) {
        return FirebaseHash.complete(text, signerKey);
    }

    /** Wraps a fast hash in bcrypt, so that it is not stored weak; returns any other text as it is. Slow on purpose. */
    static String strengthened(String text, int rounds) {
        return find(text)
                .filter(FastHash.class::isInstance)
                .map(hash -> ((FastHash) hash).wrapped(rounds))
                .orElse(text);
    }

    /** Whether {@link #strengthened} changes this hash. */
    static boolean isFast(String text) {
        return find(text).filter(FastHash.class::isInstance).isPresent();
    }

    /** Whether {@link #complete} accepts this key: Base64 of 128 bytes at most. */
    static boolean isSignerKey(String text) {
        return FirebaseHash.isSignerKey(text);
    }

    /** The digest of a stored hash in simplejwt's claim {@code hash_password}: MD5, in upper case. */
    static String digest(String text) {
        return HexFormat.of().withUpperCase().formatHex(Digests.md5().digest(text.getBytes(UTF_8)));
    }

    /**
     * Thrown for a stored text that Latchkey cannot check as a password hash. The message says why, and reveals nothing of the
     * hash.
     */
    final class Unreadable extends RuntimeException {

        Unreadable(String why) {
            super(why, null, false, false);
        }
    }
}
