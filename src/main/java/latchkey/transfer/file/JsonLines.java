package latchkey.transfer.file;

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

/** A JSON object on each line. A broken line is a rejected record. */
final class JsonLines implements Records {

    /** Else a second object on a line would be skipped without a message. */
    private static final ObjectReader OBJECTS =
            JsonFields.MAPPER.readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Reader reader;
    private long line;

    JsonLines(Reader reader) {
        this.reader = reader;
    }

    @Override
    public @Nullable RawRecord next() throws IOException {
        String text;
        do {
            text = readLine();
        } while (text != null && text.isBlank());
        if (text == null) {
            return null;
        }
        return text.length() > JsonFields.MAX_LENGTH
                ? RawRecord.flawed(
                        line,
                        String.format(Locale.ROOT, "the line is longer than %d characters", JsonFields.MAX_LENGTH))
                : raw(text);
    }

    private RawRecord raw(String text) {
        JsonNode object;
        try {
            object = OBJECTS.readTree(text);
        } catch (JsonProcessingException e) {
            return RawRecord.flawed(line, "the line is not JSON");
        }
        if (!object.isObject()) {
            return RawRecord.flawed(line, "the line is JSON, but no object");
        }
        Map<String, @Nullable String> fields = new HashMap<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!ImportedUser.FIELDS.contains(field.getKey())) {
                return RawRecord.flawed(
                        line,
                        String.format(
                                Locale.ROOT,
                                "it has a field \"%s\"; there are %s",
                                field.getKey(),
                                ImportedUser.FIELDS));
            }
            // A number too large for a double.
            boolean infinite = field.getValue().isDouble()
                    && Double.isInfinite(field.getValue().doubleValue());
            if (infinite || field.getValue().isContainerNode()) {
                return RawRecord.flawed(
                        line, String.format(Locale.ROOT, "its %s is neither a text nor a number", field.getKey()));
            }
            fields.put(field.getKey(), JsonFields.text(field.getValue()));
        }
        return RawRecord.of(line, fields);
    }

    /** The next line; null at the end. An overlong line is cut, but still longer than allowed. */
    private @Nullable String readLine() throws IOException {
        StringBuilder text = new StringBuilder();
        int character = reader.read();
        if (character < 0) {
            return null;
        }
        while (character >= 0 && character != '\n') {
            if (text.length() <= JsonFields.MAX_LENGTH) {
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
