package latchkey.contract;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** Says what a method of a contract does. The OpenAPI document and the playground go by it, and by no path. */
@Target(METHOD)
@Retention(RUNTIME)
public @interface Does {
    Act value();
}
