package latchkey.transfer.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.io.Reader;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The objects of a JSON text, of which only one at a time is in memory. */
final class JsonObjects implements FileObjects {

    /** The maximum number of tokens of an object, which limits its memory. */
    private static final int MAX_TOKENS = 10_000;

    private final JsonParser parser;

    /** The name of the array that has the objects; null if they are on the top level. */
    private final @Nullable String name;

    private boolean within;

    JsonObjects(Reader reader, @Nullable String name) throws IOException {
        parser = JsonFields.MAPPER.createParser(reader);
        this.name = name;
        within = name == null;
    }

    @Override
    public @Nullable FileObject next() throws IOException {
        for (JsonToken token = token(); token != JsonToken.NOT_AVAILABLE; token = token()) {
            if (token == JsonToken.START_OBJECT && within) {
                return object();
            }
            if (token == JsonToken.END_ARRAY) {
                within = name == null;
            } else if (token == JsonToken.FIELD_NAME) {
                enter();
            } else if (token.isScalarValue() || within && token == JsonToken.START_ARRAY && depth() > 1) {
                throw new ImportStopped("the file has something else than objects, near line " + line());
            }
        }
        return null;
    }

    /** Passes over a field, unless it is the array with the objects. */
    private void enter() throws IOException {
        boolean wanted = parser.currentName().equals(name);
        within = token() == JsonToken.START_ARRAY && wanted;
        if (!within) {
            read(parser::skipChildren);
        }
    }

    private int depth() {
        int depth = 0;
        for (JsonStreamContext context = parser.getParsingContext();
                context.getParent() != null;
                context = context.getParent()) {
            depth++;
        }
        return depth;
    }

    private FileObject object() throws IOException {
        long line = line();
        int tokens = 0;
        int depth = 0;
        try (TokenBuffer kept = new TokenBuffer(parser)) {
            do {
                JsonToken token = tokens == 0 ? parser.currentToken() : token();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (tokens++ < MAX_TOKENS) {
                    read(() -> {
                        kept.copyCurrentEvent(parser);
                        return kept;
                    });
                }
            } while (depth > 0);
            if (tokens > MAX_TOKENS) {
                return FileObject.flawed(line, String.format(Locale.ROOT, "it has more than %d values", MAX_TOKENS));
            }
            JsonNode content = read(() -> JsonFields.MAPPER.readTree(kept.asParser()));
            return FileObject.of(line, content);
        }
    }

    private long line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private JsonToken token() throws IOException {
        JsonToken token = parser.isClosed() ? null : read(parser::nextToken);
        return token == null ? JsonToken.NOT_AVAILABLE : token;
    }

    /** A read that fails if the file is not JSON. */
    @FunctionalInterface
    private interface JsonRead<T extends @Nullable Object> {
        T of() throws IOException;
    }

    private <T extends @Nullable Object> T read(JsonRead<T> jsonRead) throws IOException {
        try {
            return jsonRead.of();
        } catch (StreamConstraintsException e) {
            throw new ImportStopped("the file has too long or too deep a value, near line "
                    + parser.currentLocation().getLineNr());
        } catch (JsonProcessingException e) {
            throw ImportStopped.at(parser.currentLocation(), "JSON");
        }
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
