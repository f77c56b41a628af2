package latchkey.passkey;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Writes CBOR as authenticators do, with lengths before their contents (RFC 8949, 3). */
final class Cbor {

    private static final int POSITIVE = 0;
    private static final int NEGATIVE = 1;
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int ARRAY = 4;
    private static final int MAP = 5;
    private static final int FALSE = 0xf4;
    private static final int TRUE = 0xf5;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private Cbor() {}

    /** @param item a map, a list, bytes, a text, an integer or a boolean */
    static byte[] of(Object item) {
        Cbor cbor = new Cbor();
        cbor.write(item);
        return cbor.written.toByteArray();
    }

    private void write(Object item) {
        if (item instanceof Map<?, ?> map) {
            head(MAP, map.size());
            map.forEach((key, value) -> {
                write(key);
                write(value);
            });
        } else if (item instanceof List<?> list) {
            head(ARRAY, list.size());
            list.forEach(this::write);
        } else if (item instanceof byte[] bytes) {
            head(BYTES, bytes.length);
            written.writeBytes(bytes);
        } else if (item instanceof String text) {
            head(TEXT, text.getBytes(UTF_8).length);
            written.writeBytes(text.getBytes(UTF_8));
        } else if (item instanceof Integer number) {
            head(number < 0 ? NEGATIVE : POSITIVE, number < 0 ? -1 - number : number);
        } else {
            written.write((Boolean) item ? TRUE : FALSE);
        }
    }

    private void head(int type, int number) {
        if (number < 24) {
            written.write(type << 5 | number);
        } else if (number < 1 << 8) {
            written.write(type << 5 | 24);
            written.write(number);
        } else if (number < 1 << 16) {
            written.write(type << 5 | 25);
            written.writeBytes(ByteBuffer.allocate(2).putShort((short) number).array());
        } else {
            written.write(type << 5 | 26);
            written.writeBytes(ByteBuffer.allocate(4).putInt(number).array());
        }
    }
}
