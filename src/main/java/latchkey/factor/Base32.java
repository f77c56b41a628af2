package latchkey.factor;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Base32 without padding (RFC 4648, 6), as authenticator apps read shared secrets. */
public final class Base32 {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private static final int BITS = 5;

    /** How programs group the characters, so that people can type them. */
    private static final Pattern BETWEEN = Pattern.compile("[-\\s]");

    private static final Pattern ENCODED = Pattern.compile("[A-Z2-7]+={0,6}");

    public static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int buffer = 0;
        int held = 0;
        for (byte next : bytes) {
            buffer = buffer << Byte.SIZE | next & 0xff;
            held += Byte.SIZE;
            while (held >= BITS) {
                held -= BITS;
                text.append(ALPHABET.charAt(buffer >> held & 0x1f));
            }
        }
        if (held > 0) {
            text.append(ALPHABET.charAt(buffer << BITS - held & 0x1f));
        }
        return text.toString();
    }

    /** The bytes of a text in any letter case, with padding or without, in groups or not; nothing if it is not Base32. */
    public static Optional<byte[]> decode(String typed) {
        String text = BETWEEN.matcher(typed).replaceAll("").toUpperCase(Locale.ROOT);
        if (!ENCODED.matcher(text).matches()) {
            return Optional.empty();
        }
        String digits = text.replace("=", "");
        byte[] bytes = new byte[digits.length() * BITS / Byte.SIZE];
        int buffer = 0;
        int held = 0;
        int next = 0;
        for (int i = 0; i < digits.length(); i++) {
            buffer = buffer << BITS | ALPHABET.indexOf(digits.charAt(i));
            held += BITS;
            if (held >= Byte.SIZE) {
                held -= Byte.SIZE;
                bytes[next++] = (byte) (buffer >> held);
            }
        }
        // A whole character too many is no rest of the bits of a byte.
        return held < BITS ? Optional.of(bytes) : Optional.empty();
    }

    private Base32() {}
}
