package latchkey.transfer.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The output of {@code dumpdata}: one array of objects; {@link DjangoModels} decides which are users. Fields that Latchkey does
 * not have are skipped, and never held in memory.
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

    /**
     * The maximum depth of skipped values; each level takes some memory. Python's own reader goes no deeper than a thousand.
     */
    private static final int MAX_DEPTH = 10_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private static final String GROUP_MODEL = "auth.group";

    /** The maximum of groups in a file, which are held in memory. */
    private static final int MAX_GROUPS = 10_000;

    private final JsonParser parser;
    private final DjangoModels models;
    private final Set<String> flags;
    private final Map<String, String> groups = new HashMap<>();

    /**
     * Begins to read.
     *
     * @param model to read; null for any that looks like a user
     * @param flags that count as groups of a user
     */
    DjangoRecords(Reader reader, @Nullable String model, Set<String> flags) throws IOException {
        this.flags = flags;
        parser = FACTORY.createParser(new TruncatedReader(reader, new TruncatedReader.Json()));
        models = new DjangoModels(model);
        if (token() != JsonToken.START_ARRAY) {
            throw new ImportStopped("the file is no JSON array, as dumpdata prints it");
        }
    }

    /** An object of the array, with the fields that Latchkey uses. */
    private static final class Dumped {

        private String model = "";
        private final Map<String, @Nullable String> fields = new HashMap<>();
        private final Set<String> names = new HashSet<>();
        private final List<String> groups = new ArrayList<>();
        private @Nullable String name;
        private @Nullable String flaw;

        Dumped() {
            NAMES.values().forEach(name -> fields.put(name, ""));
        }
    }

    @Override
    public @Nullable RawRecord next() throws IOException {
        while (token() == JsonToken.START_OBJECT) {
            long line = parser.currentTokenLocation().getLineNr();
            Dumped object = object();
            keepIfGroup(object);
            if (models.isUser(object.model, object.names)) {
                return object.flaw == null
                        ? RawRecord.of(line, object.fields, groupsOf(object))
                        : RawRecord.flawed(line, object.flaw);
            }
        }
        if (parser.currentToken() != JsonToken.END_ARRAY) {
            throw new ImportStopped("the file ends within, or has something else than objects, near line "
                    + parser.currentLocation().getLineNr());
        }
        if (token() != JsonToken.NOT_AVAILABLE) {
            throw new ImportStopped("the file has more than one array, near line "
                    + parser.currentTokenLocation().getLineNr());
        }
        models.requireUsers();
        return null;
    }

    @Override
    public Set<String> passedOver() {
        return models.passedOver();
    }

    private void keepIfGroup(Dumped object) {
        String id = object.fields.get("id");
        if (object.model.equals(GROUP_MODEL) && id != null && object.name != null) {
            groups.put(id, object.name);
            if (groups.size() > MAX_GROUPS) {
                throw new ImportStopped(String.format(Locale.ROOT, "the file has more than %d groups", MAX_GROUPS));
            }
        }
    }

    /** The names of the groups; a dump with natural keys has them instead of numbers. */
    private List<String> groupsOf(Dumped user) {
        return user.groups.stream()
                .map(group -> group.startsWith(UNKNOWN_GROUP)
                        ? groups.getOrDefault(group.substring(UNKNOWN_GROUP.length()), group)
                        : group)
                .toList();
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
                skip();
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
            object.names.add(DjangoModels.isUserField(name) ? name : "");
            if (name.equals("groups") && parser.currentToken() == JsonToken.START_ARRAY) {
                groups(object);
            } else if (name.equals("name") && scalar) {
                object.name = scalar();
            } else if (flags.contains(name) && parser.currentToken() == JsonToken.VALUE_TRUE) {
                object.groups.add(name);
            } else if (!NAMES.containsKey(name)) {
                skip();
            } else if (scalar) {
                object.fields.put(NAMES.get(name), scalar());
            } else {
                object.flaw = String.format(Locale.ROOT, "its %s is neither a text nor a number", name);
                skip();
            }
        }
    }

    /** Numbers, or natural keys, which are arrays of a name. */
    private void groups(Dumped object) throws IOException {
        for (JsonToken token = token(); token != JsonToken.END_ARRAY; token = token()) {
            if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
                object.groups.add(UNKNOWN_GROUP + scalar());
            } else if (token == JsonToken.START_ARRAY && token() == JsonToken.VALUE_STRING) {
                object.groups.add(String.valueOf(scalar()));
                while (token() != JsonToken.END_ARRAY) {
                    skip();
                }
            } else {
                throw ImportStopped.at(parser.currentLocation(), "a list of groups");
            }
        }
    }

    /** The value as text; null for null, and for an array or object. */
    private @Nullable String scalar() throws IOException {
        JsonToken token = parser.currentToken();
        if (!token.isScalarValue()) {
            skip();
            return null;
        }
        return token == JsonToken.VALUE_NULL ? null : read(parser::getText);
    }

    private void skip() throws IOException {
        read(parser::skipChildren);
        if (!parser.currentToken().isScalarValue() && !parser.currentToken().isStructEnd()) {
            throw ImportStopped.at(parser.currentLocation(), "JSON");
        }
    }

    private JsonToken token() throws IOException {
        JsonToken token = read(parser::nextToken);
        return token == null ? JsonToken.NOT_AVAILABLE : token;
    }

    /** A read that fails if the file is not JSON. */
    @FunctionalInterface
    private interface JsonRead<T> {
        @Nullable
        T of() throws IOException;
    }

    private <T> @Nullable T read(JsonRead<T> jsonRead) throws IOException {
        try {
            return jsonRead.of();
        } catch (JsonProcessingException e) {
            throw ImportStopped.at(parser.currentLocation(), "JSON");
        }
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
