package latchkey.transfer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.Reader;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code dumpdata} prints: one array of objects, of which those are users whose model is called {@code user}, whichever
 * application it belongs to. What Django keeps beyond Latchkey's own fields is passed over.
 */
final class DjangoRecords implements Records {

    private static final Map<String, String> NAMES = Map.of(
            "username", "username",
            "email", "email",
            "first_name", "first_name",
            "last_name", "last_name",
            "is_active", "active",
            "is_superuser", "superuser",
            "date_joined", "joined_at",
            "password", "password_hash");

    private final JsonParser parser;

    DjangoRecords(Reader reader) throws IOException {
        parser = JsonFields.MAPPER.createParser(reader);
        if (token() != JsonToken.START_ARRAY) {
            throw new Stopped("the file is no JSON array, as dumpdata prints it");
        }
    }

    @Override
    public @Nullable Raw next() throws IOException {
        while (token() == JsonToken.START_OBJECT) {
            long line = parser.currentTokenLocation().getLineNr();
            JsonNode object = tree();
            if (object.path("model").asText().endsWith(".user")) {
                return raw(line, object);
            }
        }
        if (parser.currentToken() != JsonToken.END_ARRAY) {
            throw new Stopped("the file ends within, or has something else than objects, near line "
                    + parser.currentLocation().getLineNr());
        }
        return null;
    }

    private static Raw raw(long line, JsonNode object) {
        Map<String, @Nullable String> fields = new HashMap<>();
        fields.put("id", JsonFields.text(object.path("pk")));
        for (Map.Entry<String, String> name : NAMES.entrySet()) {
            JsonNode value = object.path("fields").path(name.getKey());
            if (value.isContainerNode()) {
                return Raw.flawed(line, "its %s is neither a text nor a number".formatted(name.getKey()));
            }
            fields.put(name.getValue(), JsonFields.text(value));
        }
        return Raw.of(line, fields);
    }

    private @Nullable JsonToken token() throws IOException {
        try {
            return parser.nextToken();
        } catch (JsonProcessingException e) {
            throw Stopped.at(parser.currentLocation(), "JSON");
        }
    }

    private JsonNode tree() throws IOException {
        try {
            return parser.readValueAsTree();
        } catch (JsonProcessingException e) {
            throw Stopped.at(parser.currentLocation(), "JSON");
        }
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
