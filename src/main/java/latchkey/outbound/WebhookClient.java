package latchkey.outbound;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import latchkey.webhook.WebhookConfig;
import latchkey.webhook.WebhookSender;
import org.jspecify.annotations.Nullable;

/**
 * Posts messages to receivers with Vert.x' client, which connects to the address that was checked, and checks the certificate by the
 * host's name. It follows no redirects.
 */
@ApplicationScoped
class WebhookClient implements WebhookSender {

    /** The TLS configuration of Quarkus for receivers with an authority of their own: {@code quarkus.tls.webhooks}. */
    private static final String TLS = "webhooks";

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** For all of an attempt, from the connection to the end of the answer. */
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    /** Shorter than servers keep idle connections, which would close them when the next message is sent. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(2);

    /** In bytes. The rest of an answer is not read. */
    private static final int LONGEST_ANSWER = 64 * 1024;

    /** Connections to one receiver. */
    private static final int POOL_SIZE = 8;

    private final Vertx vertx;
    private final AllowedAddresses allowed;
    private final Resolver resolver;
    private final Consumer<HttpClientOptions> trust;
    private final Duration timeout;

    /** All messages are sent from one event loop, so that no event of an answer comes before its handler is set. */
    private @Nullable Context context;

    private @Nullable HttpClient client;

    @Inject
    WebhookClient(Vertx vertx, TlsConfigurationRegistry tls, WebhookConfig config) {
        this(
                vertx,
                config,
                InetAddress::getAllByName,
                options -> tls.get(TLS).ifPresent(configured -> TlsConfigUtils.configure(options, configured)),
                TIMEOUT);
    }

    /**
     * A client with settings of its own.
     *
     * @param trust sets which certificates are accepted
     * @param timeout for all of an attempt
     */
    WebhookClient(
            Vertx vertx, WebhookConfig config, Resolver resolver, Consumer<HttpClientOptions> trust, Duration timeout) {
        this.vertx = vertx;
        this.resolver = resolver;
        this.trust = trust;
        this.timeout = timeout;
        allowed = new AllowedAddresses(config.allowedNetworks().orElse(List.of()));
    }

    @Override
    public boolean refuses(URI url) {
        return Destination.isRefused(url, allowed);
    }

    @Override
    public CompletionStage<Answer> send(Post post) {
        try {
            Exchange exchange = new Exchange(post, Destination.of(post.url(), post.attempt(), resolver, allowed));
            open().runOnContext(now -> exchange.begin());
            return exchange.answer;
        } catch (Destination.Refused e) {
            return CompletableFuture.completedFuture(new Answer(null, e.getMessage()));
        }
    }

    /** Makes the client for the first message, so that the start does not make it. */
    private synchronized Context open() {
        if (context == null) {
            context = VertxContext.getRootContext(vertx.getOrCreateContext());
            HttpClientOptions options = new HttpClientOptions()
                    .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                    .setKeepAliveTimeout((int) KEEP_ALIVE.toSeconds())
                    .setMaxPoolSize(POOL_SIZE)
                    .setForceSni(true)
                    .setVerifyHost(true);
            trust.accept(options);
            // HTTP/1.1 alone: a connection that is closed has one message.
            client = vertx.createHttpClient(options.setUseAlpn(false));
            // The answer has what failed. Without a handler, Vert.x would log it as an error of its own.
            client.connectionHandler(connection -> connection.exceptionHandler(answered -> {}));
        }
        return context;
    }

    @PreDestroy
    synchronized void close() {
        if (client != null) {
            client.close();
        }
    }

    /** One attempt, on the event loop. */
    private final class Exchange {

        private final Post post;
        private final Destination destination;
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private @Nullable HttpClientRequest request;
        private int read;

        Exchange(Post post, Destination destination) {
            this.post = post;
            this.destination = destination;
        }

        void begin() {
            long timer = vertx.setTimer(timeout.toMillis(), late -> {
                fail("the receiver does not answer within " + timeout.toSeconds() + " seconds");
                abandon();
            });
            requireNonNull(client)
                    .request(options())
                    .compose(this::post)
                    .onSuccess(response -> read(response, timer))
                    .onFailure(e -> {
                        vertx.cancelTimer(timer);
                        fail("the receiver cannot be reached: " + cause(e));
                    });
        }

        private RequestOptions options() {
            RequestOptions options = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setServer(SocketAddress.inetSocketAddress(
                            destination.port(), destination.address().getHostAddress()))
                    .setHost(destination.host())
                    .setPort(destination.port())
                    .setSsl(destination.tls())
                    .setURI(destination.target())
                    .setFollowRedirects(false)
                    .putHeader("User-Agent", "Latchkey");
            post.headers().forEach(options::putHeader);
            return options;
        }

        private Future<HttpClientResponse> post(HttpClientRequest made) {
            request = made;
            if (answer.isDone()) {
                abandon();
            }
            return made.send(Buffer.buffer(post.body()));
        }

        /** The status is enough. The body is read, up to a limit, so that the connection can be used again. */
        private void read(HttpClientResponse response, long timer) {
            response.exceptionHandler(e -> vertx.cancelTimer(timer));
            response.endHandler(end -> vertx.cancelTimer(timer));
            response.handler(chunk -> {
                read += chunk.length();
                if (read > LONGEST_ANSWER) {
                    abandon();
                }
            });
            answer.complete(new Answer(response.statusCode(), null));
        }

        private void abandon() {
            HttpClientRequest made = request;
            if (made != null) {
                made.connection().close();
            }
        }

        private void fail(String why) {
            answer.complete(new Answer(null, why));
        }
    }

    private static String cause(Throwable e) {
        return requireNonNullElse(e.getMessage(), e.getClass().getSimpleName()).replaceAll("\\s+", " ");
    }
}
