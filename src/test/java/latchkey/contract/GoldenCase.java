package latchkey.contract;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One exchange that a contract's document promises, as read from {@code contracts/<name>.json}, or, if Latchkey must send mail for it,
 * from {@code contracts/<name>.email.json}.
 *
 * @param given what has happened before, by the names that {@link Givens} knows
 */
public record GoldenCase(@JsonProperty("case") String name, List<String> given, Request request, Answer answer) {

    /**
     * @param body sent as JSON
     * @param raw sent as it is, instead of a body
     */
    public record Request(
            String method,
            String path,
            Map<String, String> headers,
            Map<String, String> cookies,
            JsonNode body,
            String raw) {

        public Request {
            headers = requireNonNullElse(headers, Map.of());
            cookies = requireNonNullElse(cookies, Map.of());
        }
    }

    /**
     * @param cookies the names of those set, in their order
     * @param cleared the names of those taken away, in their order
     * @param body null if there is none
     */
    public record Answer(
            int status,
            List<String> cookies,
            List<String> cleared,
            Map<String, String> headers,
            @Nullable JsonNode body) {

        public Answer {
            cookies = requireNonNullElse(cookies, List.of());
            cleared = requireNonNullElse(cleared, List.of());
            headers = requireNonNullElse(headers, Map.of());
        }
    }

    public GoldenCase {
        given = requireNonNullElse(given, List.of());
    }

    private static final Map<String, Pattern> VARYING = Map.of(
            "<text>", Pattern.compile(".+"),
            "<number>", Pattern.compile("\\d+"),
            "<date>", Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z"),
            "<duration>", Pattern.compile("\\d+(\\.\\d{1,3})? ms"),
            "<jwt>", Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+"));

    private static final Path FOLDER = Path.of("src/test/resources/contracts");

    /** The contracts that have the endpoints of dj-rest-auth and djoser, and below which path. */
    private static final Map<String, String> DJANGO =
            Map.of("drf-cookie", "/api/auth", "drf-token", "/api/auth", "tasti", "/api/v1/auth");

    /** The names of all contracts: those of the files. */
    public static List<String> contracts() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("[a-z-]+[.]json"))
                    .map(name -> name.replace(".json", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Stream<GoldenCase> of(String contract) {
        return read(contract);
    }

    /** The cases for which Latchkey must send mail. */
    public static Stream<GoldenCase> withMail(String contract) {
        Stream<GoldenCase> ofDjango = DJANGO.containsKey(contract)
                ? read("django.email").map(test -> test.below(DJANGO.get(contract)))
                : Stream.of();
        return Stream.concat(ofDjango, read(contract + ".email"));
    }

    public boolean succeeds() {
        return answer.status() < 300;
    }

    private GoldenCase below(String path) {
        return new GoldenCase(
                name,
                given,
                new Request(
                        request.method,
                        path + request.path,
                        request.headers,
                        request.cookies,
                        request.body,
                        request.raw),
                answer);
    }

    private static Stream<GoldenCase> read(String name) {
        try {
            return Stream.of(
                    new ObjectMapper().readValue(FOLDER.resolve(name + ".json").toFile(), GoldenCase[].class));
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /** Same shape and same values, except that a {@code "<kind>"} stands for any value of that kind. */
    static boolean matches(JsonNode golden, JsonNode actual) {
        Pattern kind = VARYING.get(golden.asText());
        if (kind != null) {
            return actual.isNumber() == golden.asText().equals("<number>")
                    && kind.matcher(actual.asText()).matches();
        }
        if (golden.isObject()) {
            return actual.isObject()
                    && golden.size() == actual.size()
                    && golden.properties().stream().allMatch(p -> matches(p.getValue(), actual.path(p.getKey())));
        }
        if (golden.isArray()) {
            return actual.isArray()
                    && golden.size() == actual.size()
                    && IntStream.range(0, golden.size()).allMatch(i -> matches(golden.get(i), actual.get(i)));
        }
        return golden.equals(actual);
    }

    @Override
    public String toString() {
        return name;
    }
}
