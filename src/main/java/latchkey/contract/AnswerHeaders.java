package latchkey.contract;

import static io.vertx.core.http.HttpHeaders.CONTENT_LENGTH;
import static io.vertx.core.http.HttpHeaders.createOptimized;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import latchkey.LatchkeyConfig;

/** What every answer tells browsers, whatever is in it: to make of it no more than it says it is. */
@ApplicationScoped
class AnswerHeaders {

    private record Header(CharSequence name, CharSequence value) {

        static Header of(String name, String value) {
            return new Header(createOptimized(name), createOptimized(value));
        }
    }

    private static final String CONTENT_POLICY = "Content-Security-Policy";

    private static final String HEAD = AnswerHeaders.class.getName();

    /** Bytes from which Quarkus REST sends in parts, the first of which is all that is known when the head is written. */
    private static final int IN_PARTS = 8191;

    /** The statuses of answers that have no body to any method. */
    private static final Set<Integer> BODILESS = Set.of(204, 304);

    private static final List<Header> ALWAYS = List.of(
            Header.of("X-Content-Type-Options", "nosniff"),
            Header.of("Referrer-Policy", "no-referrer"),
            // What asks by CORS is not concerned: it has its own say.
            Header.of("Cross-Origin-Resource-Policy", "same-origin"),
            Header.of(CONTENT_POLICY, "default-src 'none'; frame-ancestors 'none'"));

    /** A year, and for the host itself: what else has a name below it is not ours to speak for. */
    private static final Header HTTPS_ONLY = Header.of("Strict-Transport-Security", "max-age=31536000");

    /** For Quarkus' own pages, which only development has, with scripts in them. */
    private static final Header PAGES = Header.of(
            CONTENT_POLICY,
            "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; object-src 'none'; frame-ancestors 'self'");

    private final List<Header> headers;

    AnswerHeaders(LatchkeyConfig config) {
        List<Header> all = new ArrayList<>(ALWAYS);
        if (config.issuer().toLowerCase(Locale.ROOT).startsWith("https:")) {
            all.add(HTTPS_ONLY);
        }
        headers = List.copyOf(all);
    }

    void putInto(HttpServerResponse response) {
        MultiMap answer = response.headers();
        for (Header header : headers) {
            answer.set(header.name(), header.value());
        }
    }

    /** Remembers a request by HEAD before it is sent on, since to whom it is sent on it can be another. */
    static void lookForHead(RoutingContext routing) {
        if (routing.request().method() == HttpMethod.HEAD) {
            routing.put(HEAD, true);
        }
    }

    static boolean isHead(RoutingContext routing) {
        return routing.get(HEAD) != null;
    }

    /** Says in the answer to HEAD how long that to GET is (RFC 9110, 9.3.2), which Vert.x does not. */
    static void sayLengthToHead(RoutingContext routing) {
        if (isHead(routing)) {
            HttpServerResponse response = routing.response();
            routing.addHeadersEndHandler(ending -> {
                if (response.bytesWritten() < IN_PARTS && !BODILESS.contains(response.getStatusCode())) {
                    response.putHeader(CONTENT_LENGTH, Long.toString(response.bytesWritten()));
                }
            });
        }
    }

    /** Where {@code path} is one of the pages that do nothing without. */
    void letScriptsRun(HttpServerResponse response, String path) {
        if (path.startsWith("/q/swagger-ui") || path.startsWith("/q/dev-ui")) {
            response.putHeader(PAGES.name(), PAGES.value());
        }
    }
}
