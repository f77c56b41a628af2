package latchkey.outbound;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import latchkey.Certificates;
import latchkey.webhook.WebhookConfig;
import latchkey.webhook.WebhookSender.Answer;
import latchkey.webhook.WebhookSender.Post;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Receivers that are private, hostile, slow or not who they say, over real connections. */
class WebhookClientTest {

    private static final String NAME = "receiver.shop.example";
    private static final String LOOPBACK = "127.0.0.1";

    @TempDir
    static Path folder;

    private static Certificates certificates;
    private static Vertx vertx;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> got = new CopyOnWriteArrayList<>();
    private final AtomicInteger lookups = new AtomicInteger();
    private HttpServer http;
    private HttpsServer https;
    private int status = 204;
    private Duration timeout = Duration.ofSeconds(10);

    @BeforeAll
    static void authority() throws Exception {
        certificates = Certificates.of(folder, "authority", NAME);
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void receivers() throws Exception {
        http = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        https = HttpsServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(certificates.serverContext(NAME)));
        for (HttpServer server : List.of(http, https)) {
            server.createContext("/", this::answer);
            server.setExecutor(threads);
            server.start();
        }
    }

    @AfterEach
    void close() {
        http.stop(0);
        https.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        got.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getFirst("Host") + " "
                + exchange.getRequestHeaders().getFirst("webhook-id") + " "
                + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        exchange.getResponseHeaders().add("Location", "/elsewhere");
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    static WebhookConfig config(String... networks) {
        return new WebhookConfig() {
            @Override
            public Optional<List<String>> allowedNetworks() {
                return networks.length == 0 ? Optional.empty() : Optional.of(List.of(networks));
            }

            @Override
            public Optional<String> operatorEmail() {
                return Optional.empty();
            }

            @Override
            public String operatorLanguage() {
                return "en";
            }
        };
    }

    private static final Consumer<HttpClientOptions> OUR_AUTHORITY = options -> options.setTrustOptions(
            new PemTrustOptions().addCertPath(folder.resolve("authority.crt").toString()));

    /** Resolves every name to this machine. */
    private InetAddress[] resolve(String host) throws UnknownHostException {
        lookups.incrementAndGet();
        return new InetAddress[] {InetAddress.getByName(LOOPBACK)};
    }

    private Answer post(String url) {
        return post(url, this::resolve, OUR_AUTHORITY, 1, LOOPBACK);
    }

    private Answer post(
            String url, Resolver resolver, Consumer<HttpClientOptions> trust, int attempt, String... networks) {
        WebhookClient client = new WebhookClient(vertx, config(networks), resolver, trust, timeout);
        try {
            return client.send(new Post(URI.create(url), Map.of("webhook-id", "an-id"), "{\"type\": \"ü\"}", attempt))
                    .toCompletableFuture()
                    .join();
        } finally {
            client.close();
        }
    }

    private String https(String name) {
        return "https://" + name + ":" + https.getAddress().getPort();
    }

    private String http() {
        return "http://receiver.internal:" + http.getAddress().getPort();
    }

    @Test
    void aMessageIsPostedOverTlsToTheAddressOfTheName() {
        assertThat(post(https(NAME) + "/hooks?of=shop")).isEqualTo(new Answer(204, null));

        assertThat(got)
                .containsExactly("POST /hooks?of=shop " + NAME + ":"
                        + https.getAddress().getPort() + " an-id {\"type\": \"ü\"}");
    }

    @Test
    void aUrlWithoutAPathMeansTheRoot() {
        assertThat(post(http()).isAccepted()).isTrue();

        assertThat(got).singleElement().asString().startsWith("POST / ");
    }

    @Test
    void aCertificateOfAnotherNameIsRefused() {
        Answer answer = post(https("other.shop.example"));

        assertThat(answer.status()).isNull();
        assertThat(answer.sentence()).startsWith("the receiver cannot be reached: ");
        assertThat(got).isEmpty();
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsRefused() {
        assertThat(post(https(NAME), this::resolve, options -> {}, 1, LOOPBACK).status())
                .isNull();
        assertThat(got).isEmpty();
    }

    /** DNS rebinding: the name has an allowed address when it is checked, and another one afterwards. */
    @Test
    void theAddressThatWasCheckedIsTheOneThatIsUsed() {
        Resolver rebinding = host -> lookups.getAndIncrement() == 0
                ? new InetAddress[] {InetAddress.getByName(LOOPBACK)}
                : new InetAddress[] {InetAddress.getByName("192.0.2.1")};

        assertThat(post(https(NAME), rebinding, OUR_AUTHORITY, 1, LOOPBACK).isAccepted())
                .isTrue();
        assertThat(lookups).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1",
                "https://localhost",
                "https://[::1]",
                "https://[::ffff:127.0.0.1]",
                "https://0.0.0.0",
                "https://2130706433",
                "https://10.1.2.3",
                "https://169.254.169.254",
                "https://[fd00:ec2::254]",
                "https://[64:ff9b::7f00:1]",
                "https://[2002:7f00:1::]",
                "https://[fe80::1]",
                "https://[::]"
            })
    void noConnectionIsMadeToAnAddressThatIsNotPublic(String origin) {
        Answer answer = post(origin + ":" + https.getAddress().getPort(), InetAddress::getAllByName, OUR_AUTHORITY, 1);

        assertThat(answer.status()).isNull();
        assertThat(answer.sentence()).startsWith("the receiver has an address that is not public");
    }

    @Test
    void oneAddressThatIsNotPublicIsEnoughToRefuse() {
        Resolver mixed =
                host -> new InetAddress[] {InetAddress.getByName(LOOPBACK), InetAddress.getByName("169.254.169.254")};

        assertThat(post(https(NAME), mixed, OUR_AUTHORITY, 1, LOOPBACK).sentence())
                .startsWith("the receiver has an address that is not public");
        assertThat(got).isEmpty();
    }

    @Test
    void eachAttemptTakesTheNextAddress() {
        Resolver two = host -> new InetAddress[] {InetAddress.getByName("127.0.0.9"), InetAddress.getByName(LOOPBACK)};

        assertThat(post(https(NAME), two, OUR_AUTHORITY, 1, "127.0.0.0/8").isAccepted())
                .isFalse();
        assertThat(post(https(NAME), two, OUR_AUTHORITY, 2, "127.0.0.0/8").isAccepted())
                .isTrue();
    }

    @Test
    void httpIsForListedNetworksOnly() {
        Resolver elsewhere = host -> new InetAddress[] {InetAddress.getByName("8.8.8.8")};

        assertThat(post(http(), elsewhere, OUR_AUTHORITY, 1, LOOPBACK).sentence())
                .isEqualTo("http is for addresses in latchkey.webhooks.allowed-networks only");
        assertThat(post(http()).isAccepted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectsAreNotFollowed(int redirect) {
        status = redirect;

        Answer answer = post(http() + "/hooks");

        assertThat(answer.sentence()).isEqualTo("the receiver answered " + redirect);
        assertThat(answer.isAccepted()).isFalse();
        assertThat(got).singleElement().asString().startsWith("POST /hooks ");
    }

    @Test
    void aReceiverThatDoesNotListenIsReported() {
        int port = http.getAddress().getPort();
        http.stop(0);

        assertThat(post("http://receiver.internal:" + port).sentence()).startsWith("the receiver cannot be reached: ");
    }

    @Test
    void aNameWithoutAnAddressIsReported() {
        Resolver none = host -> {
            throw new UnknownHostException(host);
        };

        assertThat(post(https(NAME), none, OUR_AUTHORITY, 1).sentence())
                .isEqualTo("the receiver's name has no address");
    }

    @Test
    void aReceiverThatSaysNothingIsLeftAlone() throws Exception {
        try (Hostile silent = new Hostile("", "")) {
            assertThat(post(silent.url()).sentence()).isEqualTo("the receiver does not answer within 1 seconds");
            silent.awaitEnd();
        }
    }

    @Test
    void aHeadThatNeverEndsIsNotKept() throws Exception {
        try (Hostile endless = new Hostile("HTTP/1.1 200 OK\r\n", "X-More: " + "x".repeat(1_000) + "\r\n")) {
            assertThat(post(endless.url()).status()).isNull();
            endless.awaitEnd();
        }
    }

    @Test
    void aHeadThatArrivesSlowlyIsNotAwaited() throws Exception {
        try (Hostile slow = new Hostile("HTTP/1.1 200 OK\r\n", "X: y\r\n", Duration.ofMillis(200))) {
            assertThat(post(slow.url()).sentence()).isEqualTo("the receiver does not answer within 1 seconds");
            slow.awaitEnd();
        }
    }

    @Test
    void anAnswerThatNeverEndsIsCutAndTheStatusCounts() throws Exception {
        String chunk = "400\r\n" + "x".repeat(1_024) + "\r\n";
        try (Hostile endless = new Hostile("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", chunk)) {
            WebhookClient client = new WebhookClient(vertx, config(LOOPBACK), this::resolve, OUR_AUTHORITY, timeout);
            assertThat(client.send(new Post(URI.create(endless.url()), Map.of(), "{}", 1))
                            .toCompletableFuture()
                            .join()
                            .isAccepted())
                    .isTrue();
            endless.awaitEnd();
            client.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 99999 OK\r\n\r\n",
                "220 mail.shop.example ESMTP\r\n",
                "\u0000\u0000\u0000\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\nContent-Length: 5\r\n"
            })
    void anAnswerThatIsNotHttpIsNoSuccess(String answered) throws Exception {
        try (Hostile odd = new Hostile(answered, "")) {
            assertThat(post(odd.url()).isAccepted()).isFalse();
        }
    }

    /** Answers each connection with a text, and then with another one without end. */
    private final class Hostile implements AutoCloseable {

        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName(LOOPBACK));
        private final CompletableFuture<Void> ended = new CompletableFuture<>();

        Hostile(String begin, String repeated) throws IOException {
            this(begin, repeated, Duration.ZERO);
        }

        Hostile(String begin, String repeated, Duration pause) throws IOException {
            timeout = Duration.ofSeconds(1);
            threads.execute(() -> {
                try (Socket connection = socket.accept()) {
                    OutputStream out = connection.getOutputStream();
                    out.write(begin.getBytes(US_ASCII));
                    while (!repeated.isEmpty()) {
                        out.write(repeated.getBytes(US_ASCII));
                        Thread.sleep(pause.toMillis());
                    }
                    while (connection.getInputStream().read() >= 0) {
                        // until the client closes the connection
                    }
                } catch (IOException | InterruptedException closed) {
                    // by the client
                }
                ended.complete(null);
            });
        }

        String url() {
            return "http://receiver.internal:" + socket.getLocalPort();
        }

        /** Waits until the client has closed the connection. */
        void awaitEnd() {
            ended.join();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
