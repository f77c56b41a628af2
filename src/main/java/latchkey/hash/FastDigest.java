package latchkey.hash;

import static org.wildfly.security.password.interfaces.SaltedSimpleDigestPassword.ALGORITHM_PASSWORD_SALT_DIGEST_MD5;
import static org.wildfly.security.password.interfaces.SaltedSimpleDigestPassword.ALGORITHM_PASSWORD_SALT_DIGEST_SHA_1;
import static org.wildfly.security.password.interfaces.SaltedSimpleDigestPassword.ALGORITHM_PASSWORD_SALT_DIGEST_SHA_256;
import static org.wildfly.security.password.interfaces.SaltedSimpleDigestPassword.ALGORITHM_PASSWORD_SALT_DIGEST_SHA_384;
import static org.wildfly.security.password.interfaces.SaltedSimpleDigestPassword.ALGORITHM_PASSWORD_SALT_DIGEST_SHA_512;
import static org.wildfly.security.password.interfaces.UnixMD5CryptPassword.ALGORITHM_CRYPT_MD5;

/** What makes a password's hash in a millisecond or less, and so must not rest as it is. */
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

    /** As a hash that is wrapped has it. */
    final String name;

    final int length;
    final int rounds;
    private final String algorithm;

    /**
     * @param algorithm of Elytron's
     * @param length of the digest in bytes
     */
    FastDigest(String name, String algorithm, int length, int rounds) {
        this.name = name;
        this.algorithm = algorithm;
        this.length = length;
        this.rounds = rounds;
    }

    /** That of a password, as far as it is read. */
    byte[] of(CryptBytes password, byte[] salt) {
        return digest(password.read(), salt);
    }

    /** Where each round reads it again, no more than crypt(3) takes. */
    CryptBytes read(String password) {
        return CryptBytes.of(password, rounds == 1 ? Integer.MAX_VALUE : CryptBytes.MOST);
    }

    byte[] digest(byte[] password, byte[] salt) {
        return Elytron.digest(algorithm, password, salt);
    }
}
