package latchkey.audit;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event that is not stored yet: all of it but whom it is about. */
public record Draft(
        Instant at,
        Kind kind,
        Outcome outcome,
        Origin origin,
        @Nullable String detail) {

    private static final String ACCOUNT_OR_NAME =
            "select cast(:account as bigint) as account_id, cast(:name as text) as username, cast(null as uuid) as session_id";

    public Draft saying(String what) {
        return new Draft(at, kind, outcome, origin, what);
    }

    /**
     * Makes a change and stores an event for each row that it gives, in one statement: there are both or neither.
     *
     * @param change SQL that gives {@code account_id}, {@code username} and {@code session_id}; {@code :at} is the event's time
     */
    public List<AuditEvent> with(String change, Map<String, ?> parameters) {
        return AuditEvent.store(this, change, parameters);
    }

    /**
     * As {@link #with}, for changes whose events are of several kinds.
     *
     * @param expressions common table expressions, of which {@code about} gives {@code kind} and {@code detail} as well
     */
    public List<AuditEvent> withEach(String expressions, Map<String, ?> parameters) {
        return AuditEvent.storeEach(this, expressions, parameters);
    }

    /** Stores the event. */
    public List<AuditEvent> about(@Nullable Long account, @Nullable String username) {
        Map<String, Object> whom = new HashMap<>();
        whom.put("account", account);
        whom.put("name", username);
        return with(ACCOUNT_OR_NAME, whom);
    }

    public List<AuditEvent> aboutNobody() {
        return about(null, null);
    }
}
