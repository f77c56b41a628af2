package latchkey.legacy;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** An algorithm that another issuer may have signed its tokens with (RFC 7518, RFC 8037). */
public enum LegacyAlgorithm {
    HS256(""),
    HS384(""),
    HS512(""),
    RS256("RSA"),
    RS384("RSA"),
    RS512("RSA"),
    PS256("RSA"),
    ES256("EC"),
    ES384("EC"),
    ES512("EC"),
    EdDSA("Ed25519");

    private final String family;

    LegacyAlgorithm(String family) {
        this.family = family;
    }

    /** Whether a service that can verify a signature can also sign. */
    boolean symmetric() {
        return family.isEmpty();
    }

    /** @param pem with its line breaks, or {@code \n} in their place as some write them into a variable */
    Key publicKey(String pem) throws GeneralSecurityException {
        String base64 = pem.replace("\\n", "\n")
                .replace("-----BEGIN PUBLIC KEY-----", "")
                .replace("-----END PUBLIC KEY-----", "")
                .replaceAll("\\s", "");
        try {
            return KeyFactory.getInstance(family)
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("no Base64", e);
        }
    }
}
