package latchkey.hash;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;

/** Has a character for each byte, of Unicode's private use area: no normal form changes those. */
final class PrivateUse extends Charset {

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
