package latchkey.hash;

import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.CTRModeCipher;
import org.bouncycastle.crypto.modes.SICBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;

/**
 * Firebase's scrypt, which encrypts the project's signer key (AES-256, counter mode from 0) under a key that scrypt (RFC 7914)
 * derives from the password. Supabase stores it with the signer key
 * ({@code $fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=…$salt$hash})); SuperTokens ({@code $f_scrypt$hash$salt$m=14$r=8$s=Bw==}) has
 * that key in a setting.
 *
 * @param salt followed by the project's separator
 */
record FirebaseHash(ScryptCost parameters, byte[] salt, byte[] signerKey, byte[] hash) implements PasswordHash {

    /** Base64 of at most 128 bytes, in either alphabet. */
    private static final String BYTES = "[-+/_A-Za-z0-9]{1,172}={0,2}";

    private static final Pattern SUPABASE =
            Pattern.compile("\\$fbscrypt\\$v=1,n=(?<n>\\d{1,2}),r=(?<r>\\d{1,3}),p=(?<p>\\d{1,3})"
                    + String.format(
                            Locale.ROOT,
                            "(?:,ss=(?<separator>%1$s))?,sk=(?<key>%1$s)\\$(?<salt>%1$s)\\$(?<hash>%1$s)",
                            BYTES));

    private static final Pattern SUPERTOKENS = Pattern.compile(String.format(
            Locale.ROOT,
            "\\$f_scrypt\\$(?<hash>%1$s)\\$(?<salt>%1$s)\\$m=(?<n>\\d{1,2})\\$r=(?<r>\\d{1,3})\\$s=(?<separator>%1$s)",
            BYTES));

    private static final Pattern KEY = Pattern.compile(String.format(Locale.ROOT, "(?<key>%s)", BYTES));

    private static final int KEY_BYTES = 32;
    private static final int BLOCK_BYTES = 16;

    /** @throws PasswordHash.Unreadable if the hash belongs to another key */
    FirebaseHash {
        if (hash.length != signerKey.length) {
            throw new PasswordHash.Unreadable(String.format(
                    Locale.ROOT,
                    "its password hash has %d bytes, and its signer key %d",
                    hash.length,
                    signerKey.length));
        }
    }

    static @Nullable PasswordHash read(String text) {
        Stored stored = Stored.in(SUPABASE, text);
        if (stored == null) {
            if (Stored.in(SUPERTOKENS, text) != null) {
                throw new PasswordHash.Unreadable(
                        "its password hash is Firebase's without the signer key: set latchkey.password.firebase-signer-key");
            }
            return null;
        }
        return new FirebaseHash(ScryptCost.logarithmic(stored, "n"), salt(stored), stored.base64("key"), stored.hash());
    }

    static boolean isSignerKey(String text) {
        Stored stored = Stored.in(KEY, text);
        return stored != null && stored.isBase64("key");
    }

    /** Adds the signer key to {@code text} if that is in the form without it; returns any other text as it is. */
    static String complete(String text, String signerKey) {
        return Optional.ofNullable(Stored.in(SUPERTOKENS, text))
                .map(stored -> String.format(
                        Locale.ROOT,
                        "$fbscrypt$v=1,n=%s,r=%s,p=1,ss=%s,sk=%s$%s$%s",
                        stored.text("n"),
                        stored.text("r"),
                        stored.text("separator"),
                        signerKey,
                        stored.text("salt"),
                        stored.text("hash")))
                .orElse(text);
    }

    private static byte[] salt(Stored stored) {
        byte[] salt = stored.base64("salt");
        byte[] separator = stored.has("separator") ? stored.base64("separator") : new byte[0];
        byte[] both = new byte[salt.length + separator.length];
        System.arraycopy(salt, 0, both, 0, salt.length);
        System.arraycopy(separator, 0, both, salt.length, separator.length);
        return both;
    }

    @Override
    public boolean matches(String password) {
        CTRModeCipher cipher = SICBlockCipher.newInstance(AESEngine.newInstance());
        KeyParameter key = new KeyParameter(parameters.derive(password, salt, KEY_BYTES));
        cipher.init(true, new ParametersWithIV(key, new byte[BLOCK_BYTES]));
        byte[] computed = new byte[signerKey.length];
        cipher.processBytes(signerKey, 0, signerKey.length, computed, 0);
        return MessageDigest.isEqual(computed, hash);
    }

    @Override
    public String family() {
        return "firebase-scrypt";
    }

    @Override
    public String cost() {
        return parameters.toString();
    }

    @Override
    public long work() {
        return parameters.work();
    }

    @Override
    public long memory() {
        return parameters.memory();
    }
}
