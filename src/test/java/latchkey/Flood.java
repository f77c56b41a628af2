package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An attacker with one thread and many addresses: keeps connections open that all begin with the same text and never go on,
 * and opens another for each one that is closed.
 */
final class Flood implements AutoCloseable {

    private static final int ADDRESSES = 200;

    private static final int FIRST_PORT = 10_000;
    private static final int PORTS = 20_000;

    /** So that each connection of this process has another local port. */
    private static final AtomicLong NEXT = new AtomicLong();

    private final int port;
    private final int atOnce;
    private final long total;
    private final byte[] text;
    private final boolean reads;
    private final Map<String, Integer> answers = new TreeMap<>();
    private final Thread thread = new Thread(this::run, "flood");
    private volatile long opened;
    private volatile boolean over;
    private int open;

    /**
     * @param atOnce how many are open at the same time, as far as the server lets them
     * @param total how many are opened before it ends
     * @param reads whether it looks at what is answered
     */
    Flood(int port, int atOnce, long total, String text, boolean reads) {
        this.port = port;
        this.atOnce = atOnce;
        this.total = total;
        this.text = text.getBytes(StandardCharsets.ISO_8859_1);
        this.reads = reads;
        thread.setDaemon(true);
        thread.start();
    }

    boolean isOver() {
        return over;
    }

    long opened() {
        return opened;
    }

    /** Status, or "closed", to how often it came. */
    Map<String, Integer> answers() {
        synchronized (answers) {
            return new TreeMap<>(answers);
        }
    }

    /** Waits until all were opened. */
    void join() throws InterruptedException {
        thread.join();
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        thread.join();
    }

    private void run() {
        try (Selector selector = Selector.open()) {
            while (!over && (opened < total || reads)) {
                while (open < atOnce && opened < total) {
                    begin(selector);
                }
                selector.select(key -> go(key), 100);
                if (opened >= total) {
                    break;
                }
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            over = true;
        }
    }

    private void begin(Selector selector) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        bind(channel);
        channel.connect(new InetSocketAddress("127.0.0.1", port));
        channel.register(selector, SelectionKey.OP_CONNECT, ByteBuffer.wrap(text));
        opened++;
        open++;
    }

    /** Below the system's ephemeral ports, so that the flood takes no port from other tests. */
    private static void bind(SocketChannel channel) throws IOException {
        while (true) {
            long next = NEXT.getAndIncrement();
            try {
                channel.bind(new InetSocketAddress(
                        "127.0.1." + (1 + next % ADDRESSES), FIRST_PORT + (int) (next / ADDRESSES % PORTS)));
                return;
            } catch (BindException taken) {
                assertThat(next).isLessThan((long) ADDRESSES * PORTS);
            }
        }
    }

    private void go(SelectionKey key) {
        try {
            SocketChannel channel = (SocketChannel) key.channel();
            ByteBuffer rest = (ByteBuffer) key.attachment();
            if (key.isConnectable() && channel.finishConnect()) {
                key.interestOps(SelectionKey.OP_WRITE);
            }
            if (key.isValid() && key.isWritable()) {
                channel.write(rest);
                key.interestOps((rest.hasRemaining() ? SelectionKey.OP_WRITE : 0) | (reads ? SelectionKey.OP_READ : 0));
            }
            if (key.isValid() && key.isReadable()) {
                read(channel);
            }
        } catch (IOException reset) {
            end(key, "closed");
        }
    }

    private void read(SocketChannel channel) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(512);
        int length = channel.read(answer);
        if (length < 0) {
            throw new IOException("closed");
        }
        String text = new String(answer.array(), 0, length, StandardCharsets.ISO_8859_1);
        if (text.startsWith("HTTP/1.1 ")) {
            count(text.substring(9, 12));
        }
    }

    private void end(SelectionKey key, String how) {
        count(how);
        open--;
        try {
            key.channel().close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void count(String how) {
        synchronized (answers) {
            answers.merge(how, 1, Integer::sum);
        }
    }
}
