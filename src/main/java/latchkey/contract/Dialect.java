package latchkey.contract;

import static java.lang.annotation.ElementType.ANNOTATION_TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Declares that refusals of methods with an annotation are worded as another library words them, instead of the contract. A filter with
 * that annotation has them worded so; the OpenAPI document relies on this declaration.
 */
@Target(ANNOTATION_TYPE)
@Retention(RUNTIME)
public @interface Dialect {

    Class<? extends Wording> value();
}
