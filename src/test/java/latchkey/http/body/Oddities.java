package latchkey.http.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static net.jqwik.api.Arbitraries.just;
import static net.jqwik.api.Arbitraries.oneOf;
import static net.jqwik.api.Arbitraries.strings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import latchkey.contract.Wire;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Ways to spoil a good request, some of them of what {@code oddities.json} lists. */
public final class Oddities {

    /** One of them; its name is what a failure prints. */
    public record Oddity(String name, UnaryOperator<Wire> change) {

        @Override
        public String toString() {
            return name.length() > 200 ? name.substring(0, 200) + "…" : name;
        }
    }

    /** A field of a JSON object, or of a form. */
    private static final Pattern FIELD = Pattern.compile("\"(\\w+)\":\"[^\"]*\"|(\\w+)=[^&]*");

    /** How a list says that something is there many times: {@code <a*5000>}. */
    private static final Pattern REPEATED = Pattern.compile("<(.+?)\\*(\\d+)>");

    private static final JsonMapper ASCII =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final Map<String, List<String>> LISTS = lists();

    private static final Arbitrary<Double> PLACES =
            Arbitraries.integers().between(0, 999).map(place -> place / 1000.0);

    public static Arbitrary<Oddity> bodies() {
        Arbitrary<String> values =
                oneOf(of("values"), strings().all().ofMaxLength(300).map(Oddities::json));
        return oneOf(
                two("field", PLACES, values, (wire, where, value) -> wire.body(field(wire.body(), where, value))),
                two("more", of("fields"), values, (wire, name, value) -> wire.body(more(wire.body(), name, value))),
                one("all", values, Wire::body),
                one("cut", PLACES, (wire, where) -> wire.body(wire.body().substring(0, at(wire.body(), where)))),
                two("byte", PLACES, bytes(), (wire, where, some) -> wire.body(inserted(wire.body(), where, some))),
                one("end", of("ends"), (wire, end) -> wire.body(wire.body() + end)),
                one("array", just("[%s]"), (wire, around) -> wire.body(around.formatted(wire.body()))),
                one("BOM", just("\u00ef\u00bb\u00bf"), (wire, mark) -> wire.body(mark + wire.body())),
                one(
                        "UTF-16",
                        just(UTF_16),
                        (wire, set) -> wire.body(new String(wire.body().getBytes(set), ISO_8859_1))),
                one("type", of("types"), (wire, type) -> wire.replacing("Content-Type", type)),
                one("no type", just("Content-Type"), Wire::without));
    }

    public static Arbitrary<Oddity> headers() {
        Arbitrary<String> tokens =
                oneOf(of("tokens"), strings().withCharRange(' ', '\u00ff').ofMaxLength(100));
        Arbitrary<String> ours = Arbitraries.of("Authorization", "Cookie", "Host", "Content-Type");
        Arbitrary<String> cookies = Arbitraries.of("access_token", "refresh_token", "$Version", "", "a");
        return oneOf(
                one("header", of("headers"), Wire::with),
                one("host", of("hosts"), (wire, host) -> wire.replacing("Host", host)),
                two(
                        "authorization",
                        of("schemes"),
                        tokens,
                        (wire, scheme, token) -> wire.replacing("Authorization", scheme + token)),
                one("without", ours, Wire::without),
                one("twice", ours, (wire, name) -> wire.header(name)
                        .map(wire::with)
                        .orElse(wire)),
                two("cookie", cookies, tokens, (wire, name, token) -> wire.replacing("Cookie", name + "=" + token)),
                two(
                        "first cookie",
                        cookies,
                        tokens,
                        (wire, name, token) -> wire.replacing(
                                "Cookie",
                                name + "=" + token + "; "
                                        + wire.header("Cookie")
                                                .map(header -> header.substring(8))
                                                .orElse(""))));
    }

    public static Arbitrary<Oddity> targets() {
        return oneOf(
                one("method", of("methods"), Wire::method),
                one("version", of("versions"), Wire::version),
                one("target", of("targets"), Wire::target),
                two(
                        "path",
                        PLACES,
                        of("paths"),
                        (wire, where, piece) -> wire.target(inserted(wire.target(), where, piece))),
                one("path's end", of("paths"), (wire, piece) -> wire.target(wire.target() + piece)),
                one(
                        "at the root",
                        just("^/[^/]+"),
                        (wire, mount) -> wire.target(wire.target().replaceFirst(mount, ""))),
                one(
                        "capitals",
                        just(Locale.ROOT),
                        (wire, letters) -> wire.target(wire.target().toUpperCase(letters))));
    }

    public static Arbitrary<Oddity> framings() {
        return oneOf(
                one("length", of("lengths"), (wire, length) -> wire.framed(length, wire.body())),
                one(
                        "chunks",
                        of("chunks"),
                        (wire, chunks) -> wire.framed(
                                "Transfer-Encoding: chunked",
                                chunks.formatted(wire.body().length(), wire.body()))));
    }

    private interface Change<A, B> {
        Wire of(Wire wire, A first, B second);
    }

    private static <A> Arbitrary<Oddity> one(String name, Arbitrary<A> what, BiFunction<Wire, A, Wire> change) {
        return what.map(picked -> new Oddity(name + " " + picked, wire -> change.apply(wire, picked)));
    }

    private static <A, B> Arbitrary<Oddity> two(
            String name, Arbitrary<A> one, Arbitrary<B> other, Change<A, B> change) {
        return Combinators.combine(one, other)
                .as((first, second) ->
                        new Oddity(name + " " + first + " " + second, wire -> change.of(wire, first, second)));
    }

    private static Arbitrary<String> bytes() {
        return Arbitraries.chars().range('\0', '\u00ff').map(String::valueOf);
    }

    private static Arbitrary<String> of(String list) {
        return Arbitraries.of(LISTS.get(list)).map(Oddities::repeated);
    }

    private static String repeated(String text) {
        return REPEATED.matcher(text)
                .replaceAll(many -> Matcher.quoteReplacement(many.group(1).repeat(Integer.parseInt(many.group(2)))));
    }

    private static Map<String, List<String>> lists() {
        try (InputStream file = Oddities.class.getResourceAsStream("/oddities.json")) {
            return new JsonMapper().readValue(file, new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String json(String text) {
        try {
            return ASCII.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The body with another value in the field at {@code where}. */
    private static String field(String body, double where, String value) {
        long picked = (long) (where * FIELD.matcher(body).results().count());
        long[] seen = {0};
        return FIELD.matcher(body)
                .replaceAll(field -> Matcher.quoteReplacement(
                        seen[0]++ != picked ? field.group() : pair(field.group(1), field.group(2), value)));
    }

    private static String pair(String ofJson, String ofForm, String value) {
        return ofJson == null ? ofForm + "=" + URLEncoder.encode(value, ISO_8859_1) : "\"" + ofJson + "\":" + value;
    }

    private static String more(String body, String name, String value) {
        return body.endsWith("}")
                ? body.substring(0, body.length() - 1) + "," + pair(name, null, value) + "}"
                : body + "&" + pair(null, name, value);
    }

    private static String inserted(String text, double where, String piece) {
        return text.substring(0, at(text, where)) + piece + text.substring(at(text, where));
    }

    private static int at(String text, double where) {
        return (int) (where * text.length());
    }

    private Oddities() {}
}
