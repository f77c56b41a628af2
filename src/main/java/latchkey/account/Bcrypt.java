package latchkey.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.security.GeneralSecurityException;
import org.wildfly.security.password.Password;
import org.wildfly.security.password.PasswordFactory;
import org.wildfly.security.password.WildFlyElytronPasswordProvider;
import org.wildfly.security.password.interfaces.BCryptPassword;
import org.wildfly.security.password.util.ModularCrypt;

/**
 * Checks bcrypt hashes of texts as they are. Elytron brings a text into NFKC form before it hashes it, so a hash that another
 * backend made of any other form would match nothing.
 */
final class Bcrypt {

    /** @param hash {@code $2a$…} */
    static boolean matches(String text, String hash) {
        try {
            PasswordFactory factory =
                    PasswordFactory.getInstance(BCryptPassword.ALGORITHM_BCRYPT, new WildFlyElytronPasswordProvider());
            Password known = factory.translate(ModularCrypt.decode(hash));
            return factory.verify(known, PrivateUse.of(text.getBytes(UTF_8)), new PrivateUse());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Bcrypt() {}

    /** Has a character for each byte, of Unicode's private use area: no normal form changes those. */
    private static final class PrivateUse extends Charset {

        private static final char ZERO = '\uE000';

        PrivateUse() {
            super("x-private-use", new String[0]);
        }

        static char[] of(byte[] bytes) {
            char[] text = new char[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                text[i] = (char) (ZERO + (bytes[i] & 0xFF));
            }
            return text;
        }

        @Override
        public CharsetEncoder newEncoder() {
            return new CharsetEncoder(this, 1, 1) {

                @Override
                public boolean isLegalReplacement(byte[] replacement) {
                    return true;
                }

                @Override
                protected CoderResult encodeLoop(CharBuffer text, ByteBuffer bytes) {
                    while (text.hasRemaining() && bytes.hasRemaining()) {
                        bytes.put((byte) (text.get() - ZERO));
                    }
                    return text.hasRemaining() ? CoderResult.OVERFLOW : CoderResult.UNDERFLOW;
                }
            };
        }

        @Override
        public CharsetDecoder newDecoder() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean contains(Charset other) {
            return other.equals(this);
        }
    }
}
