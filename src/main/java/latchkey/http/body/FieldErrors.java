package latchkey.http.body;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.failure.FieldError.Kind;

/** The errors of a body: the most important one for each field. */
class FieldErrors {

    private final JsonNode body;
    private final Map<String, FieldError> byField = new HashMap<>();

    FieldErrors(JsonNode body) {
        this.body = body;
    }

    /**
     * Adds an error; a field of a nested object has dots in its name. A required field that is present with {@code null} gets
     * the error NULL.
     */
    void add(String field, FieldError error) {
        boolean isThere = error.kind() == Kind.MISSING
                && !body.at("/" + field.replace('.', '/')).isMissingNode();
        FieldError reported = isThere ? FieldError.of(Kind.NULL) : error;
        byField.merge(field, reported, (first, second) -> first.outranks(second) ? first : second);
    }

    /** @throws AuthFailure INVALID_FIELDS if there is any */
    void refuseAny() {
        if (!byField.isEmpty()) {
            throw refusal();
        }
    }

    /** INVALID_FIELDS */
    AuthFailure refusal() {
        return AuthFailure.invalid(byField);
    }
}
