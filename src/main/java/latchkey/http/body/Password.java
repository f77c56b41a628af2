package latchkey.http.body;

import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import latchkey.password.PasswordConfig;

/**
 * A password with a minimum length and at most 255 characters, each Unicode code point counted as one (NIST SP 800-63B-4,
 * 3.1.1.2). No rule requires kinds of characters.
 */
@Target(PARAMETER)
@Retention(RUNTIME)
public @interface Password {

    int LONGEST = 255;

    /** The minimum length that the contract documents. */
    int min() default PasswordConfig.MIN_LENGTH;

    /** Whether {@code latchkey.password.min-length} raises the minimum: for new passwords, but not at sign-in. */
    boolean raisable() default true;
}
