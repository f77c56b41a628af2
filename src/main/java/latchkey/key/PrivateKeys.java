package latchkey.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts private keys for the database: AES-256-GCM, bound to the key's id. */
@ApplicationScoped
class PrivateKeys {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    // A field of a bean and no static one, which a native image would freeze with its seed.
    private final SecureRandom random = new SecureRandom();

    PrivateKeys(Secret secret) {
        key = new SecretKeySpec(secret.key(Secret.Use.PRIVATE_KEYS).getEncoded(), "AES");
    }

    /** Nonce, then ciphertext, then tag. */
    byte[] wrap(byte[] pkcs8, String kid) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, kid).doFinal(pkcs8);
        return ByteBuffer.allocate(nonce.length + sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
    }

    byte[] unwrap(byte[] wrapped, String kid) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE_BYTES];
        ByteBuffer rest = ByteBuffer.wrap(wrapped).get(nonce);
        byte[] sealed = new byte[rest.remaining()];
        rest.get(sealed);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, kid).doFinal(sealed);
        } catch (AEADBadTagException e) {
            throw new IllegalStateException(
                    "LATCHKEY_SECRET is not the one that signing key " + kid + " was stored under", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String kid) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(kid.getBytes(US_ASCII));
        return cipher;
    }
}
