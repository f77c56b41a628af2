package latchkey.playground;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import latchkey.Recent;
import org.jspecify.annotations.Nullable;

/**
 * Tells the playground what a browser keeps from scripts: the headers that a request came with, and the cookies that its answer
 * sets. It shows the tokens in them without their signature, so that no client can use them.
 */
@Singleton
@IfBuildProperty(name = "latchkey.playground.enabled", stringValue = "true")
class Exchanges {

    /** What a request has that wants to be told of. Another origin's page would have to ask for leave to send it. */
    private static final String ASKS = "Playground";

    /** What the answer then has: JSON, in base64url. */
    private static final String TELLS = "Playground-Exchange";

    private static final String REQUEST_ID = "X-Request-Id";

    /** Ahead of everything that changes the headers of a request. */
    private static final int FIRST = 2000;

    /** How many requests can be sent again. */
    private static final int KEPT = 64;

    private static final Pattern TOKEN = Pattern.compile("(eyJ[\\w-]+[.][\\w-]+[.])[\\w-]+");

    private static final List<CharSequence> SENT_AGAIN =
            List.of(HttpHeaders.COOKIE, HttpHeaders.AUTHORIZATION, HttpHeaders.CONTENT_TYPE);

    /** A request as it came. */
    private record Sent(
            HttpMethod method,
            String uri,
            MultiMap headers,
            @Nullable Buffer body) {}

    private final HttpClient client;
    private final Recent<String, Sent> sent = new Recent<>(KEPT);

    Exchanges(Vertx vertx) {
        client = vertx.createHttpClient();
    }

    void listen(@Observes Filters filters) {
        filters.register(this::listen, FIRST);
    }

    private void listen(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        // A request that is routed to its contract comes by twice.
        if (request.headers().contains(ASKS) && routing.get(TELLS) == null) {
            String uri = request.uri();
            MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(request.headers());
            routing.put(TELLS, uri);
            routing.addHeadersEndHandler(ending -> tell(
                    routing,
                    new Sent(request.method(), uri, headers, routing.body().buffer())));
        }
        routing.next();
    }

    private void tell(RoutingContext routing, Sent request) {
        MultiMap answer = routing.response().headers();
        String id = answer.get(REQUEST_ID);
        if (id != null) {
            sent.put(id, request);
        }
        String told = new JsonObject()
                .put("sent", shown(request.headers()))
                .put("received", shown(answer))
                .encode();
        answer.set(TELLS, Base64.getUrlEncoder().encodeToString(told.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * What is answered to a request that a thief sends again, cookies and all, or empty where it is no longer known.
     *
     * @param request its {@code X-Request-Id}
     */
    Optional<CompletionStage<JsonObject>> sendAgain(String request, SocketAddress here) {
        return Optional.ofNullable(sent.get(request))
                .map(known -> client.request(known.method(), here.port(), here.hostAddress(), known.uri())
                        .compose(again -> {
                            SENT_AGAIN.forEach(name ->
                                    known.headers().getAll(name).forEach(value -> again.putHeader(name, value)));
                            again.putHeader(HttpHeaders.HOST, known.headers().get(HttpHeaders.HOST));
                            again.putHeader(HttpHeaders.USER_AGENT, "a thief");
                            return known.body() == null ? again.send() : again.send(known.body());
                        })
                        .compose(answer -> answer.body().map(body -> told(answer, body)))
                        .toCompletionStage());
    }

    private static JsonObject told(HttpClientResponse answer, Buffer body) {
        return new JsonObject()
                .put("status", answer.statusCode())
                .put("received", shown(answer.headers()))
                .put("body", unsigned(body.toString()));
    }

    private static JsonArray shown(MultiMap headers) {
        JsonArray all = new JsonArray();
        headers.forEach((name, value) -> all.add(new JsonArray().add(name).add(unsigned(value))));
        return all;
    }

    private static String unsigned(String text) {
        return TOKEN.matcher(text).replaceAll("$1…");
    }
}
