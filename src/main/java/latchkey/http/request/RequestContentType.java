package latchkey.http.request;

import static io.vertx.core.http.HttpHeaders.CONTENT_ENCODING;
import static io.vertx.core.http.HttpHeaders.CONTENT_TYPE;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.stream.Stream;

/** Corrects the content type of a request before JAX-RS reads it. */
public final class RequestContentType {

    private static final String OAUTH = "/oauth2/";

    /**
     * Gives a missing body the content type that the endpoint reads. Gives an encoded body, or one with no single content type,
     * a type that no endpoint accepts: another site's page can send such a body without a preflight (a Blob without a type).
     */
    public static void correct(RoutingContext routing) {
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
                    types.size() == 1 && !isEncoded(headers)
                            ? withoutBlanks(types.get(0))
                            : MediaType.APPLICATION_OCTET_STREAM);
        }
    }

    /**
     * Removes blanks before the parameters (RFC 9110, 5.6.6), which JAX-RS takes for a part of the type. A media range is not a
     * type.
     */
    private static String withoutBlanks(String stated) {
        String[] parts = stated.split(";", 2);
        String type = parts[0].strip();
        if (type.isEmpty() || type.contains("*")) {
            return MediaType.APPLICATION_OCTET_STREAM;
        }
        return parts.length == 1 ? type : type + ";" + parts[1];
    }

    /** The coding {@code identity} does not count (RFC 9110, 8.4.1). */
    private static boolean isEncoded(MultiMap headers) {
        return headers.contains(CONTENT_ENCODING)
                && headers.getAll(CONTENT_ENCODING).stream()
                        .flatMap(line -> Stream.of(line.split(",", -1)))
                        .map(String::strip)
                        .anyMatch(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase("identity"));
    }

    private RequestContentType() {}
}
