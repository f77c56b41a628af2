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

/** Encrypts secrets that rest in the database: AES-256-GCM with a key of each use, bound to the id of the row. */
@ApplicationScoped
public class Encryption {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Secret secret;
    // Not static: a native image would freeze a static field with its seed.
    private final SecureRandom random = new SecureRandom();

    public Encryption(Secret secret) {
        this.secret = secret;
    }

    /**
     * A decrypted secret.
     *
     * @param former whether it was encrypted under the former secret
     */
    public record Decrypted(byte[] content, boolean former) {}

    /** Nonce, then ciphertext, then tag. */
    public byte[] encrypt(Secret.Use use, byte[] content, String id) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] encrypted =
                    cipher(Cipher.ENCRYPT_MODE, secret.key(use), nonce, id).doFinal(content);
            return ByteBuffer.allocate(nonce.length + encrypted.length)
                    .put(nonce)
                    .put(encrypted)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /** Decrypts what {@link #encrypt} returned, with the current secret or the former one; nothing if neither fits. */
    public Optional<Decrypted> decrypt(Secret.Use use, byte[] encrypted, String id) {
        return decrypt(encrypted, id, secret.key(use))
                .map(content -> new Decrypted(content, false))
                .or(() -> secret.formerKey(use)
                        .flatMap(former -> decrypt(encrypted, id, former))
                        .map(content -> new Decrypted(content, true)));
    }

    private static Optional<byte[]> decrypt(byte[] encrypted, String id, byte[] key) {
        byte[] nonce = new byte[NONCE_BYTES];
        try {
            ByteBuffer rest = ByteBuffer.wrap(encrypted).get(nonce);
            byte[] ciphertext = new byte[rest.remaining()];
            rest.get(ciphertext);
            return Optional.of(cipher(Cipher.DECRYPT_MODE, key, nonce, id).doFinal(ciphertext));
        } catch (GeneralSecurityException | BufferUnderflowException notOurs) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, String id) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(id.getBytes(US_ASCII));
        return cipher;
    }
}
