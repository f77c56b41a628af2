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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Shows the playground what a browser hides from scripts: the request headers, and the cookies that the response sets. It
 * removes the signatures of the tokens in them, so that no client can use them.
 */
@Singleton
@IfBuildProperty(name = "latchkey.playground.enabled", stringValue = "true")
class Exchanges {

    /** The request header that asks for the exchange. A page of another origin needs a preflight to send it. */
    private static final String REQUEST_HEADER = "Playground";

    /** The response header with the exchange, as JSON in base64url. */
    private static final String EXCHANGE_HEADER = "Playground-Exchange";

    private static final String REQUEST_ID = "X-Request-Id";

    /** The priority of the filter: before every filter that changes the request headers. */
    private static final int FIRST = 2000;

    /** How many recent requests can be replayed. */
    private static final int MAX_REQUESTS = 64;

    private static final Pattern TOKEN = Pattern.compile("(eyJ[\\w-]+[.][\\w-]+[.])[\\w-]+");

    private static final List<CharSequence> REPLAYED_HEADERS =
            List.of(HttpHeaders.COOKIE, HttpHeaders.AUTHORIZATION, HttpHeaders.CONTENT_TYPE);

    /** A request as the client sent it. */
    private record RecordedRequest(
            HttpMethod method,
            String uri,
            MultiMap headers,
            @Nullable Buffer body) {}

    private final HttpClient client;

    /** Oldest first. A cache would not do, since it could drop the latest request in favour of frequently used ones. */
    private final Map<String, RecordedRequest> recorded = Collections.synchronizedMap(new LinkedHashMap<>() {

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RecordedRequest> eldest) {
            return size() > MAX_REQUESTS;
        }
    });

    Exchanges(Vertx vertx) {
        client = vertx.createHttpClient();
    }

    void listen(@Observes Filters filters) {
        filters.register(this::record, FIRST);
    }

    private void record(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        // The filter runs twice for a request that is rerouted to its contract.
        if (request.headers().contains(REQUEST_HEADER) && routing.get(EXCHANGE_HEADER) == null) {
            String uri = request.uri();
            MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(request.headers());
            routing.put(EXCHANGE_HEADER, uri);
            routing.addHeadersEndHandler(ending -> addExchange(
                    routing,
                    new RecordedRequest(
                            request.method(), uri, headers, routing.body().buffer())));
        }
        routing.next();
    }

    private void addExchange(RoutingContext routing, RecordedRequest request) {
        MultiMap answer = routing.response().headers();
        String id = answer.get(REQUEST_ID);
        if (id != null) {
            recorded.put(id, request);
        }
        String exchange = new JsonObject()
                .put("sent", visible(request.headers()))
                .put("received", visible(answer))
                .encode();
        answer.set(EXCHANGE_HEADER, Base64.getUrlEncoder().encodeToString(exchange.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Replays a request with its cookies, as an attacker would who stole it, and returns the response; empty if the request is
     * no longer recorded.
     *
     * @param request the {@code X-Request-Id} of the request to replay
     */
    Optional<CompletionStage<JsonObject>> replay(String request, SocketAddress here) {
        return Optional.ofNullable(recorded.get(request))
                .map(known -> client.request(known.method(), here.port(), here.hostAddress(), known.uri())
                        .compose(again -> {
                            REPLAYED_HEADERS.forEach(name ->
                                    known.headers().getAll(name).forEach(value -> again.putHeader(name, value)));
                            again.putHeader(HttpHeaders.HOST, known.headers().get(HttpHeaders.HOST));
                            again.putHeader(HttpHeaders.USER_AGENT, "a thief");
                            return known.body() == null ? again.send() : again.send(known.body());
                        })
                        .compose(answer -> answer.body().map(body -> result(answer, body)))
                        .toCompletionStage());
    }

    private static JsonObject result(HttpClientResponse answer, Buffer body) {
        return new JsonObject()
                .put("status", answer.statusCode())
                .put("received", visible(answer.headers()))
                .put("body", withoutSignatures(body.toString()));
    }

    private static JsonArray visible(MultiMap headers) {
        JsonArray all = new JsonArray();
        headers.forEach((name, value) -> all.add(new JsonArray().add(name).add(withoutSignatures(value))));
        return all;
    }

    private static String withoutSignatures(String text) {
        return TOKEN.matcher(text).replaceAll("$1…");
    }
}
