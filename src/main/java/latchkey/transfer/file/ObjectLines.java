package latchkey.transfer.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A JSON object on each line. A broken line is a flawed object. */
final class ObjectLines implements FileObjects {

    /** Else a second object on a line would be skipped without a message. */
    private static final ObjectReader OBJECTS =
            JsonFields.MAPPER.readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Reader reader;
    private long line;

    ObjectLines(Reader reader) {
        this.reader = reader;
    }

    @Override
    public @Nullable FileObject next() throws IOException {
        String text;
        do {
            text = readLine();
        } while (text != null && text.isBlank());
        if (text == null) {
            return null;
        }
        return text.length() > JsonFields.MAX_LENGTH
                ? FileObject.flawed(
                        line,
                        String.format(Locale.ROOT, "the line is longer than %d characters", JsonFields.MAX_LENGTH))
                : object(text);
    }

    private FileObject object(String text) {
        try {
            JsonNode object = OBJECTS.readTree(text);
            return object.isObject()
                    ? FileObject.of(line, object)
                    : FileObject.flawed(line, "the line is JSON, but no object");
        } catch (JsonProcessingException e) {
            return FileObject.flawed(line, "the line is not JSON");
        }
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
