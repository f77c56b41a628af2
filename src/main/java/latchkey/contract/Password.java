package latchkey.contract;

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
import latchkey.LatchkeyConfig;
import latchkey.failure.Flaw;
import latchkey.failure.Flaw.Kind;
import org.hibernate.validator.constraintvalidation.HibernateConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/**
 * A password: long enough, and at most 255 characters, each Unicode code point counting as one (NIST SP 800-63B-4,
 * 3.1.1.2). No rule asks for kinds of characters.
 */
@Target({FIELD, PARAMETER})
@Retention(RUNTIME)
@Constraint(validatedBy = Password.Length.class)
public @interface Password {

    int SHORTEST = 8;

    int LONGEST = 255;

    /** What the contract promises. */
    int min() default SHORTEST;

    /** Whether {@code latchkey.password.min-length} raises it: for a new password, but not for one to sign in with. */
    boolean raisable() default true;

    String message() default "";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    @Dependent
    class Length implements ConstraintValidator<Password, String> {

        // Asked for at the first password: validators are made before there are settings, in a native image long
        // before.
        private final Instance<LatchkeyConfig> config;

        @SuppressWarnings("NullAway.Init") // initialize fills it
        private Password rule;

        Length(Instance<LatchkeyConfig> config) {
            this.config = config;
        }

        @Override
        public void initialize(Password rule) {
            this.rule = rule;
        }

        @Override
        public boolean isValid(@Nullable String password, ConstraintValidatorContext context) {
            Optional<Flaw> flaw = Optional.ofNullable(password).flatMap(this::flaw);
            flaw.ifPresent(context.unwrap(HibernateConstraintValidatorContext.class)::withDynamicPayload);
            return flaw.isEmpty();
        }

        private Optional<Flaw> flaw(String password) {
            int length = password.codePointCount(0, password.length());
            int min = shortest();
            if (length < min) {
                return Optional.of(new Flaw(Kind.TOO_SHORT, min));
            }
            return length > LONGEST ? Optional.of(new Flaw(Kind.TOO_LONG, LONGEST)) : Optional.empty();
        }

        private int shortest() {
            return rule.raisable()
                    ? Math.max(rule.min(), config.get().password().minLength().orElse(0))
                    : rule.min();
        }
    }
}
