package latchkey.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts private keys for the database: AES-256-GCM, bound to the key's id. */
@ApplicationScoped
class PrivateKeys {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final Optional<SecretKeySpec> formerKey;
    // Not static: a native image would freeze a static field with its seed.
    private final SecureRandom random = new SecureRandom();

    PrivateKeys(Secret secret) {
        key = aes(secret.key(Secret.Use.PRIVATE_KEYS));
        formerKey = secret.formerKey(Secret.Use.PRIVATE_KEYS).map(PrivateKeys::aes);
    }

    private static SecretKeySpec aes(byte[] key) {
        return new SecretKeySpec(key, "AES");
    }

    /**
     * A decrypted private key.
     *
     * @param former whether it was encrypted under the former secret
     */
    record Decrypted(byte[] pkcs8, boolean former) {}

    /** Nonce, then ciphertext, then tag. */
    byte[] wrap(byte[] pkcs8, String kid) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, key, nonce, kid).doFinal(pkcs8);
        return ByteBuffer.allocate(nonce.length + encrypted.length)
                .put(nonce)
                .put(encrypted)
                .array();
    }

    /** Decrypts a key from {@link #wrap} with the current secret or the former one; nothing if neither fits. */
    Optional<Decrypted> unwrap(byte[] wrapped, String kid) {
        return unwrap(wrapped, kid, key)
                .map(pkcs8 -> new Decrypted(pkcs8, false))
                .or(() -> formerKey
                        .flatMap(former -> unwrap(wrapped, kid, former))
                        .map(pkcs8 -> new Decrypted(pkcs8, true)));
    }

    private static Optional<byte[]> unwrap(byte[] wrapped, String kid, SecretKeySpec key) {
        byte[] nonce = new byte[NONCE_BYTES];
        try {
            ByteBuffer rest = ByteBuffer.wrap(wrapped).get(nonce);
            byte[] encrypted = new byte[rest.remaining()];
            rest.get(encrypted);
            return Optional.of(cipher(Cipher.DECRYPT_MODE, key, nonce, kid).doFinal(encrypted));
        } catch (GeneralSecurityException | BufferUnderflowException notOurs) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, String kid)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(kid.getBytes(US_ASCII));
        return cipher;
    }
}
