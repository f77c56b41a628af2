package latchkey.key;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import latchkey.key.provider.FastSignatures;

/** The algorithm of a signing key (RFC 7518, RFC 8037), with the name in a JWT's {@code alg}. */
public enum Algorithm {
    ES256("EC"),
    RS256("RSA"),
    EdDSA("Ed25519"),
    /** A secret shared with the services that verify: a service that can verify can also sign. It is in no JWK Set. */
    HS256("");

    private static final int RSA_BITS = 3072;

    private final String family;

    Algorithm(String family) {
        this.family = family;
    }

    /** Whether {@link FastSignatures} sign with it. */
    boolean hasFastSignatures() {
        return this == ES256 || this == RS256;
    }

    KeyPair generate() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(family);
        if (this == ES256) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        } else if (this == RS256) {
            generator.initialize(RSA_BITS);
        }
        return generator.generateKeyPair();
    }

    PublicKey publicKey(byte[] x509) throws GeneralSecurityException {
        return KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(x509));
    }

    PrivateKey privateKey(byte[] pkcs8) throws GeneralSecurityException {
        return KeyFactory.getInstance(family).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }
}
