package latchkey.http.recovery;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** Marks a method that does not exist unless Latchkey sends mail, see {@link MailFilter}. */
@NameBinding
@Target({METHOD, TYPE})
@Retention(RUNTIME)
public @interface NeedsMail {}
