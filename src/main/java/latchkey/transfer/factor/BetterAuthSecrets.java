package latchkey.transfer.factor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import latchkey.hash.Digests;

/**
 * Decrypts what better-auth has encrypted: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) under the SHA-256 of a secret, as hexadecimal
 * nonce, ciphertext and tag. If the secret was changed, the number of its version is before that.
 */
final class BetterAuthSecrets {

    private static final Pattern STORED = Pattern.compile("(?:[$]ba[$]\\d{1,9}[$])?((?:\\p{XDigit}{2}){41,})");

    private static final int NONCE_BYTES = 24;

    /** What HChaCha20 takes of the nonce. */
    private static final int SUBKEY_NONCE_BYTES = 16;

    private static final int BLOCK_BYTES = 64;

    /** "expand 32-byte k", the first four words of a block (RFC 8439, 2.3). */
    private static final int[] CONSTANTS = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

    private final List<byte[]> keys;

    BetterAuthSecrets(List<String> secrets) {
        keys = secrets.stream().map(Digests::sha256).toList();
    }

    /** The text that one of the secrets decrypts; nothing if none does. */
    Optional<String> decrypt(String stored) {
        Matcher form = STORED.matcher(stored);
        if (!form.matches()) {
            return Optional.empty();
        }
        byte[] bytes = HexFormat.of().parseHex(form.group(1));
        return keys.stream()
                .flatMap(key -> decrypt(key, bytes).stream())
                .findFirst()
                .map(text -> new String(text, UTF_8));
    }

    private static Optional<byte[]> decrypt(byte[] key, byte[] stored) {
        byte[] nonce = Arrays.copyOf(stored, NONCE_BYTES);
        byte[] shortNonce = ByteBuffer.allocate(12)
                .putInt(0)
                .put(nonce, SUBKEY_NONCE_BYTES, NONCE_BYTES - SUBKEY_NONCE_BYTES)
                .array();
        try {
            Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(subkey(key, nonce), "ChaCha20"),
                    new IvParameterSpec(shortNonce));
            return Optional.of(cipher.doFinal(stored, NONCE_BYTES, stored.length - NONCE_BYTES));
        } catch (GeneralSecurityException notOurs) {
            return Optional.empty();
        }
    }

    /**
     * HChaCha20 (2.2): a block of ChaCha20 whose counter and nonce are the sixteen bytes, before the block function adds the words that it
     * began with. Of these words, the first four are constants and the last four the sixteen bytes.
     */
    private static byte[] subkey(byte[] key, byte[] nonce) throws GeneralSecurityException {
        ByteBuffer begun = ByteBuffer.wrap(nonce, 0, SUBKEY_NONCE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Cipher cipher = Cipher.getInstance("ChaCha20");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(key, "ChaCha20"),
                new ChaCha20ParameterSpec(
                        Arrays.copyOfRange(nonce, Integer.BYTES, SUBKEY_NONCE_BYTES), begun.getInt(0)));
        ByteBuffer block =
                ByteBuffer.wrap(cipher.doFinal(new byte[BLOCK_BYTES])).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer subkey = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < CONSTANTS.length; i++) {
            subkey.putInt(block.getInt(i * Integer.BYTES) - CONSTANTS[i]);
        }
        for (int i = 0; i < CONSTANTS.length; i++) {
            int place = i * Integer.BYTES;
            subkey.putInt(block.getInt(BLOCK_BYTES - SUBKEY_NONCE_BYTES + place) - begun.getInt(place));
        }
        return subkey.array();
    }
}
