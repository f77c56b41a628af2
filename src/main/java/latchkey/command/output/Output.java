package latchkey.command.output;

import static java.util.Objects.requireNonNullElse;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Prints the result of a command: as text, or with {@code --json} as JSON. */
public class Output {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    /** Prints the result of an action: the sentence, or the facts as JSON. */
    public int done(String sentence, Map<String, ?> facts) {
        System.out.println(json ? toJson(facts) : sentence);
        return 0;
    }

    /** Prints one object, one line for each of its facts. */
    public int shown(Map<String, Object> facts) {
        if (json) {
            System.out.println(toJson(facts));
        } else {
            int widest = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
            facts.forEach(
                    (name, value) -> System.out.println(name + " ".repeat(widest - name.length() + 2) + text(value)));
        }
        return 0;
    }

    private static String text(@Nullable Object value) {
        String text = value instanceof List<?> several
                ? several.stream().map(Object::toString).collect(joining(", "))
                : Objects.toString(value, "");
        return text.isEmpty() ? "-" : text;
    }

    /** Prints a table; its columns are the keys of the first row. */
    public int listed(List<Map<String, Object>> rows) {
        if (json) {
            System.out.println(toJson(rows));
        } else if (!rows.isEmpty()) {
            List<String> columns = new ArrayList<>(rows.get(0).keySet());
            System.out.println(String.join("\t", columns));
            rows.forEach(row -> System.out.println(line(columns, row)));
        }
        return 0;
    }

    /** Prints a table and a sentence; as JSON it prints {@code facts}, which contain both. */
    public int concluded(List<Map<String, Object>> rows, String sentence, Map<String, ?> facts) {
        if (!json) {
            listed(rows);
        }
        return done(sentence, facts);
    }

    /**
     * Prints any number of rows as they arrive; as JSON, one object per line.
     *
     * @return the number of rows
     */
    public long streamed(List<String> columns, Stream<Map<String, Object>> rows) {
        if (!json) {
            System.out.println(String.join("\t", columns));
        }
        return rows.peek(row -> System.out.println(json ? toJson(row) : line(columns, row)))
                .mapToLong(row -> 1)
                .sum();
    }

    private static String line(List<String> columns, Map<String, Object> row) {
        return columns.stream()
                .map(name -> requireNonNullElse(row.get(name), "-").toString())
                .collect(joining("\t"));
    }

    /** Prints to standard error why the command failed; returns the exit code. */
    public int refused(String sentence) {
        System.err.println(sentence);
        return 1;
    }

    public static String toJson(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
