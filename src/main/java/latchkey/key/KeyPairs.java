package latchkey.key;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Instant;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** Makes key pairs to store, and of stored ones those that sign and verify. */
@ApplicationScoped
class KeyPairs {

    private final PrivateKeys privateKeys;

    KeyPairs(PrivateKeys privateKeys) {
        this.privateKeys = privateKeys;
    }

    KeyRing.Signing signing(SigningKey stored) throws GeneralSecurityException {
        byte[] pkcs8 = privateKeys.unwrap(stored.privateKey, stored.kid);
        Algorithm algorithm = Algorithm.valueOf(stored.algorithm);
        return new KeyRing.Signing(stored.kid, algorithm, algorithm.privateKey(pkcs8));
    }

    KeyRing.Verifying verifying(SigningKey stored) throws GeneralSecurityException, JoseException {
        Algorithm algorithm = Algorithm.valueOf(stored.algorithm);
        PublicKey key = algorithm.publicKey(stored.publicKey);
        PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key);
        jwk.setKeyId(stored.kid);
        jwk.setUse("sig");
        jwk.setAlgorithm(stored.algorithm);
        return new KeyRing.Verifying(stored.kid, algorithm, key, jwk.toParams(OutputControlLevel.PUBLIC_ONLY));
    }

    SigningKey generate(int place, Algorithm algorithm, Instant now, Instant signsFrom) {
        try {
            KeyPair pair = algorithm.generate();
            String kid = PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic())
                    .calculateBase64urlEncodedThumbprint("SHA-256");
            if (kid.startsWith("-")) {
                // One in 64. A command line takes such a name for an option, on the day when a key was stolen.
                return generate(place, algorithm, now, signsFrom);
            }
            byte[] wrapped = privateKeys.wrap(pair.getPrivate().getEncoded(), kid);
            return new SigningKey(place, kid, algorithm.name(), pair.getPublic().getEncoded(), wrapped, now, signsFrom);
        } catch (GeneralSecurityException | JoseException e) {
            throw new IllegalStateException("no key could be made", e);
        }
    }
}
