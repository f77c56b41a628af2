package latchkey.passkey;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.restassured.path.json.JsonPath;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A browser with an authenticator that has one passkey. Tests change what it says. */
public final class VirtualAuthenticator {

    private static final int USER_PRESENT = 0x01;
    private static final int USER_VERIFIED = 0x04;
    private static final int HAS_CREDENTIAL = 0x40;
    private static final int HAS_EXTENSIONS = 0x80;

    public String origin = "https://shop.example";
    public String rpId = "shop.example";
    public boolean crossOrigin;
    public boolean userPresent = true;
    public boolean userVerified = true;
    /** Whether it counts its signatures. */
    public boolean counts = true;

    public long signCount;
    public byte[] userHandle;

    /** What the authenticator says of extensions, at registration and at each sign-in. */
    public Map<String, ?> extensions = Map.of();

    /** What the browser says of the page, beyond what every browser says; JSON. */
    public String moreClientData = "";

    /** The kind of attestation, and its statement, made from a signature with the passkey's key. */
    public String format = "none";

    public Function<byte[], Map<String, ?>> statement = signature -> Map.of();

    private final Algorithm algorithm;
    KeyPair keys;
    private final byte[] credentialId = new byte[32];

    public VirtualAuthenticator() {
        this(Algorithm.ES256);
    }

    public VirtualAuthenticator(Algorithm algorithm) {
        new SecureRandom().nextBytes(credentialId);
        this.algorithm = algorithm;
        keys = algorithm.keys();
    }

    /** Answers creation options, as PublicKeyCredential.toJSON() writes it. */
    public Map<String, Object> create(JsonPath options) {
        Map<String, Object> asked = options.get("");
        userHandle = decoded((String) ((Map<?, ?>) asked.get("user")).get("id"));
        return create("webauthn.create", (String) asked.get("challenge"));
    }

    public Map<String, Object> create(String type, String challenge) {
        byte[] data = authenticatorData(HAS_CREDENTIAL, attestedCredential());
        byte[] client = clientData(type, challenge);
        return credential(Map.of(
                "clientDataJSON",
                encoded(client),
                "attestationObject",
                encoded(attestation(data, signature(data, client))),
                "transports",
                List.of("internal", "hybrid")));
    }

    /** Answers request options. */
    /** What {@link #get} returns, as the forms of Latchkey's pages have it. */
    public static String parts(Map<String, Object> credential) {
        Map<?, ?> response = (Map<?, ?>) credential.get("response");
        return String.join(
                ".",
                List.of(
                        (String) credential.get("id"),
                        (String) response.get("clientDataJSON"),
                        (String) response.get("authenticatorData"),
                        (String) response.get("signature"),
                        (String) response.get("userHandle")));
    }

    public Map<String, Object> get(JsonPath options) {
        Map<String, Object> asked = options.get("");
        return get("webauthn.get", (String) asked.get("challenge"));
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
                {"type":"%s","challenge":"%s","origin":"%s","crossOrigin":%s%s}""".formatted(type, challenge, origin, crossOrigin, moreClientData)
                .getBytes(UTF_8);
    }

    private byte[] authenticatorData(int flags, byte[] credential) {
        byte[] more = extensions.isEmpty() ? new byte[0] : Cbor.of(extensions);
        int said = flags
                | (userPresent ? USER_PRESENT : 0)
                | (userVerified ? USER_VERIFIED : 0)
                | (extensions.isEmpty() ? 0 : HAS_EXTENSIONS);
        return ByteBuffer.allocate(37 + credential.length + more.length)
                .put(sha256(rpId.getBytes(UTF_8)))
                .put((byte) said)
                .putInt((int) signCount)
                .put(credential)
                .put(more)
                .array();
    }

    private byte[] attestedCredential() {
        byte[] key = Cbor.of(algorithm.cose(keys.getPublic()));
        return ByteBuffer.allocate(16 + 2 + credentialId.length + key.length)
                .put(new byte[16])
                .putShort((short) credentialId.length)
                .put(credentialId)
                .put(key)
                .array();
    }

    private byte[] attestation(byte[] data, byte[] signature) {
        Map<String, Object> attestation = new LinkedHashMap<>();
        attestation.put("fmt", format);
        attestation.put("attStmt", statement.apply(signature));
        attestation.put("authData", data);
        return Cbor.of(attestation);
    }

    private byte[] signature(byte[] data, byte[] client) {
        return algorithm.sign(keys, data, sha256(client));
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
