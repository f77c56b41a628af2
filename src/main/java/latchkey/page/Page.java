package latchkey.page;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** Marks a method whose refusals are pages, too, see {@link PageFailures}. */
@NameBinding
@Target(METHOD)
@Retention(RUNTIME)
@interface Page {}
