package latchkey.contract.fastapi;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import latchkey.contract.Dialect;

/** Marks a method whose refusals are those of the password reset of fastapi-users. */
@NameBinding
@Dialect(FastApiUsersResetWording.class)
@Target(METHOD)
@Retention(RUNTIME)
@interface FastApiUsersReset {}
