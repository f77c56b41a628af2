package latchkey.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/** JSON that another program wrote. */
final class JsonFields {

    /** Bounds what one record can take of memory. */
    static final int LONGEST = 1 << 20;

    static final JsonMapper MAPPER = new JsonMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LONGEST)
                    .maxNestingDepth(50)
                    .build())
            // Names that collide in its table would end the reading of a file.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build());

    /** A scalar as text, null as null. */
    static @Nullable String text(JsonNode value) {
        return value.isNull() ? null : value.asText();
    }

    private JsonFields() {}
}
