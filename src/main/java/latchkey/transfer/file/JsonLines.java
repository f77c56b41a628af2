package latchkey.transfer.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.Reader;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import latchkey.transfer.file.FileObjects.FileObject;
import org.jspecify.annotations.Nullable;

/** A JSON object on each line, with the fields of a user. A broken line is a rejected record. */
final class JsonLines implements Records {

    private final ObjectLines lines;
    private long withFactors;

    JsonLines(Reader reader) {
        lines = new ObjectLines(reader);
    }

    @Override
    public @Nullable RawRecord next() throws IOException {
        FileObject object = lines.next();
        if (object == null) {
            return null;
        }
        return object.flaw() == null ? raw(object) : RawRecord.flawed(object.line(), object.flaw());
    }

    @Override
    public long withFactors() {
        return withFactors;
    }

    private RawRecord raw(FileObject object) {
        Map<String, @Nullable String> fields = new HashMap<>();
        List<String> groups = null;
        boolean factors = false;
        for (Map.Entry<String, JsonNode> field : object.content().properties()) {
            if (FACTOR_FIELDS.contains(field.getKey())) {
                factors |= !field.getValue().isEmpty();
                continue;
            }
            String flaw = flaw(field);
            if (flaw != null) {
                return RawRecord.flawed(object.line(), flaw);
            }
            if (field.getKey().equals(JsonFields.GROUPS)) {
                groups = groups(field.getValue());
            } else {
                fields.put(field.getKey(), JsonFields.text(field.getValue()));
            }
        }
        withFactors += factors ? 1 : 0;
        return RawRecord.of(object.line(), fields, groups);
    }

    private static @Nullable List<String> groups(JsonNode value) {
        return value.isNull()
                ? null
                : StreamSupport.stream(value.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList();
    }

    private static @Nullable String flaw(Map.Entry<String, JsonNode> field) {
        if (!ImportedUser.FIELDS.contains(field.getKey())) {
            return String.format(
                    Locale.ROOT, "it has a field \"%s\"; there are %s", field.getKey(), ImportedUser.FIELDS);
        }
        if (field.getKey().equals(JsonFields.GROUPS)) {
            JsonNode groups = field.getValue();
            boolean texts = groups.isArray()
                    && StreamSupport.stream(groups.spliterator(), false).allMatch(JsonNode::isTextual);
            return groups.isNull() || texts ? null : "its groups are no list of texts";
        }
        // A number too large for a double.
        boolean infinite = field.getValue().isDouble()
                && Double.isInfinite(field.getValue().doubleValue());
        return infinite || field.getValue().isContainerNode()
                ? String.format(Locale.ROOT, "its %s is neither a text nor a number", field.getKey())
                : null;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
