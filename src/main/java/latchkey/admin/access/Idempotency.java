package latchkey.admin.access;

import static jakarta.ws.rs.core.HttpHeaders.LOCATION;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import latchkey.client.RepeatableRequests;
import latchkey.database.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.http.request.CurrentRequest;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.RestResponse.Status;
import org.jspecify.annotations.Nullable;

/** Lets a client repeat a request whose answer it did not get: with the same idempotency key, it has no further effect. */
@ApplicationScoped
public class Idempotency {

    public static final String HEADER = "Idempotency-Key";

    private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");

    private final RepeatableRequests requests;
    private final CurrentAdmin admin;
    private final CurrentRequest current;
    private final ObjectMapper json;

    Idempotency(RepeatableRequests requests, CurrentAdmin admin, CurrentRequest current, ObjectMapper json) {
        this.requests = requests;
        this.admin = admin;
        this.current = current;
        this.json = json;
    }

    /**
     * Acts in a transaction, or returns the answer that the same request had before.
     *
     * @param key the header; null for none
     * @param body of the request
     * @param act it may be called several times
     * @throws AuthFailure KEY_REUSED; INVALID_FIELDS if the key has other characters than those of ASCII, or too many
     */
    public <T> T once(@Nullable String key, Record body, Class<T> type, Supplier<T> act) {
        if (key == null) {
            return Transactions.call(act);
        }
        if (!KEY.matcher(key).matches()) {
            throw AuthFailure.invalid(Map.of(HEADER, FieldError.of(FieldError.Kind.INVALID_VALUE)));
        }
        String request = current.request().method() + " " + current.request().path() + "\n" + written(body);
        return read(requests.answer(key, admin.get().name(), request, () -> written(act.get())), type);
    }

    /**
     * The answer to a request that has created something, with its address.
     *
     * @param path of what was created
     */
    public <T> RestResponse<T> created(T body, String path) {
        return ResponseBuilder.create(Status.CREATED, body)
                .header(LOCATION, current.publicPath(path))
                .build();
    }

    private String written(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a body is JSON", e);
        }
    }

    private <T> T read(String answer, Class<T> type) {
        try {
            return json.readValue(answer, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer of another release", e);
        }
    }
}
