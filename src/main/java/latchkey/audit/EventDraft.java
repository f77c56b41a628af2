package latchkey.audit;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event that is not stored yet: all of it except the account and the session. */
public record EventDraft(
        Instant at,
        Kind kind,
        Outcome outcome,
        EventSource source,
        @Nullable String detail) {

    private static final String ACCOUNT_OR_NAME =
            "select cast(:account as bigint) as account_id, cast(:name as text) as username, cast(null as uuid) as session_id";

    /** @param what null for nothing */
    public EventDraft withDetail(@Nullable String what) {
        return new EventDraft(at, kind, outcome, source, what);
    }

    /**
     * Makes a change and stores an event for each row that it returns, in one statement: both happen or neither.
     *
     * @param change SQL that returns {@code account_id}, {@code username} and {@code session_id}; {@code :at} is the event's
     *     time
     */
    public List<AuditEvent> storeWith(String change, Map<String, ?> parameters) {
        return AuditEvent.store(this, change, parameters);
    }

    /**
     * As {@link #storeWith}, for changes with events of several kinds.
     *
     * @param expressions common table expressions, of which {@code about} returns {@code kind} and {@code detail}, too
     */
    public List<AuditEvent> storeEach(String expressions, Map<String, ?> parameters) {
        return AuditEvent.storeEach(this, expressions, parameters);
    }

    /** Stores the event for an account. */
    public List<AuditEvent> storeFor(@Nullable Long account, @Nullable String username) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("account", account);
        parameters.put("name", username);
        return storeWith(ACCOUNT_OR_NAME, parameters);
    }

    public List<AuditEvent> storeWithoutAccount() {
        return storeFor(null, null);
    }
}
