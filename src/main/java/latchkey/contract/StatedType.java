package latchkey.contract;

import static io.vertx.core.http.HttpHeaders.CONTENT_ENCODING;
import static io.vertx.core.http.HttpHeaders.CONTENT_TYPE;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;
import java.util.stream.Stream;

/** What a request says that its body is. */
final class StatedType {

    /**
     * No body is an empty JSON one, whatever it is called. A coded body is not read, and one of no stated type is none of
     * ours: another site's page can send such a one without being asked (a typeless Blob needs no preflight).
     */
    static void correct(RoutingContext routing) {
        MultiMap headers = routing.request().headers();
        if (routing.body().length() <= 0) {
            headers.set(CONTENT_TYPE, MediaType.APPLICATION_JSON);
        } else if (isCoded(headers)
                || !headers.contains(CONTENT_TYPE)
                || headers.get(CONTENT_TYPE).isBlank()) {
            headers.set(CONTENT_TYPE, MediaType.APPLICATION_OCTET_STREAM);
        }
    }

    /** Identity is no coding (RFC 9110, 8.4.1). */
    private static boolean isCoded(MultiMap headers) {
        return headers.contains(CONTENT_ENCODING)
                && headers.getAll(CONTENT_ENCODING).stream()
                        .flatMap(line -> Stream.of(line.split(",", -1)))
                        .map(String::strip)
                        .anyMatch(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase("identity"));
    }

    private StatedType() {}
}
