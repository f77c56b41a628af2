package latchkey.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.Reader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code dumpdata} prints: one array of objects, of which {@link DjangoModels} says which are users. What Django keeps beyond
 * Latchkey's own fields is passed over, and never held.
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

    /** Of what is passed over; each level takes some of the memory. Python's own reader goes no deeper than a thousand. */
    private static final int DEEPEST = 10_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private final JsonParser parser;
    private final DjangoModels models;

    /** @param model to read; null for what looks like a user */
    DjangoRecords(Reader reader, @Nullable String model) throws IOException {
        parser = FACTORY.createParser(new Shortened(reader, new Shortened.Json()));
        models = new DjangoModels(model);
        if (token() != JsonToken.START_ARRAY) {
            throw new Stopped("the file is no JSON array, as dumpdata prints it");
        }
    }

    /** An object of the array, as far as it is of use. */
    private static final class Dumped {

        private String model = "";
        private final Map<String, @Nullable String> fields = new HashMap<>();
        private final Set<String> names = new HashSet<>();
        private @Nullable String flaw;

        Dumped() {
            NAMES.values().forEach(name -> fields.put(name, ""));
        }
    }

    @Override
    public @Nullable Raw next() throws IOException {
        while (token() == JsonToken.START_OBJECT) {
            long line = parser.currentTokenLocation().getLineNr();
            Dumped object = object();
            if (models.takes(object.model, object.names)) {
                return object.flaw == null ? Raw.of(line, object.fields) : Raw.flawed(line, object.flaw);
            }
        }
        if (parser.currentToken() != JsonToken.END_ARRAY) {
            throw new Stopped("the file ends within, or has something else than objects, near line "
                    + parser.currentLocation().getLineNr());
        }
        if (token() != JsonToken.NOT_AVAILABLE) {
            throw new Stopped("the file has more than one array, near line "
                    + parser.currentTokenLocation().getLineNr());
        }
        models.end();
        return null;
    }

    @Override
    public Set<String> passedOver() {
        return models.passedOver();
    }

    private Dumped object() throws IOException {
        Dumped object = new Dumped();
        while (token() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = token();
            if (name.equals("fields") && value == JsonToken.START_OBJECT) {
                fields(object);
            } else if (name.equals("pk")) {
                id(object);
            } else if (name.equals("model")) {
                String model = scalar();
                object.model = model == null ? "" : model;
            } else {
                pass();
            }
        }
        return object;
    }

    private void id(Dumped object) throws IOException {
        if (!parser.currentToken().isScalarValue()) {
            object.flaw = "its pk is neither a text nor a number";
        }
        object.fields.put("id", scalar());
    }

    private void fields(Dumped object) throws IOException {
        while (token() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            boolean scalar = token().isScalarValue();
            object.names.add(DjangoModels.isTelling(name) ? name : "");
            if (!NAMES.containsKey(name)) {
                pass();
            } else if (scalar) {
                object.fields.put(NAMES.get(name), scalar());
            } else {
                object.flaw = String.format(Locale.ROOT, "its %s is neither a text nor a number", name);
                pass();
            }
        }
    }

    /** As text; null of null, and of what is none. */
    private @Nullable String scalar() throws IOException {
        JsonToken token = parser.currentToken();
        if (!token.isScalarValue()) {
            pass();
            return null;
        }
        return token == JsonToken.VALUE_NULL ? null : read(parser::getText);
    }

    private void pass() throws IOException {
        read(parser::skipChildren);
        if (!parser.currentToken().isScalarValue() && !parser.currentToken().isStructEnd()) {
            throw Stopped.at(parser.currentLocation(), "JSON");
        }
    }

    private JsonToken token() throws IOException {
        JsonToken token = read(parser::nextToken);
        return token == null ? JsonToken.NOT_AVAILABLE : token;
    }

    /** What may find that the file is no JSON. */
    @FunctionalInterface
    private interface Reading<T> {
        @Nullable
        T of() throws IOException;
    }

    private <T> @Nullable T read(Reading<T> reading) throws IOException {
        try {
            return reading.of();
        } catch (JsonProcessingException e) {
            throw Stopped.at(parser.currentLocation(), "JSON");
        }
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
