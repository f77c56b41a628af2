package latchkey.http.request;

import io.vertx.core.http.HttpServerRequest;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/** The id of a request: in the response headers, in log lines and in audit events, so that an operator can match them. */
public final class RequestId {

    public static final String HEADER = "X-Request-Id";

    /** The ids that a client may choose. Latchkey replaces any other, since the log contains it. */
    private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** Gives the request the id that it came with, or a new one. */
    public static void assign(HttpServerRequest request) {
        String given = request.getHeader(HEADER);
        String id = given != null && ACCEPTED.matcher(given).matches() ? given : random();
        MDC.put("request", id);
        request.response().putHeader(HEADER, id);
    }

    /** The id protects nothing, so it may be easy to guess. */
    private static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private RequestId() {}
}
