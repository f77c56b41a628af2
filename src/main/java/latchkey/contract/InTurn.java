package latchkey.contract;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** What hashes a password: it gets a thread when its turn comes, see {@link HashingTurns}. */
@NameBinding
@Target(METHOD)
@Retention(RUNTIME)
public @interface InTurn {}
