package latchkey.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** A file that runs an action while it is read, between its two parts. */
abstract class Interrupted extends InputStream {

    private final ByteArrayInputStream before;
    private final ByteArrayInputStream rest;
    private boolean interrupted;

    Interrupted(String before, String rest) {
        this.before = new ByteArrayInputStream(before.getBytes(UTF_8));
        this.rest = new ByteArrayInputStream(rest.getBytes(UTF_8));
    }

    abstract void interrupt();

    @Override
    public int read() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] buffer, int from, int length) {
        int read = before.read(buffer, from, length);
        if (read >= 0) {
            return read;
        }
        if (!interrupted) {
            interrupted = true;
            interrupt();
        }
        return rest.read(buffer, from, length);
    }
}
