package latchkey.openapi;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import latchkey.client.Scope;

/**
 * Declares which scope a program needs to call a method of the admin API. People need to be superusers, and for all but GET a fresh
 * sign-in.
 */
@NameBinding
@Target(METHOD)
@Retention(RUNTIME)
public @interface Scoped {

    Scope value();

    /** Whether people need a fresh sign-in even for GET. */
    boolean fresh() default false;
}
