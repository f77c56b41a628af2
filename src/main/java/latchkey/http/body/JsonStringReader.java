package latchkey.http.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.util.Optional;
import latchkey.failure.FieldError;
import latchkey.failure.FieldError.Kind;
import org.jspecify.annotations.Nullable;

/** Reads a string; reports a value that is no string, or cannot be stored, in the {@link FieldErrors} and continues. */
class JsonStringReader extends StdDeserializer<String> {

    JsonStringReader() {
        super(String.class);
    }

    @Override
    public @Nullable String deserialize(JsonParser json, DeserializationContext context) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            report(json, Kind.NOT_TEXT, context);
            json.skipChildren();
            return null;
        }
        String text = json.getText();
        Optional<Kind> unstorable = unstorable(text);
        if (unstorable.isPresent()) {
            report(json, unstorable.get(), context);
            return null;
        }
        return text;
    }

    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context) {
        return null;
    }

    private static Optional<Kind> unstorable(String text) {
        if (text.indexOf('\0') >= 0) {
            return Optional.of(Kind.NUL_CHARACTER);
        }
        boolean lone = text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        return lone ? Optional.of(Kind.LONE_SURROGATE) : Optional.empty();
    }

    private static void report(JsonParser json, Kind kind, DeserializationContext context) {
        JsonStreamContext at =
                json.currentToken().isStructStart() ? json.getParsingContext().getParent() : json.getParsingContext();
        String field = at.pathAsPointer().toString().substring(1).replace('/', '.');
        ((FieldErrors) context.getAttribute(FieldErrors.class)).add(field, FieldError.of(kind));
    }
}
