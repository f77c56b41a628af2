package latchkey.hash;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.spec.InvalidKeySpecException;
import org.wildfly.security.password.Password;
import org.wildfly.security.password.PasswordFactory;
import org.wildfly.security.password.WildFlyElytronPasswordProvider;
import org.wildfly.security.password.spec.EncryptablePasswordSpec;
import org.wildfly.security.password.spec.SaltedHashPasswordSpec;
import org.wildfly.security.password.spec.SaltedPasswordAlgorithmSpec;
import org.wildfly.security.password.util.ModularCrypt;

/**
 * WildFly Elytron's hashes, for passwords as bytes. Elytron hashes the NFKC form of a password's characters, but crypt(3)
 * hashes bytes. So each byte becomes a character of Unicode's private use area, which NFKC leaves alone, and a charset turns it
 * back into the byte.
 */
final class Elytron {

    /** Used directly, so that it need not be registered as a provider of the platform. */
    private static final Provider PROVIDER = WildFlyElytronPasswordProvider.getInstance();

    private static final char PRIVATE_USE = '\ue000';

    private static final Charset BYTES = new PrivateUse();

    /** A charset that encodes each character as its low byte. */
    private static final class PrivateUse extends Charset {

        PrivateUse() {
            super("x-latchkey-bytes", new String[0]);
        }

        @Override
        public boolean contains(Charset other) {
            return false;
        }

        @Override
        public CharsetDecoder newDecoder() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CharsetEncoder newEncoder() {
            return new LowBytes(this);
        }
    }

    /** The encoder of {@link PrivateUse}. */
    private static final class LowBytes extends CharsetEncoder {

        LowBytes(Charset charset) {
            super(charset, 1, 1);
        }

        /** True, since it replaces nothing; the platform's check would need a decoder. */
        @Override
        public boolean isLegalReplacement(byte[] replacement) {
            return true;
        }

        @Override
        protected CoderResult encodeLoop(CharBuffer from, ByteBuffer to) {
            while (from.hasRemaining() && to.hasRemaining()) {
                to.put((byte) from.get());
            }
            return from.hasRemaining() ? CoderResult.OVERFLOW : CoderResult.UNDERFLOW;
        }
    }

    /**
     * Parses a hash of crypt(3).
     *
     * @throws PasswordHash.Unreadable if crypt(3) did not make it
     */
    static <T extends Password> T parsed(String text, Class<T> type) {
        try {
            return type.cast(ModularCrypt.decode(text));
        } catch (InvalidKeySpecException | IllegalArgumentException e) {
            throw new PasswordHash.Unreadable("its password hash has a hash that crypt(3) did not make");
        }
    }

    static boolean matches(Password stored, byte[] password) {
        try {
            PasswordFactory factory = factory(stored.getAlgorithm());
            return factory.verify(factory.translate(stored), characters(password), BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Elytron has " + stored.getAlgorithm(), e);
        }
    }

    /** Hashes a password with a salted algorithm. */
    static byte[] digest(String algorithm, byte[] password, byte[] salt) {
        try {
            PasswordFactory factory = factory(algorithm);
            Password hashed = factory.generatePassword(
                    new EncryptablePasswordSpec(characters(password), new SaltedPasswordAlgorithmSpec(salt), BYTES));
            return factory.getKeySpec(hashed, SaltedHashPasswordSpec.class).getHash();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Elytron has " + algorithm, e);
        }
    }

    private static PasswordFactory factory(String algorithm) throws GeneralSecurityException {
        return PasswordFactory.getInstance(algorithm, PROVIDER);
    }

    private static char[] characters(byte[] bytes) {
        char[] characters = new char[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            characters[i] = (char) (PRIVATE_USE + Byte.toUnsignedInt(bytes[i]));
        }
        return characters;
    }

    private Elytron() {}
}
