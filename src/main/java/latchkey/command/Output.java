package latchkey.command;

import static java.util.Objects.requireNonNullElse;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command tells what it did: for people, or with {@code --json} for programs. */
public class Output {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    /** One thing that was done. */
    int done(String sentence, Map<String, ?> facts) {
        System.out.println(json ? written(facts) : sentence);
        return 0;
    }

    /** One thing, a line for each thing that is known of it. */
    int shown(Map<String, Object> facts) {
        if (json) {
            System.out.println(written(facts));
        } else {
            int widest = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
            facts.forEach(
                    (name, value) -> System.out.println(name + " ".repeat(widest - name.length() + 2) + told(value)));
        }
        return 0;
    }

    private static String told(@Nullable Object value) {
        return value == null || value.toString().isEmpty() ? "-" : value.toString();
    }

    /** Several things alike; the columns are the keys of the first. */
    int listed(List<Map<String, Object>> rows) {
        if (json) {
            System.out.println(written(rows));
        } else if (!rows.isEmpty()) {
            List<String> columns = new ArrayList<>(rows.get(0).keySet());
            System.out.println(String.join("\t", columns));
            rows.forEach(row -> System.out.println(line(columns, row)));
        }
        return 0;
    }

    /** Several things alike, and what follows; JSON has both in {@code facts}. */
    int concluded(List<Map<String, Object>> rows, String sentence, Map<String, ?> facts) {
        if (!json) {
            listed(rows);
        }
        return done(sentence, facts);
    }

    /**
     * Any number of things, one after the other: JSON is an object a line then.
     *
     * @return how many there were
     */
    long streamed(List<String> columns, Stream<Map<String, Object>> rows) {
        if (!json) {
            System.out.println(String.join("\t", columns));
        }
        return rows.peek(row -> System.out.println(json ? written(row) : line(columns, row)))
                .mapToLong(row -> 1)
                .sum();
    }

    private static String line(List<String> columns, Map<String, Object> row) {
        return columns.stream()
                .map(name -> requireNonNullElse(row.get(name), "-").toString())
                .collect(joining("\t"));
    }

    /** Something that was not done. */
    int refused(String sentence) {
        System.err.println(sentence);
        return 1;
    }

    static String written(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
