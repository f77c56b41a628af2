package latchkey.audit;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
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
        @Nullable Kind kind,
        @Nullable Outcome outcome,
        @Nullable String actor) {

    /** Events of one account, or of all. */
    public static AuditQuery of(Instant since, Instant until, @Nullable Long account) {
        return new AuditQuery(since, until, account, null, null, null, null);
    }

    /** Of {@link #columns}, the first that has an index. */
    Map<String, Object> indexed() {
        Map<String, Object> columns = columns();
        return Stream.of("account_id", "actor", "kind")
                .filter(columns::containsKey)
                .findFirst()
                .map(column -> Map.of(column, requireNonNull(columns.get(column))))
                .orElse(Map.of());
    }

    /** The others of {@link #columns}. */
    Map<String, Object> checked() {
        Map<String, Object> columns = columns();
        columns.keySet().removeAll(indexed().keySet());
        return columns;
    }

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
        if (outcome != null) {
            columns.put("outcome", outcome.name());
        }
        if (actor != null) {
            columns.put("actor", actor);
        }
        return columns;
    }
}
