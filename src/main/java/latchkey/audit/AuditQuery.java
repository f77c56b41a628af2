package latchkey.audit;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which events the operator asks for.
 *
 * @param since the first moment
 * @param until the first moment after the range
 */
public record AuditQuery(
        Instant since,
        Instant until,
        @Nullable Long account,
        @Nullable String username,
        @Nullable Kind kind) {

    /** The values that columns of the events must have. */
    Map<String, Object> columns() {
        Map<String, Object> columns = new LinkedHashMap<>();
        if (account != null) {
            columns.put("account_id", account);
        }
        if (username != null) {
            columns.put("username", username);
        }
        if (kind != null) {
            columns.put("kind", kind.name());
        }
        return columns;
    }
}
