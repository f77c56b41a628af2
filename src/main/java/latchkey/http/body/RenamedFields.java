package latchkey.http.body;

import java.util.Map;

/** A body with field names that differ from the core's. */
public interface RenamedFields {

    /** The body's names of the core's {@code username}, {@code email} and {@code password}, where they differ. */
    default Map<String, String> spelled() {
        return Map.of();
    }
}
