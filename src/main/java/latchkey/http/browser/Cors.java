package latchkey.http.browser;

import static io.vertx.core.http.HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS;
import static io.vertx.core.http.HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS;
import static io.vertx.core.http.HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS;
import static io.vertx.core.http.HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN;
import static io.vertx.core.http.HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS;
import static io.vertx.core.http.HttpHeaders.ACCESS_CONTROL_MAX_AGE;
import static io.vertx.core.http.HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS;
import static io.vertx.core.http.HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD;
import static io.vertx.core.http.HttpHeaders.ORIGIN;
import static io.vertx.core.http.HttpHeaders.VARY;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;

/**
 * Lets pages of other origins read responses (Fetch, 3.2): listed origins read all of them, with cookies; any page reads public
 * ones, without cookies. (Quarkus' own filter does not recognise Latchkey's own pages behind a proxy that ends TLS, and refuses
 * before a contract can answer.)
 */
@Singleton
public class Cors {

    /** The methods that pages of listed origins may use. */
    public static final String METHODS = "GET, POST, PUT, PATCH, DELETE";

    private static final int NO_CONTENT = 204;

    private static final CharSequence TRUE = HttpHeaders.createOptimized("true");
    private static final CharSequence ANY_ORIGIN = HttpHeaders.createOptimized("*");
    private static final CharSequence EXPOSED =
            HttpHeaders.createOptimized("MFA-Enrolment-Deadline, MFA-Required, Retry-After, X-Request-Id");
    private static final CharSequence ALLOWED_METHODS = HttpHeaders.createOptimized(METHODS);

    /** Seconds; no browser caches a preflight for more than two hours. */
    private static final CharSequence MAX_AGE = HttpHeaders.createOptimized("7200");

    private final TrustedOrigins origins;

    Cors(TrustedOrigins origins) {
        this.origins = origins;
    }

    /** Sets the response headers for the page's origin. */
    public void allow(HttpServerRequest request) {
        MultiMap answer = request.response().headers();
        answer.set(VARY, ORIGIN);
        String origin = request.getHeader(ORIGIN);
        if (origin != null && origins.isListed(origin)) {
            answer.set(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            answer.set(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
            answer.set(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }

    /** Like {@link #allow}, for public resources. */
    public void allowAnyOrigin(HttpServerRequest request) {
        request.response().putHeader(ACCESS_CONTROL_ALLOW_ORIGIN, ANY_ORIGIN);
    }

    /**
     * Answers a preflight. A trusted page may send any header: frontends send some that no contract knows.
     *
     * @return whether {@code request} was a preflight
     */
    public boolean answerPreflight(HttpServerRequest request) {
        MultiMap answer = request.response().headers();
        if (request.method() != HttpMethod.OPTIONS
                || !request.headers().contains(ACCESS_CONTROL_REQUEST_METHOD)
                || !answer.contains(ACCESS_CONTROL_ALLOW_ORIGIN)) {
            return false;
        }
        answer.set(ACCESS_CONTROL_ALLOW_METHODS, ALLOWED_METHODS);
        answer.set(ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        String requestedHeaders = request.getHeader(ACCESS_CONTROL_REQUEST_HEADERS);
        if (requestedHeaders != null) {
            answer.set(ACCESS_CONTROL_ALLOW_HEADERS, requestedHeaders);
        }
        request.response().setStatusCode(NO_CONTENT).end();
        return true;
    }
}
