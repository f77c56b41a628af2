package latchkey.audit;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.ColumnResult;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityResult;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.SqlResultSetMapping;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import latchkey.database.Statements;
import org.jspecify.annotations.Nullable;

/** An event of the audit log, as the table stores it. */
@Entity
@SqlResultSetMapping(
        name = AuditEvent.STORED,
        entities = @EntityResult(entityClass = AuditEvent.class),
        columns = @ColumnResult(name = "to_send", type = Boolean.class))
public class AuditEvent extends PanacheEntityBase {

    static final String STORED = "AuditEvent.stored";

    @Id
    public long id;

    public Instant happenedAt;

    @Enumerated(EnumType.STRING)
    public Kind kind;

    @Enumerated(EnumType.STRING)
    public Outcome outcome;

    @Nullable
    public Long accountId;

    @Nullable
    public String username;

    @Nullable
    public UUID sessionId;

    public String via;

    @Nullable
    public String operator;

    /** Who acted through the admin API. */
    @Nullable
    public String actor;

    @Nullable
    public String address;

    @Nullable
    public String userAgent;

    @Nullable
    public String request;

    @Nullable
    public String detail;

    /** Whether the event is to be sent to a webhook. */
    @Transient
    public boolean toSend;

    /** How many entries of an index {@link #newest} looks at. */
    private static final int SCANNED = 5_000;

    /** The deliveries are stored with the event, so that none is lost. Without webhooks that costs a look at an empty table. */
    private static final String STORE = """
            with %s, stored as (
            insert into audit_event (happened_at, kind, outcome, account_id, username, session_id, via, operator, actor, address,
                user_agent, request, detail)
            select :at, %s, :outcome, account_id, username, coalesce(session_id, cast(:origin as uuid)), :via,
                cast(:operator as text), cast(:actor as text), cast(:address as text), cast(:userAgent as text), cast(:request as text),
                cast(%s as text)
            from about
            returning *
            ), delivery as (
            insert into webhook_delivery (webhook_id, event_id, kind, created_at, due_at)
            select webhook.id, stored.id, stored.kind, stored.happened_at, stored.happened_at from stored, webhook
            where webhook.enabled
                and (webhook.kinds = '' or stored.kind = any (string_to_array(webhook.kinds, ' ')))
            returning event_id
            )
            select stored.*, exists (select 1 from delivery where delivery.event_id = stored.id) as to_send from stored
            """;

    /** Runs {@code change}, and stores an event of {@code draft} for each row that it returns. */
    static List<AuditEvent> store(EventDraft draft, String change, Map<String, ?> parameters) {
        return stored(
                String.format(Locale.ROOT, STORE, "about as (" + change + ")", ":kind", ":detail"), draft, parameters);
    }

    /** As {@link #store}, for rows of {@code about} with their own kind and detail. */
    static List<AuditEvent> storeEach(EventDraft draft, String expressions, Map<String, ?> parameters) {
        return stored(String.format(Locale.ROOT, STORE, expressions, "about.kind", "about.detail"), draft, parameters);
    }

    private static List<AuditEvent> stored(String statement, EventDraft draft, Map<String, ?> parameters) {
        Map<String, Object> all = new HashMap<>(parameters);
        all.put("at", draft.at());
        all.put("kind", draft.kind().name());
        all.put("outcome", draft.outcome().name());
        all.put("detail", draft.detail());
        EventSource source = draft.source();
        all.put("origin", source.session());
        all.put("via", source.via());
        all.put("operator", source.operator());
        all.put("actor", source.actor());
        all.put("address", source.address());
        all.put("userAgent", source.userAgent());
        all.put("request", source.request());
        return Statements.rows(STORED, statement, all).stream()
                .map(AuditEvent::stored)
                .toList();
    }

    private static AuditEvent stored(@Nullable Object[] row) {
        AuditEvent event = (AuditEvent) requireNonNull(row[0]);
        event.toSend = Boolean.TRUE.equals(row[1]);
        return event;
    }

    /**
     * The events that match a query, in the order in which they happened, after the one at {@code start} with this {@code id}.
     *
     * @param limit the maximum number of events
     */
    static List<AuditEvent> page(AuditQuery query, Instant start, long id, int limit) {
        StringBuilder sql = new StringBuilder("""
                select * from audit_event
                where happened_at >= :start and (happened_at > :start or id > :id) and happened_at < :until
                """);
        Map<String, Object> parameters =
                new HashMap<>(Map.of("start", start, "id", id, "until", query.until(), "limit", limit));
        query.columns().forEach((column, value) -> {
            sql.append(" and ").append(column).append(" = :").append(column.replace("_", ""));
            parameters.put(column.replace("_", ""), value);
        });
        return Statements.list(
                AuditEvent.class,
                sql.append(" order by happened_at, id limit :limit").toString(),
                parameters);
    }

    /** The latest events of an account, the last one first. */
    static List<AuditEvent> latest(long account, int limit) {
        return Statements.list(AuditEvent.class, """
                select * from audit_event where account_id = :account order by happened_at desc, id desc limit :limit
                """, Map.of("account", account, "limit", limit));
    }

    /**
     * The events that match a query, the newest first, before the one at {@code end} with this {@code id}.
     *
     * @param limit the maximum number of events
     */
    static List<AuditEvent> newest(AuditQuery query, Instant end, long id, int limit) {
        return Statements.list(
                AuditEvent.class,
                "select * from (" + scanned(query, "*") + ") scanned where true" + conditions(query.checked())
                        + " order by happened_at desc, id desc limit :limit",
                parameters(query, end, id, limit));
    }

    /** The last event that {@link #newest} looks at; empty if it looks at all. */
    static Optional<AuditEvent> lastScanned(AuditQuery query, Instant end, long id) {
        return Statements.first(
                AuditEvent.class,
                scanned(query, "*").replace("limit " + SCANNED, "offset " + (SCANNED - 1) + " limit 1"),
                parameters(query, end, id, 1));
    }

    private static String scanned(AuditQuery query, String columns) {
        return "select " + columns + " from audit_event where happened_at >= :start and (happened_at, id) < (:end, :id)"
                + conditions(query.indexed()) + " order by happened_at desc, id desc limit " + SCANNED;
    }

    private static String conditions(Map<String, Object> columns) {
        return columns.keySet().stream()
                .map(column -> " and " + column + " = :" + column.replace("_", ""))
                .collect(joining());
    }

    private static Map<String, Object> parameters(AuditQuery query, Instant end, long id, int limit) {
        Map<String, Object> parameters =
                new HashMap<>(Map.of("start", query.since(), "end", end, "id", id, "limit", limit));
        query.columns().forEach((column, value) -> parameters.put(column.replace("_", ""), value));
        return parameters;
    }

    /**
     * Removes events from before {@code then}. Replicas that do so at the same time share the work.
     *
     * @return how many it removed, at most {@code limit}
     */
    public static int purge(Instant then, int limit) {
        return Statements.list(Boolean.class, """
                        delete from audit_event where id in (
                            select id from audit_event where happened_at < :then order by happened_at limit :limit
                            for update skip locked)
                        returning true
                        """, Map.of("then", then, "limit", limit))
                .size();
    }

    /** The event as the log and the command show it, without null values. */
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
        facts.put("actor", actor);
        facts.put("address", address);
        facts.put("request", request);
        facts.put("detail", detail);
        facts.put("user_agent", userAgent);
        facts.values().removeIf(Objects::isNull);
        return facts;
    }
}
