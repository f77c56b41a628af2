package latchkey.contract;

import static io.vertx.core.http.HttpHeaders.CONTENT_ENCODING;
import static io.vertx.core.http.HttpHeaders.CONTENT_TYPE;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.stream.Stream;

/** What a request says that its body is. */
final class StatedType {

    private static final String OAUTH = "/oauth2/";

    /**
     * No body is an empty one of what is read there, whatever it is called. A coded body is not read, and one of no stated type, or
     * of several, is none of ours: another site's page can send such a one without being asked (a typeless Blob needs no preflight).
     */
    static void correct(RoutingContext routing) {
        MultiMap headers = routing.request().headers();
        if (routing.body().length() <= 0) {
            headers.set(
                    CONTENT_TYPE,
                    routing.request().path().startsWith(OAUTH)
                            ? MediaType.APPLICATION_FORM_URLENCODED
                            : MediaType.APPLICATION_JSON);
        } else {
            List<String> types = headers.getAll(CONTENT_TYPE);
            headers.set(
                    CONTENT_TYPE,
                    types.size() == 1 && !isCoded(headers)
                            ? withoutBlanks(types.get(0))
                            : MediaType.APPLICATION_OCTET_STREAM);
        }
    }

    /** There may be some before the parameters (RFC 9110, 5.6.6), which JAX-RS takes for a part of the type. A range is no type. */
    private static String withoutBlanks(String stated) {
        String[] parts = stated.split(";", 2);
        String type = parts[0].strip();
        if (type.isEmpty() || type.contains("*")) {
            return MediaType.APPLICATION_OCTET_STREAM;
        }
        return parts.length == 1 ? type : type + ";" + parts[1];
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
