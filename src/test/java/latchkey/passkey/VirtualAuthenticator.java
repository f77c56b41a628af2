package latchkey.passkey;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.restassured.path.json.JsonPath;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A browser with an authenticator that has one passkey, on P-256. Tests change what it says. */
public final class VirtualAuthenticator {

    private static final int USER_PRESENT = 0x01;
    private static final int USER_VERIFIED = 0x04;
    private static final int HAS_CREDENTIAL = 0x40;

    public String origin = "https://shop.example";
    public String rpId = "shop.example";
    public boolean crossOrigin;
    public boolean userPresent = true;
    public boolean userVerified = true;
    /** Whether it counts its signatures. */
    public boolean counts = true;

    public long signCount;
    public byte[] userHandle;

    private final KeyPair keys;
    private final byte[] credentialId = new byte[32];

    public VirtualAuthenticator() {
        new SecureRandom().nextBytes(credentialId);
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers creation options, as PublicKeyCredential.toJSON() writes it. */
    public Map<String, Object> create(JsonPath options) {
        userHandle = decoded(options.getString("user.id"));
        return create("webauthn.create", options.getString("challenge"));
    }

    public Map<String, Object> create(String type, String challenge) {
        byte[] data = authenticatorData(HAS_CREDENTIAL, attestedCredential());
        return credential(Map.of(
                "clientDataJSON",
                encoded(clientData(type, challenge)),
                "attestationObject",
                encoded(attestation(data)),
                "transports",
                List.of("internal", "hybrid")));
    }

    /** Answers request options. */
    public Map<String, Object> get(JsonPath options) {
        return get("webauthn.get", options.getString("challenge"));
    }

    public Map<String, Object> get(String type, String challenge) {
        if (counts) {
            signCount++;
        }
        byte[] data = authenticatorData(0, new byte[0]);
        byte[] client = clientData(type, challenge);
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("clientDataJSON", encoded(client));
        response.put("authenticatorData", encoded(data));
        response.put("signature", encoded(signature(data, client)));
        if (userHandle != null) {
            response.put("userHandle", encoded(userHandle));
        }
        return credential(response);
    }

    private Map<String, Object> credential(Map<String, Object> response) {
        return Map.of(
                "id",
                encoded(credentialId),
                "rawId",
                encoded(credentialId),
                "type",
                "public-key",
                "clientExtensionResults",
                Map.of(),
                "response",
                response);
    }

    private byte[] clientData(String type, String challenge) {
        return """
                {"type":"%s","challenge":"%s","origin":"%s","crossOrigin":%s}""".formatted(type, challenge, origin, crossOrigin).getBytes(UTF_8);
    }

    private byte[] authenticatorData(int flags, byte[] more) {
        int said = flags | (userPresent ? USER_PRESENT : 0) | (userVerified ? USER_VERIFIED : 0);
        return ByteBuffer.allocate(37 + more.length)
                .put(sha256(rpId.getBytes(UTF_8)))
                .put((byte) said)
                .putInt((int) signCount)
                .put(more)
                .array();
    }

    private byte[] attestedCredential() {
        byte[] key = coseKey();
        return ByteBuffer.allocate(16 + 2 + credentialId.length + key.length)
                .put(new byte[16])
                .putShort((short) credentialId.length)
                .put(credentialId)
                .put(key)
                .array();
    }

    /** CBOR: {1: 2, 3: -7, -1: 1, -2: x, -3: y} (RFC 9053, 7.1). */
    private byte[] coseKey() {
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        ByteArrayOutputStream cbor = new ByteArrayOutputStream();
        cbor.writeBytes(new byte[] {(byte) 0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20});
        cbor.writeBytes(coordinate(key.getW().getAffineX()));
        cbor.writeBytes(new byte[] {0x22, 0x58, 0x20});
        cbor.writeBytes(coordinate(key.getW().getAffineY()));
        return cbor.toByteArray();
    }

    private static byte[] coordinate(BigInteger number) {
        byte[] bytes = new byte[32];
        byte[] digits = number.toByteArray();
        int length = Math.min(32, digits.length);
        System.arraycopy(digits, digits.length - length, bytes, 32 - length, length);
        return bytes;
    }

    /** CBOR: {"fmt": "none", "attStmt": {}, "authData": data}. */
    private static byte[] attestation(byte[] data) {
        ByteArrayOutputStream cbor = new ByteArrayOutputStream();
        cbor.write(0xa3);
        text(cbor, "fmt");
        text(cbor, "none");
        text(cbor, "attStmt");
        cbor.write(0xa0);
        text(cbor, "authData");
        cbor.write(0x59);
        cbor.write(data.length >> 8);
        cbor.write(data.length);
        cbor.writeBytes(data);
        return cbor.toByteArray();
    }

    private static void text(ByteArrayOutputStream cbor, String text) {
        cbor.write(0x60 + text.length());
        cbor.writeBytes(text.getBytes(UTF_8));
    }

    private byte[] signature(byte[] data, byte[] client) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(data);
            signature.update(sha256(client));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static byte[] decoded(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}
