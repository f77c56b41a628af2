package latchkey.passkey;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What signs for a passkey: a kind of key, and how COSE writes its public key. */
public enum Algorithm {
    /** RFC 9053, 7.1.1: a point on P-256. */
    ES256(-7, "EC", 256, "SHA256withECDSA") {
        @Override
        Map<Integer, Object> cose(PublicKey key) {
            ECPublicKey point = (ECPublicKey) key;
            Map<Integer, Object> cose = cose(2);
            cose.put(-1, 1);
            cose.put(-2, bytes(point.getW().getAffineX(), 32));
            cose.put(-3, bytes(point.getW().getAffineY(), 32));
            return cose;
        }
    },
    /** RFC 9053, 7.2: a point on Ed25519, as it stands at the end of the key. */
    EDDSA(-8, "Ed25519", 255, "Ed25519") {
        @Override
        Map<Integer, Object> cose(PublicKey key) {
            byte[] encoded = key.getEncoded();
            Map<Integer, Object> cose = cose(1);
            cose.put(-1, 6);
            cose.put(-2, Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
            return cose;
        }
    },
    /** RFC 8230, 4: modulus and exponent. */
    RS256(-257, "RSA", 2048, "SHA256withRSA") {
        @Override
        Map<Integer, Object> cose(PublicKey key) {
            RSAPublicKey numbers = (RSAPublicKey) key;
            Map<Integer, Object> cose = cose(3);
            cose.put(-1, bytes(numbers.getModulus(), 256));
            cose.put(-2, bytes(numbers.getPublicExponent(), 3));
            return cose;
        }
    };

    /** In the IANA registry of COSE algorithms. */
    final int number;

    private final String family;
    private final int bits;
    private final String signature;

    Algorithm(int number, String family, int bits, String signature) {
        this.number = number;
        this.family = family;
        this.bits = bits;
        this.signature = signature;
    }

    abstract Map<Integer, Object> cose(PublicKey key);

    Map<Integer, Object> cose(int keyType) {
        Map<Integer, Object> cose = new LinkedHashMap<>();
        cose.put(1, keyType);
        cose.put(3, number);
        return cose;
    }

    /** An RSA key takes a second to make: all authenticators have the same. */
    KeyPair keys() {
        return this == RS256 ? Rsa.KEYS : newKeys();
    }

    private static final class Rsa {
        static final KeyPair KEYS = RS256.newKeys();
    }

    KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(family);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] sign(KeyPair keys, byte[]... data) {
        try {
            Signature signer = Signature.getInstance(signature);
            signer.initSign(keys.getPrivate());
            for (byte[] part : data) {
                signer.update(part);
            }
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(BigInteger number, int length) {
        byte[] bytes = new byte[length];
        byte[] digits = number.toByteArray();
        int taken = Math.min(length, digits.length);
        System.arraycopy(digits, digits.length - taken, bytes, length - taken, taken);
        return bytes;
    }
}
