package latchkey.platform;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import latchkey.contract.Dialect;

/** Marks a method whose refusals are worded as RFC 6749 has them. */
@NameBinding
@Target(METHOD)
@Retention(RUNTIME)
@Dialect(OAuthWording.class)
@interface OAuthErrors {}
