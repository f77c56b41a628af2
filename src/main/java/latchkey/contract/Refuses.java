package latchkey.contract;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import latchkey.failure.Reason;

/** Says why a method that belongs to no contract may refuse, apart from what every request may meet. The OpenAPI document goes by it. */
@Target(METHOD)
@Retention(RUNTIME)
public @interface Refuses {
    Reason[] value();
}
