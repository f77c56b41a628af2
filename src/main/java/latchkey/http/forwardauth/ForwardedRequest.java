package latchkey.http.forwardauth;

import static java.util.Objects.requireNonNullElse;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import latchkey.http.browser.TrustedOrigins;
import org.jspecify.annotations.Nullable;

/**
 * The client's request that a proxy asks about.
 *
 * @param origin of the requested application, as a browser writes it
 * @param target its path and query, as the client sent them
 */
record ForwardedRequest(String method, String origin, String target) {

    private static final String ENDPOINT = "/forward-auth";

    private static final Pattern URL = Pattern.compile("(https?://[^/]+)(/.*)");

    private static final Pattern TARGET = Pattern.compile("/[!-~]*");

    private static final String PROTO = "X-Forwarded-Proto";

    /** Reads it from the proxy's headers; empty if one is missing, repeated, or no valid origin. */
    static Optional<ForwardedRequest> of(ForwardAuthConfig.Proxy proxy, HttpServerRequest proxyRequest) {
        return switch (proxy) {
            case NGINX -> fromOriginalUrl(proxyRequest);
            case TRAEFIK ->
                of(
                        singleHeader(proxyRequest, "X-Forwarded-Method"),
                        origin(proxyRequest, singleHeader(proxyRequest, "X-Forwarded-Host")),
                        singleHeader(proxyRequest, "X-Forwarded-Uri"));
            case ENVOY ->
                of(
                        proxyRequest.method().name(),
                        origin(proxyRequest, singleHeader(proxyRequest, "Host")),
                        afterEndpoint(proxyRequest.uri()));
        };
    }

    private static Optional<ForwardedRequest> fromOriginalUrl(HttpServerRequest proxyRequest) {
        Matcher parts = URL.matcher(requireNonNullElse(singleHeader(proxyRequest, "X-Original-URL"), ""));
        return parts.matches()
                ? of(singleHeader(proxyRequest, "X-Original-Method"), parts.group(1), parts.group(2))
                : Optional.empty();
    }

    private static Optional<ForwardedRequest> of(
            @Nullable String method, @Nullable String origin, @Nullable String target) {
        return method == null
                        || origin == null
                        || target == null
                        || !TrustedOrigins.canBe(origin.toLowerCase(Locale.ROOT))
                        || !TARGET.matcher(target).matches()
                ? Optional.empty()
                : Optional.of(new ForwardedRequest(method, origin.toLowerCase(Locale.ROOT), target));
    }

    /** The scheme from an untrusted proxy does not count; then it is https, which signing in needs. */
    private static @Nullable String origin(HttpServerRequest proxyRequest, @Nullable String host) {
        return host == null ? null : requireNonNullElse(singleHeader(proxyRequest, PROTO), "https") + "://" + host;
    }

    private static @Nullable String afterEndpoint(String uri) {
        return uri.startsWith(ENDPOINT + "/") ? uri.substring(ENDPOINT.length()) : null;
    }

    private static @Nullable String singleHeader(HttpServerRequest proxyRequest, String header) {
        List<String> lines = proxyRequest.headers().getAll(header);
        return lines.size() == 1 ? lines.get(0) : null;
    }

    /** The path, without the query. */
    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    String url() {
        return origin + target;
    }
}
