package latchkey.contract;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** Declares what a method of a contract does. The OpenAPI document and the playground rely on it, and on no path. */
@Target(METHOD)
@Retention(RUNTIME)
public @interface Performs {
    Action value();
}
