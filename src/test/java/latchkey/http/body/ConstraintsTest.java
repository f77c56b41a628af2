package latchkey.http.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.jspecify.annotations.Nullable;

/** Constraints mean what they mean to Jakarta Validation's own engine. */
class ConstraintsTest {

    private static final JsonMapper MAPPER = new JsonMapper();

    private static final Validator ENGINE = Validation.byProvider(HibernateValidator.class)
            .configure()
            .messageInterpolator(new ParameterMessageInterpolator())
            .buildValidatorFactory()
            .getValidator();

    record Every(
            @NotNull String there,
            @NotEmpty String filled,
            @NotBlank String visible,
            @Size(max = 5) String bounded,
            @Pattern(regexp = "(https?://.+)?") String link,
            @Email(regexp = EmailAddress.PATTERN) String mail,
            @Valid List<@NotBlank String> list,
            @NotNull @Valid Inner inner) {}

    record Inner(@NotBlank String name) {}

    record OfOtherKind(@Positive int number) {}

    record OfOtherType(@Size(max = 3) List<String> names) {}

    @Property(tries = 2000)
    void checksAsTheEngineDoes(@ForAll("texts") @Nullable String text) {
        Every body =
                new Every(text, text, text, text, text, text, text == null ? null : List.of(text), new Inner(text));
        Set<String> expected = ENGINE.validate(body).stream()
                .map(violation ->
                        violation.getPropertyPath().toString().replaceAll("\\[(\\d+)]\\.<list element>", ".$1"))
                .collect(Collectors.toSet());

        assertThat(errors(MAPPER.valueToTree(body)).keySet()).isEqualTo(expected);
    }

    @Provide
    static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                        Arbitraries.strings().ofMaxLength(8).ascii(),
                        Arbitraries.strings()
                                .withChars("ab.-@ \t\u00A0\u2003\"[]:1é\u4e00")
                                .ofMaxLength(12),
                        Arbitraries.of("ab", "a.b", "\"a b\"", "a".repeat(64), "a".repeat(65), "a b", "ä", "a..b", ".a")
                                .flatMap(local -> Arbitraries.of(
                                                "example.com",
                                                "example",
                                                "-a.com",
                                                "a-.com",
                                                "a--b.com",
                                                "a.com.",
                                                "a..com",
                                                "bücher.example",
                                                "[1.2.3.4]",
                                                "[IPv6:::1.2.3.4]",
                                                "[::1]",
                                                "x".repeat(64) + ".com",
                                                "xn--a.com",
                                                ("x".repeat(60) + ".").repeat(5) + "com")
                                        .map(domain -> local + "@" + domain)),
                        Arbitraries.of("http://a", "https://", "ftp://a", "http://a\nb"))
                .injectNull(0.02);
    }

    @Example
    void namesTheKindOfEachError() throws Exception {
        ObjectNode body = (ObjectNode) MAPPER.readTree("""
                {"there": null, "visible": " ", "bounded": "😀😀😀😀😀😀", "link": "ftp://a", "mail": "a@b", "list": ["a", ""],
                    "inner": {"name": 5}}
                """);

        assertThat(errors(body))
                .isEqualTo(Map.of(
                        "there", FieldError.of(FieldError.Kind.NULL),
                        "filled", FieldError.of(FieldError.Kind.MISSING),
                        "visible", FieldError.of(FieldError.Kind.BLANK),
                        "bounded", new FieldError(FieldError.Kind.TOO_LONG, 5),
                        "link", FieldError.of(FieldError.Kind.NOT_A_URL),
                        "mail", FieldError.of(FieldError.Kind.NOT_AN_EMAIL),
                        "list.1", FieldError.of(FieldError.Kind.BLANK)));
    }

    @Example
    void refusesAConstraintThatItWouldNotCheck() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonShape.of(OfOtherKind.class))
                .withMessageContaining("Positive");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonShape.of(OfOtherType.class))
                .withMessageContaining("Size");
    }

    private static Map<String, FieldError> errors(ObjectNode body) {
        FieldErrors errors = new FieldErrors(body);
        new Constraints(null).check(JsonShape.of(Every.class), body, "", errors);
        return Optional.ofNullable(catchThrowableOfType(AuthFailure.class, errors::refuseAny))
                .<Map<String, FieldError>>map(AuthFailure::flaws)
                .orElse(Map.of());
    }
}
