package latchkey.http.body;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import java.util.Optional;
import latchkey.failure.FieldError;
import latchkey.failure.FieldError.Kind;
import latchkey.password.PasswordConfig;
import org.hibernate.validator.constraintvalidation.HibernateConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/**
 * A password with a minimum length and at most 255 characters, each Unicode code point counted as one (NIST SP 800-63B-4,
 * 3.1.1.2). No rule requires kinds of characters.
 */
@Target({FIELD, PARAMETER})
@Retention(RUNTIME)
@Constraint(validatedBy = Password.Length.class)
public @interface Password {

    int LONGEST = 255;

    /** The minimum length that the contract documents. */
    int min() default PasswordConfig.MIN_LENGTH;

    /** Whether {@code latchkey.password.min-length} raises the minimum: for new passwords, but not at sign-in. */
    boolean raisable() default true;

    String message() default "";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    @Dependent
    class Length implements ConstraintValidator<Password, String> {

        // Resolved at the first password: validators exist before the settings, in a native image long before.
        private final Instance<PasswordConfig> config;

        @SuppressWarnings("NullAway.Init") // initialize fills it
        private Password rule;

        Length(Instance<PasswordConfig> config) {
            this.config = config;
        }

        @Override
        public void initialize(Password rule) {
            this.rule = rule;
        }

        @Override
        public boolean isValid(@Nullable String password, ConstraintValidatorContext context) {
            Optional<FieldError> error = Optional.ofNullable(password).flatMap(this::error);
            error.ifPresent(context.unwrap(HibernateConstraintValidatorContext.class)::withDynamicPayload);
            return error.isEmpty();
        }

        private Optional<FieldError> error(String password) {
            int length = password.codePointCount(0, password.length());
            int min = shortest();
            if (length < min) {
                return Optional.of(new FieldError(Kind.TOO_SHORT, min));
            }
            return length > LONGEST ? Optional.of(new FieldError(Kind.TOO_LONG, LONGEST)) : Optional.empty();
        }

        private int shortest() {
            return rule.raisable()
                    ? Math.max(rule.min(), config.get().minLength().orElse(0))
                    : rule.min();
        }
    }
}
