package latchkey.command.output;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The file that a command reads, with a count of the bytes that were read from it. */
public final class CountingStream extends FilterInputStream {

    /** The file name that means standard input. */
    public static final String STANDARD_INPUT = "-";

    private long bytes;

    public CountingStream(InputStream input) {
        super(input);
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        bytes += read < 0 ? 0 : 1;
        return read;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        int read = super.read(buffer, from, length);
        bytes += Math.max(0, read);
        return read;
    }

    long bytes() {
        return bytes;
    }
}
