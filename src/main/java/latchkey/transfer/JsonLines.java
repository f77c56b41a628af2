package latchkey.transfer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.io.Reader;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object a line: one that is broken is one that is rejected. */
final class JsonLines implements Records {

    /** Of two objects in a line, the second would be passed over in silence. */
    private static final ObjectReader OBJECTS =
            JsonFields.MAPPER.readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Reader reader;
    private long line;

    JsonLines(Reader reader) {
        this.reader = reader;
    }

    @Override
    public @Nullable Raw next() throws IOException {
        String text;
        do {
            text = readLine();
        } while (text != null && text.isBlank());
        if (text == null) {
            return null;
        }
        return text.length() > JsonFields.LONGEST
                ? Raw.flawed(
                        line, String.format(Locale.ROOT, "the line is longer than %d characters", JsonFields.LONGEST))
                : raw(text);
    }

    private Raw raw(String text) {
        JsonNode object;
        try {
            object = OBJECTS.readTree(text);
        } catch (JsonProcessingException e) {
            return Raw.flawed(line, "the line is not JSON");
        }
        if (!object.isObject()) {
            return Raw.flawed(line, "the line is JSON, but no object");
        }
        Map<String, @Nullable String> fields = new HashMap<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!Person.FIELDS.contains(field.getKey())) {
                return Raw.flawed(
                        line,
                        String.format(
                                Locale.ROOT, "it has a field \"%s\"; there are %s", field.getKey(), Person.FIELDS));
            }
            // One beyond what a double can hold.
            boolean infinite = field.getValue().isDouble()
                    && Double.isInfinite(field.getValue().doubleValue());
            if (infinite || field.getValue().isContainerNode()) {
                return Raw.flawed(
                        line, String.format(Locale.ROOT, "its %s is neither a text nor a number", field.getKey()));
            }
            fields.put(field.getKey(), JsonFields.text(field.getValue()));
        }
        return Raw.of(line, fields);
    }

    /** The next line, or a little more than the longest that is good of one that is longer; null at the end. */
    private @Nullable String readLine() throws IOException {
        StringBuilder text = new StringBuilder();
        int character = reader.read();
        if (character < 0) {
            return null;
        }
        while (character >= 0 && character != '\n') {
            if (text.length() <= JsonFields.LONGEST) {
                text.append((char) character);
            }
            character = reader.read();
        }
        line++;
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
