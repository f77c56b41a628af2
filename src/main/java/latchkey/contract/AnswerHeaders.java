package latchkey.contract;

import static io.vertx.core.http.HttpHeaders.createOptimized;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

    /** Where {@code path} is one of the pages that do nothing without. */
    void letScriptsRun(HttpServerResponse response, String path) {
        if (path.startsWith("/q/swagger-ui") || path.startsWith("/q/dev-ui")) {
            response.putHeader(PAGES.name(), PAGES.value());
        }
    }
}
