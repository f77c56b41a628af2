package latchkey.http.body;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.failure.FieldError.Kind;
import org.hibernate.validator.engine.HibernateConstraintViolation;

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

    /**
     * The error of a violated constraint; none if the text is too long only by Bean Validation's count, which does not count
     * code points.
     */
    static Optional<FieldError> of(ConstraintViolation<?> violation) {
        HibernateConstraintViolation<?> detailed = violation.unwrap(HibernateConstraintViolation.class);
        FieldError payload = detailed.getDynamicPayload(FieldError.class);
        if (payload != null) {
            return Optional.of(payload);
        }
        Object value = violation.getInvalidValue();
        if (value == null) {
            return Optional.of(FieldError.of(Kind.MISSING));
        }
        Object rule = violation.getConstraintDescriptor().getAnnotation();
        if (rule instanceof Size size) {
            return ofLength(value.toString(), size);
        }
        if (rule instanceof Pattern) {
            return Optional.of(FieldError.of(Kind.NOT_A_URL));
        }
        return Optional.of(FieldError.of(rule instanceof Email ? Kind.NOT_AN_EMAIL : Kind.BLANK));
    }

    private static Optional<FieldError> ofLength(String text, Size size) {
        int length = text.codePointCount(0, text.length());
        if (length < size.min()) {
            return Optional.of(new FieldError(Kind.TOO_SHORT, size.min()));
        }
        return length > size.max() ? Optional.of(new FieldError(Kind.TOO_LONG, size.max())) : Optional.empty();
    }
}
