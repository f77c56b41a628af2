package latchkey.http.recovery.django;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import latchkey.contract.Dialect;

/** Marks a method whose refusals are those of dj-rest-auth. */
@NameBinding
@Dialect(DjRestAuthWording.class)
@Target(METHOD)
@Retention(RUNTIME)
@interface DjRestAuth {}
