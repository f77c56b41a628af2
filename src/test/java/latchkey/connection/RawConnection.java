package latchkey.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;

/** A client's end of one connection, one character a byte. */
public final class RawConnection implements AutoCloseable {

    /** Milliseconds until an answer must have come. */
    public static final int MAX_WAIT = 300_000;

    private final Socket socket;

    public RawConnection(int port) throws IOException {
        socket = new Socket("localhost", port);
        socket.setSoTimeout(MAX_WAIT);
    }

    /** Everything that comes back until the connection is closed, which may be before all of the text was sent. */
    public static String exchange(int port, String text) throws IOException {
        try (RawConnection raw = new RawConnection(port)) {
            try {
                raw.send(text);
            } catch (SocketException closed) {
                // The server refused what it had read until then; its answer may still be there.
            }
            return raw.rest();
        }
    }

    public RawConnection send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        return this;
    }

    /** What comes until {@code end} does. */
    public String until(String end) throws IOException {
        InputStream answer = socket.getInputStream();
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int next = answer.read();
            if (next < 0) {
                throw new AssertionError("closed after: " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }

    public String rest() throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(answer);
        } catch (SocketException reset) {
            // What was answered before counts.
        }
        return answer.toString(ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
