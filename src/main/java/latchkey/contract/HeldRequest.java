package latchkey.contract;

import static java.util.Objects.requireNonNullElse;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The request that a proxy holds while it asks about it.
 *
 * @param origin of the application that it is for, as a browser writes it
 * @param target its path and query, as the client sent them
 */
record HeldRequest(String method, String origin, String target) {

    private static final String ASKED_AT = "/forward-auth";

    private static final Pattern URL = Pattern.compile("(https?://[^/]+)(/.*)");

    private static final Pattern TARGET = Pattern.compile("/[!-~]*");

    private static final String PROTO = "X-Forwarded-Proto";

    /** What the proxy says of it; nothing where it says it not at all, twice, or of what can be no origin. */
    static Optional<HeldRequest> of(ForwardAuthConfig.Proxy proxy, HttpServerRequest question) {
        return switch (proxy) {
            case NGINX -> original(question);
            case TRAEFIK ->
                of(
                        one(question, "X-Forwarded-Method"),
                        origin(question, one(question, "X-Forwarded-Host")),
                        one(question, "X-Forwarded-Uri"));
            case ENVOY -> of(question.method().name(), origin(question, one(question, "Host")), behind(question.uri()));
        };
    }

    private static Optional<HeldRequest> original(HttpServerRequest question) {
        Matcher parts = URL.matcher(requireNonNullElse(one(question, "X-Original-URL"), ""));
        return parts.matches()
                ? of(one(question, "X-Original-Method"), parts.group(1), parts.group(2))
                : Optional.empty();
    }

    private static Optional<HeldRequest> of(@Nullable String method, @Nullable String origin, @Nullable String target) {
        return method == null
                        || origin == null
                        || target == null
                        || !Origins.canBe(origin.toLowerCase(Locale.ROOT))
                        || !TARGET.matcher(target).matches()
                ? Optional.empty()
                : Optional.of(new HeldRequest(method, origin.toLowerCase(Locale.ROOT), target));
    }

    /** Where a proxy is not ours, the scheme that it says counts for nothing: then it is the one that signing in needs. */
    private static @Nullable String origin(HttpServerRequest question, @Nullable String host) {
        return host == null ? null : requireNonNullElse(one(question, PROTO), "https") + "://" + host;
    }

    private static @Nullable String behind(String uri) {
        return uri.startsWith(ASKED_AT + "/") ? uri.substring(ASKED_AT.length()) : null;
    }

    private static @Nullable String one(HttpServerRequest question, String header) {
        List<String> lines = question.headers().getAll(header);
        return lines.size() == 1 ? lines.get(0) : null;
    }

    /** Without the query. */
    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    String url() {
        return origin + target;
    }
}
