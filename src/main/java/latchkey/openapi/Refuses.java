package latchkey.openapi;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import latchkey.failure.Reason;

/**
 * Declares why a method outside contracts may refuse, apart from refusals that any request may get. The OpenAPI document relies
 * on it.
 */
@Target(METHOD)
@Retention(RUNTIME)
public @interface Refuses {
    Reason[] value();

    /** Whether it is answered only when its body has arrived. */
    boolean awaitsBody() default true;
}
