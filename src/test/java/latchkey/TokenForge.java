package latchkey;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import latchkey.factor.AuthenticatorApp;
import latchkey.key.ClientTokens;
import latchkey.key.Secret;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Begins with an access token of Latchkey (ES256), changes it, and signs it again. */
final class TokenForge {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private static final PublicJsonWebKey ANOTHER = another();

    private final String token;
    private final String refresh;
    private final ObjectNode header;
    private final ObjectNode claims;

    TokenForge(String token, String refresh) {
        this.token = token;
        this.refresh = refresh;
        header = part(0);
        claims = part(1);
    }

    private static PublicJsonWebKey another() {
        try {
            return EcJwkGenerator.generateJwk(EllipticCurves.P256);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first or second part of the token. */
    private ObjectNode part(int index) {
        try {
            return (ObjectNode) JSON.readTree(new String(DECODER.decode(token.split("\\.")[index]), UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(token, e);
        }
    }

    TokenForge header(String name, Object value) {
        header.set(name, JSON.valueToTree(value));
        return this;
    }

    TokenForge withoutClaim(String name) {
        claims.remove(name);
        return this;
    }

    TokenForge claim(String name, Object value) {
        claims.set(name, JSON.valueToTree(value));
        return this;
    }

    /** Adds an audience. */
    TokenForge alsoFor(String audience) {
        return claim("aud", List.of(audience, claims.path("aud").asText()));
    }

    /** The token itself. */
    String original() {
        return token;
    }

    /** The refresh token of its session. */
    String refresh() {
        return refresh;
    }

    /** As a program gets it from {@code /oauth2/token}: the audience alone differs from that of users. */
    String ofAProgram() {
        return claim("aud", ClientTokens.audience(claims.path("iss").asText()))
                .claim("sub", "gateway")
                .signed();
    }

    /** Signed with the private key of Latchkey that signed the token. */
    String signed() {
        byte[] stored = HexFormat.of().parseHex(stored("encode(private_key, 'hex')"));
        byte[] pkcs8 = AuthenticatorApp.ENCRYPTION
                .decrypt(Secret.Use.PRIVATE_KEYS, stored, kid())
                .orElseThrow()
                .content();
        try {
            return signedWith(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signed with a key that is not Latchkey's. */
    String signedByAnother() {
        return signedWith(ANOTHER.getPrivateKey());
    }

    /** Signed with a key that is not Latchkey's, and that the header names as the one to check it with. */
    String signedByTheKeyInTheHeader() {
        return header("jwk", ANOTHER.toParams(OutputControlLevel.PUBLIC_ONLY)).signedByAnother();
    }

    private String signedWith(PrivateKey key) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(content().getBytes(UTF_8));
            return content() + "." + ENCODER.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** HS256, with the public key as the secret: RFC 8725, 2.1. */
    String signedWithThePublicKey() {
        header("alg", "HS256");
        String pem = "-----BEGIN PUBLIC KEY-----\n" + stored("encode(public_key, 'base64')")
                + "\n-----END PUBLIC KEY-----\n";
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(pem.getBytes(UTF_8), "HmacSHA256"));
            return content() + "."
                    + ENCODER.encodeToString(mac.doFinal(content().getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String unsigned() {
        header("alg", "none");
        return content() + ".";
    }

    /** With the signature of the token that it was. */
    String withFormerSignature() {
        return content() + "." + token.split("\\.")[2];
    }

    /** The key that signed the token, as it is stored. */
    private String stored(String column) {
        return Database.query("select " + column + " from signing_key where kid = '" + kid() + "'");
    }

    String kid() {
        return part(0).path("kid").asText();
    }

    private String content() {
        return ENCODER.encodeToString(header.toString().getBytes(UTF_8)) + "."
                + ENCODER.encodeToString(claims.toString().getBytes(UTF_8));
    }
}
