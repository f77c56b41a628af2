package latchkey.http;

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

/** The security headers of every response: browsers must not use it as more than its content type says. */
@ApplicationScoped
public class ResponseHeaders {

    private record Header(CharSequence name, CharSequence value) {

        static Header of(String name, String value) {
            return new Header(createOptimized(name), createOptimized(value));
        }
    }

    private static final String CONTENT_POLICY = "Content-Security-Policy";

    private static final String HEAD = ResponseHeaders.class.getName();

    /** Bytes from which Quarkus REST sends chunks, so that the length is unknown when it writes the head. */
    private static final int CHUNKED_FROM = 8191;

    /** The statuses of responses without a body. */
    private static final Set<Integer> WITHOUT_BODY = Set.of(204, 304);

    private static final List<Header> ALWAYS = List.of(
            Header.of("X-Content-Type-Options", "nosniff"),
            Header.of("Referrer-Policy", "no-referrer"),
            // Does not apply to CORS requests, which have headers of their own.
            Header.of("Cross-Origin-Resource-Policy", "same-origin"),
            Header.of(CONTENT_POLICY, "default-src 'none'; frame-ancestors 'none'"));

    /** One year, for this host only: its subdomains may not be Latchkey's. */
    private static final Header HTTPS_ONLY = Header.of("Strict-Transport-Security", "max-age=31536000");

    /** For Quarkus' own pages, which exist in development only and contain scripts. */
    private static final Header DEVELOPMENT_PAGES = Header.of(
            CONTENT_POLICY,
            "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; object-src 'none'; frame-ancestors 'self'");

    private final List<Header> headers;

    ResponseHeaders(LatchkeyConfig config) {
        List<Header> all = new ArrayList<>(ALWAYS);
        if (config.issuer().toLowerCase(Locale.ROOT).startsWith("https:")) {
            all.add(HTTPS_ONLY);
        }
        headers = List.copyOf(all);
    }

    public void putInto(HttpServerResponse response) {
        MultiMap answer = response.headers();
        for (Header header : headers) {
            answer.set(header.name(), header.value());
        }
    }

    /** Remembers a HEAD request before it is rerouted as GET. */
    public static void rememberHead(RoutingContext routing) {
        if (routing.request().method() == HttpMethod.HEAD) {
            routing.put(HEAD, true);
        }
    }

    static boolean isHead(RoutingContext routing) {
        return routing.get(HEAD) != null;
    }

    /** Sets in the response to HEAD the length that GET would have (RFC 9110, 9.3.2); Vert.x does not. */
    public static void setLengthForHead(RoutingContext routing) {
        if (isHead(routing)) {
            HttpServerResponse response = routing.response();
            routing.addHeadersEndHandler(ending -> {
                if (response.bytesWritten() < CHUNKED_FROM && !WITHOUT_BODY.contains(response.getStatusCode())) {
                    response.putHeader(CONTENT_LENGTH, Long.toString(response.bytesWritten()));
                }
            });
        }
    }

    /** Allows scripts if {@code path} is one of the pages that need them. */
    public void allowScripts(HttpServerResponse response, String path) {
        if (path.startsWith("/q/swagger-ui") || path.startsWith("/q/dev-ui")) {
            response.putHeader(DEVELOPMENT_PAGES.name(), DEVELOPMENT_PAGES.value());
        }
    }
}
