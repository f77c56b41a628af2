package latchkey.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import latchkey.Waiting;
import latchkey.hash.Digests;

/** A receiver of webhooks that keeps what it gets, and answers as a test tells it to. */
final class Receiver implements AutoCloseable {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile int status = 204;

    /** A message that arrived. */
    record Got(String id, String timestamp, List<String> signatures, String body) {

        JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String type() {
            return json().path("type").asText();
        }

        /** The signature that a secret makes, computed as the specification says. */
        String signature(String secret) {
            byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
            byte[] signed = (id + "." + timestamp + "." + body).getBytes(UTF_8);
            return "v1," + Base64.getEncoder().encodeToString(Digests.hmacSha256(key, signed));
        }
    }

    Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::receive);
        server.setExecutor(threads);
        server.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        got.add(new Got(
                exchange.getRequestHeaders().getFirst("webhook-id"),
                exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                List.of(exchange.getRequestHeaders()
                        .getFirst("webhook-signature")
                        .split(" ")),
                body));
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hooks?token=of-the-query";
    }

    void answers(int next) {
        status = next;
    }

    /** Answers nothing until {@link #goOn}. */
    void hold() {
        held = new CountDownLatch(1);
    }

    void goOn() {
        held.countDown();
    }

    List<Got> got() {
        return List.copyOf(got);
    }

    void forget() {
        got.clear();
    }

    /** Waits until so many messages have arrived, and returns the last. */
    Got await(int count) throws InterruptedException {
        Waiting.until(count + " messages", () -> got.size() >= count);
        return got.get(count - 1);
    }

    @Override
    public void close() {
        goOn();
        server.stop(0);
        threads.shutdownNow();
    }
}
