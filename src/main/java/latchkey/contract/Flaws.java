package latchkey.contract;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.HashMap;
import java.util.Map;
import latchkey.failure.AuthFailure;
import latchkey.failure.Flaw;
import latchkey.failure.Flaw.Kind;
import org.hibernate.validator.engine.HibernateConstraintViolation;

/** What is wrong with a body as far as it was read: of each field the flaw that matters most. */
class Flaws {

    private final JsonNode body;
    private final Map<String, Flaw> byField = new HashMap<>();

    Flaws(JsonNode body) {
        this.body = body;
    }

    /** Notes it; a field that should not be missing may be there and {@code null}. */
    void add(String field, Flaw flaw) {
        Flaw told = flaw.kind() == Kind.MISSING && body.has(field) ? Flaw.of(Kind.NULL) : flaw;
        byField.merge(field, told, (one, other) -> one.outranks(other) ? one : other);
    }

    /** @throws AuthFailure INVALID_FIELDS if there is any */
    void refuseAny() {
        if (!byField.isEmpty()) {
            throw AuthFailure.invalid(byField);
        }
    }

    /** The flaw that a broken rule stands for. */
    static Flaw of(ConstraintViolation<?> violation) {
        HibernateConstraintViolation<?> detailed = violation.unwrap(HibernateConstraintViolation.class);
        Flaw told = detailed.getDynamicPayload(Flaw.class);
        if (told != null) {
            return told;
        }
        Object value = violation.getInvalidValue();
        if (value == null) {
            return Flaw.of(Kind.MISSING);
        }
        Object rule = violation.getConstraintDescriptor().getAnnotation();
        if (rule instanceof Size size) {
            return ofLength(value.toString(), size);
        }
        if (rule instanceof Pattern) {
            return Flaw.of(Kind.NOT_A_URL);
        }
        return Flaw.of(rule instanceof Email ? Kind.NOT_AN_EMAIL : Kind.BLANK);
    }

    private static Flaw ofLength(String text, Size size) {
        return text.length() < size.min() ? new Flaw(Kind.TOO_SHORT, size.min()) : new Flaw(Kind.TOO_LONG, size.max());
    }
}
