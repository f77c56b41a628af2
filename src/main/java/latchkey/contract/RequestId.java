package latchkey.contract;

import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.event.Observes;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/** Names every request, in its answer and in what is logged about it, so that the two can be matched. */
class RequestId {

    private static final String HEADER = "X-Request-Id";
    private static final int EARLY = 1000;

    /** What an id that came with the request may look like; any other is replaced, since it goes to the log. */
    private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    void register(@Observes Filters filters) {
        filters.register(
                routing -> {
                    String given = routing.request().getHeader(HEADER);
                    String id = given != null && ACCEPTED.matcher(given).matches()
                            ? given
                            : UUID.randomUUID().toString();
                    MDC.put("request", id);
                    routing.response().putHeader(HEADER, id);
                    routing.next();
                },
                EARLY);
    }
}
