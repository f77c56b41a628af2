package latchkey;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The distribution's nginx on loopback. */
final class Nginx implements AutoCloseable {

    private final Path folder;
    private final int port;
    private final Process process;

    private Nginx(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    static boolean isThere() throws InterruptedException {
        return runs("nginx", "-v");
    }

    /**
     * Starts it and waits until it listens.
     *
     * @param http what stands in the http block, {@code listen 8443} in it
     */
    static Nginx start(Path folder, String http) throws Exception {
        int port = freePort();
        write(folder, port, http);
        Nginx nginx = new Nginx(folder, port, process("nginx", "-p", folder.toString(), "-c", "nginx.conf"));
        nginx.awaitListening();
        return nginx;
    }

    /** Loads another configuration; nginx finishes open requests with the old one. */
    void reload(String http) throws Exception {
        write(folder, port, http);
        process("nginx", "-p", folder.toString(), "-c", "nginx.conf", "-s", "reload")
                .waitFor();
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor(5, TimeUnit.SECONDS);
    }

    static boolean runs(String... command) throws InterruptedException {
        try {
            return process(command).waitFor() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    static Process process(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().merge("PATH", ":/usr/sbin", String::concat);
        return builder.start();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void write(Path folder, int port, String http) throws IOException {
        Files.writeString(
                folder.resolve("nginx.conf"),
                "daemon off; error_log stderr; pid nginx.pid; events {} http { access_log off;\n"
                        + http.replace("listen 8443", "listen 127.0.0.1:" + port) + "}");
    }

    private void awaitListening() throws InterruptedException {
        Waiting.until("nginx listens", () -> {
            try (Socket socket = new Socket("localhost", port)) {
                return true;
            } catch (IOException notYet) {
                return false;
            }
        });
    }
}
