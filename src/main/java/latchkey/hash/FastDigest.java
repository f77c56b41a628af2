package latchkey.hash;

import static org.wildfly.security.password.interfaces.SaltedSimpleDigestPassword.ALGORITHM_PASSWORD_SALT_DIGEST_MD5;
import static org.wildfly.security.password.interfaces.SaltedSimpleDigestPassword.ALGORITHM_PASSWORD_SALT_DIGEST_SHA_1;
import static org.wildfly.security.password.interfaces.SaltedSimpleDigestPassword.ALGORITHM_PASSWORD_SALT_DIGEST_SHA_256;
import static org.wildfly.security.password.interfaces.SaltedSimpleDigestPassword.ALGORITHM_PASSWORD_SALT_DIGEST_SHA_384;
import static org.wildfly.security.password.interfaces.SaltedSimpleDigestPassword.ALGORITHM_PASSWORD_SALT_DIGEST_SHA_512;
import static org.wildfly.security.password.interfaces.UnixMD5CryptPassword.ALGORITHM_CRYPT_MD5;

/** A digest that takes a millisecond or less, so that its hashes must not be stored as they are. */
enum FastDigest {
    SMD5("smd5", ALGORITHM_PASSWORD_SALT_DIGEST_MD5, 16, 1),
    SSHA("ssha", ALGORITHM_PASSWORD_SALT_DIGEST_SHA_1, 20, 1),
    SSHA256("ssha256", ALGORITHM_PASSWORD_SALT_DIGEST_SHA_256, 32, 1),
    SSHA384("ssha384", ALGORITHM_PASSWORD_SALT_DIGEST_SHA_384, 48, 1),
    SSHA512("ssha512", ALGORITHM_PASSWORD_SALT_DIGEST_SHA_512, 64, 1),
    MD5_CRYPT("md5-crypt", ALGORITHM_CRYPT_MD5, 16, 1_000),
    APR1("apr1", "", 16, 1_000) {
        @Override
        byte[] digest(byte[] password, byte[] salt) {
            return Apr1.digest(password, salt);
        }
    };

    /** The name in a {@link WrappedHash}. */
    final String name;

    final int length;
    final int rounds;
    private final String algorithm;

    /**
     * @param algorithm Elytron's name
     * @param length of the digest in bytes
     */
    FastDigest(String name, String algorithm, int length, int rounds) {
        this.name = name;
        this.algorithm = algorithm;
        this.length = length;
        this.rounds = rounds;
    }

    /** The digest of the bytes that were read of a password. */
    byte[] of(CryptBytes password, byte[] salt) {
        return digest(password.read(), salt);
    }

    /** The bytes of a password that the digest reads: no more than crypt(3) reads if each round reads them again. */
    CryptBytes read(String password) {
        return CryptBytes.of(password, rounds == 1 ? Integer.MAX_VALUE : CryptBytes.MAX_BYTES);
    }

    byte[] digest(byte[] password, byte[] salt) {
        return Elytron.digest(algorithm, password, salt);
    }
}
