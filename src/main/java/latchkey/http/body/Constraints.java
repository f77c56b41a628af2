package latchkey.http.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.validation.Constraint;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import latchkey.failure.FieldError;
import latchkey.failure.FieldError.Kind;
import latchkey.password.PasswordConfig;
import org.hibernate.validator.internal.constraintvalidators.bv.EmailValidator;

/**
 * Checks a body against the constraints of its record: Jakarta Validation's annotations, and {@link Password}. Objects within are
 * always checked, with or without {@code @Valid}.
 */
@ApplicationScoped
class Constraints {

    private static final Set<Class<? extends Annotation>> SUPPORTED = Set.of(
            NotNull.class, NotBlank.class, NotEmpty.class, Size.class, Pattern.class, Email.class, Password.class);

    /** Resolved at the first password, since readers of bodies exist before the settings. */
    private final Instance<PasswordConfig> passwords;

    Constraints(Instance<PasswordConfig> passwords) {
        this.passwords = passwords;
    }

    /**
     * The constraints among the annotations of a component, or of the type of its elements.
     *
     * @param isText whether its values are texts; other values can only be required
     * @throws IllegalArgumentException for a constraint that would not be checked
     */
    static List<Annotation> of(AnnotatedElement element, boolean isText) {
        return Stream.of(element.getAnnotations())
                .filter(annotation -> isSupported(annotation.annotationType(), element, isText))
                .toList();
    }

    private static boolean isSupported(Class<? extends Annotation> type, AnnotatedElement element, boolean isText) {
        boolean supported = SUPPORTED.contains(type) && (isText || type == NotNull.class);
        if (!supported && (SUPPORTED.contains(type) || type.isAnnotationPresent(Constraint.class))) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s of %s would not be checked; texts can have %s, and all else only @NotNull",
                    type,
                    element,
                    SUPPORTED));
        }
        return supported;
    }

    /** Adds the errors of {@code body}, whose field names get the {@code prefix}. */
    void check(JsonShape shape, JsonNode body, String prefix, FieldErrors errors) {
        shape.components().forEach((name, component) -> {
            JsonNode value = body.path(name);
            check(component.constraints(), component.type(), value, prefix + name, errors);
            if (value.isArray()) {
                for (int i = 0; i < value.size(); i++) {
                    check(component.ofElements(), component.type(), value.get(i), prefix + name + "." + i, errors);
                }
            }
        });
    }

    private void check(List<Annotation> constraints, Class<?> type, JsonNode value, String field, FieldErrors errors) {
        constraints.forEach(constraint -> error(constraint, value).ifPresent(error -> errors.add(field, error)));
        if (type.isRecord() && value instanceof ObjectNode) {
            check(JsonShape.of(type), value, field + ".", errors);
        }
    }

    private Optional<FieldError> error(Annotation constraint, JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            boolean required =
                    constraint instanceof NotNull || constraint instanceof NotBlank || constraint instanceof NotEmpty;
            return required ? Optional.of(FieldError.of(Kind.MISSING)) : Optional.empty();
        }
        // Whether a value has the type of its component is checked while the record is read.
        return value.isTextual() ? error(constraint, value.textValue()) : Optional.empty();
    }

    private Optional<FieldError> error(Annotation constraint, String text) {
        if (constraint instanceof Size size) {
            return ofLength(text, size.min(), size.max());
        }
        if (constraint instanceof Password password) {
            return ofLength(text, shortest(password), Password.LONGEST);
        }
        if (constraint instanceof Pattern pattern) {
            return unless(text.matches(pattern.regexp()), Kind.NOT_A_URL);
        }
        if (constraint instanceof Email email) {
            return unless(isAddress(text, email), Kind.NOT_AN_EMAIL);
        }
        boolean blank = constraint instanceof NotBlank && text.isBlank();
        return unless(!blank && !(constraint instanceof NotEmpty && text.isEmpty()), Kind.BLANK);
    }

    /** Counts code points (NIST SP 800-63B-4, 3.1.1.2), also of names: a client cannot know how Java stores them. */
    private static Optional<FieldError> ofLength(String text, int min, int max) {
        int length = text.codePointCount(0, text.length());
        if (length < min) {
            return Optional.of(new FieldError(Kind.TOO_SHORT, min));
        }
        return length > max ? Optional.of(new FieldError(Kind.TOO_LONG, max)) : Optional.empty();
    }

    private static Optional<FieldError> unless(boolean fulfilled, Kind kind) {
        return fulfilled ? Optional.empty() : Optional.of(FieldError.of(kind));
    }

    /** The library's rule without its engine, whose start takes longer than that of the web server. */
    private static boolean isAddress(String text, Email email) {
        EmailValidator validator = new EmailValidator();
        validator.initialize(email);
        return validator.isValid(text, null);
    }

    private int shortest(Password password) {
        return password.raisable()
                ? Math.max(password.min(), passwords.get().minLength().orElse(0))
                : password.min();
    }
}
