package latchkey.email;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import latchkey.LatchkeyConfig;
import latchkey.hash.Digests;
import latchkey.text.TypedCodes;

/**
 * The tokens in mailed links, and the codes: both are derived from the id of an {@link EmailLink} and the secret. So Latchkey stores
 * neither, can put them into a mail that is sent later, and looks up no token that it did not make.
 */
@ApplicationScoped
public class LinkTokens {

    private static final int ID_BYTES = 16;
    private static final int MAC_BYTES = 32;

    /** The length of a token in characters. */
    private static final int LENGTH = 64;

    private static final int CODE_LENGTH = 8;

    /** The present secret's first. */
    private final List<byte[]> keys;

    public LinkTokens(LatchkeyConfig config) {
        keys = Stream.of(config.secret(), config.formerSecret())
                .flatMap(Optional::stream)
                .map(secret -> mac(secret.getBytes(UTF_8), "latchkey LINKS".getBytes(UTF_8)))
                .toList();
    }

    /** The token of a link: its id and a MAC of 256 bits, in base64url. */
    public String token(UUID id) {
        byte[] idBytes = bytes(id);
        return Base64.getUrlEncoder()
                .encodeToString(ByteBuffer.allocate(ID_BYTES + MAC_BYTES)
                        .put(idBytes)
                        .put(mac(keys.get(0), labelled("token", idBytes)))
                        .array());
    }

    /** The id of the link that a token belongs to; empty for any other text. */
    Optional<UUID> read(String token) {
        if (token.length() != LENGTH) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            if (bytes.length != ID_BYTES + MAC_BYTES) {
                return Optional.empty();
            }
            ByteBuffer decoded = ByteBuffer.wrap(bytes);
            UUID id = new UUID(decoded.getLong(), decoded.getLong());
            byte[] shown = new byte[MAC_BYTES];
            decoded.get(shown);
            return keys.stream().anyMatch(key -> MessageDigest.isEqual(shown, mac(key, labelled("token", bytes(id)))))
                    ? Optional.of(id)
                    : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** The code of a link, of 8 characters (39 bits); guesses are limited by {@code attempt/}. */
    public String code(UUID id) {
        return code(keys.get(0), id);
    }

    /** Whether a user typed the code of this link, with or without hyphens and blanks, in any letter case. */
    boolean isCode(String typed, UUID id) {
        byte[] plain = TypedCodes.plain(typed).getBytes(UTF_8);
        return keys.stream()
                .anyMatch(key -> MessageDigest.isEqual(plain, code(key, id).getBytes(UTF_8)));
    }

    private static String code(byte[] key, UUID id) {
        long random = ByteBuffer.wrap(mac(key, labelled("code", bytes(id)))).getLong() >>> 1;
        StringBuilder code = new StringBuilder(CODE_LENGTH);
        for (int i = 0; i < CODE_LENGTH; i++) {
            code.append(TypedCodes.ALPHABET.charAt((int) (random % TypedCodes.ALPHABET.length())));
            random /= TypedCodes.ALPHABET.length();
        }
        return code.toString();
    }

    private static byte[] labelled(String purpose, byte[] id) {
        byte[] label = purpose.getBytes(UTF_8);
        return ByteBuffer.allocate(label.length + id.length).put(label).put(id).array();
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(ID_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static byte[] mac(byte[] key, byte[] data) {
        return Digests.hmacSha256(key, data);
    }
}
