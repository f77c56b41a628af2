package latchkey.client;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import latchkey.audit.AuditEvent;
import latchkey.audit.EventDraft;
import latchkey.database.Statements;
import latchkey.hash.Digests;
import org.jspecify.annotations.Nullable;

/** A program with credentials of its own (RFC 6749, 2), which an operator has made at run time. */
@Entity
public class Client extends PanacheEntityBase {

    /** How long the former secret is good beside a new one. */
    public static final Duration FORMER = Duration.ofDays(7);

    /** In characters. */
    public static final int LONGEST_NAME = 100;

    /** A client belongs to no account. */
    private static final String NO_ACCOUNT =
            " returning cast(null as bigint) as account_id, cast(null as text) as username, cast(null as uuid) as session_id";

    @Id
    public String id;

    /** For operators. */
    public String name;

    /** See {@link Scope#join}. */
    public String scopes;

    /** SHA-256 of the secret, which has 256 random bits. */
    public byte[] secretDigest;

    /** Of the secret before; null if there is none. */
    public byte @Nullable [] formerDigest;

    /** Until when the former secret is good. */
    @Nullable
    public Instant formerUntil;

    public boolean enabled;
    public Instant createdAt;

    /** To the hour, so that few requests write it. */
    @Nullable
    public Instant lastUsedAt;

    static Optional<Client> withId(String id) {
        return Statements.first(Client.class, "select * from client where id = :id", Map.of("id", id));
    }

    /** As {@link #withId}, locked against changes by others. In a transaction. */
    static Optional<Client> locked(String id) {
        return Statements.first(Client.class, "select * from client where id = :id for update", Map.of("id", id));
    }

    /** One page of clients by id, after {@code after}. */
    static List<Client> list(String after, int limit) {
        return Statements.list(
                Client.class,
                "select * from client where id collate \"C\" > :after order by id collate \"C\" limit :limit",
                Map.of("after", after, "limit", limit));
    }

    /** Stores the client unless its id is taken. */
    List<AuditEvent> insert(EventDraft draft) {
        return draft.withDetail(id).storeWith("""
                insert into client (id, name, scopes, secret_digest, enabled, created_at)
                values (:id, :label, :scopes, :digest, true, :created) on conflict do nothing
                """ + NO_ACCOUNT, row());
    }

    /** Stores name, scopes, and whether it may act. */
    List<AuditEvent> update(EventDraft draft) {
        return draft.withDetail(id)
                .storeWith(
                        "update client set name = :label, scopes = :scopes, enabled = :enabled where id = :id"
                                + NO_ACCOUNT,
                        row());
    }

    /** Stores the secrets. */
    List<AuditEvent> updateSecrets(EventDraft draft) {
        return draft.withDetail(id).storeWith("""
                update client set secret_digest = :digest, former_digest = cast(:former as bytea),
                    former_until = cast(:until as timestamptz)
                where id = :id
                """ + NO_ACCOUNT, row());
    }

    static List<AuditEvent> delete(String id, EventDraft draft) {
        return draft.withDetail(id).storeWith("delete from client where id = :id" + NO_ACCOUNT, Map.of("id", id));
    }

    /** Stores that the client was used, once in an hour. */
    void used(Instant now) {
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        if (lastUsedAt == null || lastUsedAt.isBefore(hour)) {
            Statements.list(
                    Boolean.class,
                    "update client set last_used_at = :hour where id = :id returning true",
                    Map.of("hour", hour, "id", id));
        }
    }

    /** Replaces the secret; the one before is good for {@link #FORMER}. */
    void replaceSecret(byte[] digest, Instant now) {
        formerDigest = secretDigest;
        formerUntil = now.plus(FORMER);
        secretDigest = digest;
    }

    /** Whether the secret is one of this client. */
    boolean accepts(String secret, Instant now) {
        byte[] shown = Digests.sha256(secret);
        boolean former = formerDigest != null
                && formerUntil != null
                && now.isBefore(formerUntil)
                && MessageDigest.isEqual(formerDigest, shown);
        return MessageDigest.isEqual(secretDigest, shown) || former;
    }

    public Set<Scope> scopeSet() {
        return Scope.read(scopes);
    }

    /** Changes whenever an operator changes the client. */
    public String version() {
        String all = String.join(
                "\n",
                id,
                name,
                scopes,
                String.valueOf(enabled),
                HexFormat.of().formatHex(secretDigest),
                String.valueOf(formerUntil));
        return HexFormat.of().formatHex(Digests.sha256(all), 0, 16);
    }

    private Map<String, Object> row() {
        Map<String, Object> row = new HashMap<>();
        row.put("id", id);
        row.put("label", name);
        row.put("scopes", scopes);
        row.put("digest", secretDigest);
        row.put("former", formerDigest);
        row.put("until", formerUntil);
        row.put("enabled", enabled);
        row.put("created", createdAt);
        return row;
    }
}
