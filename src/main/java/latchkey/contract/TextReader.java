package latchkey.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.util.Optional;
import latchkey.failure.Flaw;
import latchkey.failure.Flaw.Kind;
import org.jspecify.annotations.Nullable;

/** Reads a string of a body; what is none, or cannot be stored, it notes in the {@link Flaws} at hand and goes on. */
class TextReader extends StdDeserializer<String> {

    TextReader() {
        super(String.class);
    }

    @Override
    public @Nullable String deserialize(JsonParser json, DeserializationContext context) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            note(json, Kind.NOT_TEXT, context);
            json.skipChildren();
            return null;
        }
        String text = json.getText();
        Optional<Kind> unstorable = unstorable(text);
        if (unstorable.isPresent()) {
            note(json, unstorable.get(), context);
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

    private static void note(JsonParser json, Kind kind, DeserializationContext context) {
        JsonStreamContext at =
                json.currentToken().isStructStart() ? json.getParsingContext().getParent() : json.getParsingContext();
        String field = at.pathAsPointer().toString().substring(1).replace('/', '.');
        ((Flaws) context.getAttribute(Flaws.class)).add(field, Flaw.of(kind));
    }
}
