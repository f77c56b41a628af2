package latchkey.http.recovery;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** Marks a method whose response time must not reveal whether an account has an address, see {@link MailFilter}. */
@NameBinding
@Target(METHOD)
@Retention(RUNTIME)
public @interface AnsweredAlike {}
