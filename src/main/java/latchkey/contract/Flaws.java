package latchkey.contract;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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

    /** Notes it, of a field with dots between objects and what is in them; a field that should not be missing may be there and {@code null}. */
    void add(String field, Flaw flaw) {
        boolean isThere = flaw.kind() == Kind.MISSING
                && !body.at("/" + field.replace('.', '/')).isMissingNode();
        Flaw told = isThere ? Flaw.of(Kind.NULL) : flaw;
        byField.merge(field, told, (one, other) -> one.outranks(other) ? one : other);
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

    /** The flaw that a broken rule stands for: none, where a text is too long only in Bean Validation's count, which is not of code points. */
    static Optional<Flaw> of(ConstraintViolation<?> violation) {
        HibernateConstraintViolation<?> detailed = violation.unwrap(HibernateConstraintViolation.class);
        Flaw told = detailed.getDynamicPayload(Flaw.class);
        if (told != null) {
            return Optional.of(told);
        }
        Object value = violation.getInvalidValue();
        if (value == null) {
            return Optional.of(Flaw.of(Kind.MISSING));
        }
        Object rule = violation.getConstraintDescriptor().getAnnotation();
        if (rule instanceof Size size) {
            return ofLength(value.toString(), size);
        }
        if (rule instanceof Pattern) {
            return Optional.of(Flaw.of(Kind.NOT_A_URL));
        }
        return Optional.of(Flaw.of(rule instanceof Email ? Kind.NOT_AN_EMAIL : Kind.BLANK));
    }

    private static Optional<Flaw> ofLength(String text, Size size) {
        int length = text.codePointCount(0, text.length());
        if (length < size.min()) {
            return Optional.of(new Flaw(Kind.TOO_SHORT, size.min()));
        }
        return length > size.max() ? Optional.of(new Flaw(Kind.TOO_LONG, size.max())) : Optional.empty();
    }
}
