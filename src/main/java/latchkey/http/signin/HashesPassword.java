package latchkey.http.signin;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** Marks a method that hashes a password: it gets a thread when its turn comes, see {@link HashingFilter}. */
@NameBinding
@Target(METHOD)
@Retention(RUNTIME)
public @interface HashesPassword {}
