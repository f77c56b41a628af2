package latchkey.transfer.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/** Reads JSON of another program. */
public final class JsonFields {

    /** The maximum characters of a record, which limits its memory. */
    static final int MAX_LENGTH = 1 << 20;

    public static final JsonMapper MAPPER = new JsonMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(MAX_LENGTH)
                    .maxNestingDepth(50)
                    .build())
            // A table of names fails on names that collide, which would stop the import.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build());

    /** The field with the names of a user's groups. */
    static final String GROUPS = "groups";

    /** A scalar as text, null as null. */
    static @Nullable String text(JsonNode value) {
        return value.isNull() ? null : value.asText();
    }

    private JsonFields() {}
}
