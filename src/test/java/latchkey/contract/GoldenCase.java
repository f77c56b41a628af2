package latchkey.contract;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One exchange that a contract's document promises, as read from {@code contracts/<name>.json}.
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
     */
    public record Answer(
            int status, List<String> cookies, List<String> cleared, Map<String, String> headers, JsonNode body) {

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

    public static Stream<GoldenCase> of(String contract) {
        try (InputStream file = GoldenCase.class.getResourceAsStream("/contracts/" + contract + ".json")) {
            return Stream.of(new ObjectMapper().readValue(file, GoldenCase[].class));
        } catch (IOException e) {
            throw new UncheckedIOException(contract, e);
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
