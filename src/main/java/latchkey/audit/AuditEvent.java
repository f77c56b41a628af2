package latchkey.audit;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import latchkey.Sql;
import org.jspecify.annotations.Nullable;

/** Something that happened, as it is kept. */
public record AuditEvent(
        long id,
        Instant happenedAt,
        Kind kind,
        Outcome outcome,
        @Nullable Long accountId,
        @Nullable String username,
        @Nullable UUID sessionId,
        String via,
        @Nullable String operator,
        @Nullable String address,
        @Nullable String userAgent,
        @Nullable String request,
        @Nullable String detail) {

    private static final String STORE = """
            with %s
            insert into audit_event (happened_at, kind, outcome, account_id, username, session_id, via, operator, address,
                user_agent, request, detail)
            select :at, %s, :outcome, account_id, username, coalesce(session_id, cast(:origin as uuid)), :via,
                cast(:operator as text), cast(:address as text), cast(:userAgent as text), cast(:request as text),
                cast(%s as text)
            from about
            returning *
            """;

    private static AuditEvent of(ResultSet row) throws SQLException {
        return new AuditEvent(
                row.getLong("id"),
                requireNonNull(Sql.instant(row, "happened_at")),
                Kind.valueOf(row.getString("kind")),
                Outcome.valueOf(row.getString("outcome")),
                row.getObject("account_id", Long.class),
                row.getString("username"),
                row.getObject("session_id", UUID.class),
                row.getString("via"),
                row.getString("operator"),
                row.getString("address"),
                row.getString("user_agent"),
                row.getString("request"),
                row.getString("detail"));
    }

    /** Stores what {@code draft} says of each row that {@code change} gives. */
    static List<AuditEvent> store(Draft draft, String change, Map<String, ?> parameters) {
        return stored(
                String.format(Locale.ROOT, STORE, "about as (" + change + ")", ":kind", ":detail"), draft, parameters);
    }

    /** As {@link #store}, for rows of {@code about} that have a kind and a detail of their own. */
    static List<AuditEvent> storeEach(Draft draft, String expressions, Map<String, ?> parameters) {
        return stored(String.format(Locale.ROOT, STORE, expressions, "about.kind", "about.detail"), draft, parameters);
    }

    private static List<AuditEvent> stored(String statement, Draft draft, Map<String, ?> parameters) {
        Map<String, Object> all = new HashMap<>(parameters);
        all.put("at", draft.at());
        all.put("kind", draft.kind().name());
        all.put("outcome", draft.outcome().name());
        all.put("detail", draft.detail());
        Origin origin = draft.origin();
        all.put("origin", origin.session());
        all.put("via", origin.via());
        all.put("operator", origin.operator());
        all.put("address", origin.address());
        all.put("userAgent", origin.userAgent());
        all.put("request", origin.request());
        return Sql.named(statement, all).all(AuditEvent::of);
    }

    /**
     * Those that are wanted, in the order in which they happened, after the one at {@code start} with this {@code id}.
     *
     * @param most how many at most
     */
    static List<AuditEvent> page(Wanted wanted, Instant start, long id, int most) {
        StringBuilder query = new StringBuilder("""
                select * from audit_event
                where happened_at >= :start and (happened_at > :start or id > :id) and happened_at < :until
                """);
        Map<String, Object> parameters =
                new HashMap<>(Map.of("start", start, "id", id, "until", wanted.until(), "most", most));
        wanted.columns().forEach((column, value) -> {
            query.append(" and ").append(column).append(" = :").append(column.replace("_", ""));
            parameters.put(column.replace("_", ""), value);
        });
        return Sql.named(query.append(" order by happened_at, id limit :most").toString(), parameters)
                .all(AuditEvent::of);
    }

    /**
     * Removes events from before {@code then}. Replicas that do so at the same time share the work.
     *
     * @return how many there were, at most {@code most}
     */
    static int purge(Instant then, int most) {
        return Sql.of("""
                        delete from audit_event where id in (
                            select id from audit_event where happened_at < ? order by happened_at limit ?
                            for update skip locked)
                        """, then, most).update();
    }

    /** The event as the log and the command have it: what is not known is left out. */
    public Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("happened_at", happenedAt.toString());
        facts.put("kind", kind.name());
        facts.put("outcome", outcome.name());
        facts.put("account", accountId);
        facts.put("username", username);
        facts.put("session", Objects.toString(sessionId, null));
        facts.put("via", via);
        facts.put("operator", operator);
        facts.put("address", address);
        facts.put("request", request);
        facts.put("detail", detail);
        facts.put("user_agent", userAgent);
        facts.values().removeIf(Objects::isNull);
        return facts;
    }
}
