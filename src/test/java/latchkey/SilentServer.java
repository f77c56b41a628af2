package latchkey;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port that neither accepts nor refuses, as that of a machine without power: what waits to be accepted leaves no room. */
final class SilentServer implements AutoCloseable {

    private static final int MILLISECONDS = 200;

    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<Socket> waiting = new ArrayList<>();

    SilentServer() throws IOException {
        try {
            while (true) {
                Socket next = new Socket();
                waiting.add(next);
                next.connect(new InetSocketAddress(server.getInetAddress(), port()), MILLISECONDS);
            }
        } catch (SocketTimeoutException full) {
            // As it shall be.
        }
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : waiting) {
            socket.close();
        }
        server.close();
    }
}
