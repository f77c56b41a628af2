package latchkey.factor;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import latchkey.audit.AuditEvent;
import latchkey.audit.EventDraft;
import latchkey.database.Batches;
import latchkey.database.Statements;
import org.jspecify.annotations.Nullable;

/** A browser that has shown a second factor of an account, and need not show one again for some time. */
@Entity
public class RememberedDevice extends PanacheEntityBase {

    /** How many of an account are remembered; one more replaces the one that was used longest ago. */
    static final int LIMIT = 20;

    /** The conditions of one that still counts: it has not expired, nor did all sessions of the account end. */
    private static final String GOOD = """
            a.id = d.account_id and a.active and d.epoch = a.session_epoch and d.expires_at > :now
            """;

    @Id
    public UUID id;

    public long accountId;

    /** SHA-256 of the token in the browser's cookie, which is random. */
    public byte[] digest;

    /** The account's session epoch when it was remembered. */
    public int epoch;

    @Nullable
    public String userAgent;

    public Instant createdAt;

    @Nullable
    public Instant lastUsedAt;

    public Instant expiresAt;

    /** Removes those of an account that leave no room for one more. */
    static void removeSurplus(long account) {
        Statements.list(Boolean.class, """
                        delete from remembered_device where id in (
                            select id from remembered_device where account_id = :owner
                            order by coalesce(last_used_at, created_at) desc, id offset :others)
                        returning true
                        """, Map.of("owner", account, "others", LIMIT - 1));
    }

    List<AuditEvent> insert(String username, EventDraft draft) {
        Map<String, Object> row = new HashMap<>();
        row.put("device", id);
        row.put("owner", accountId);
        row.put("user", username);
        row.put("digest", digest);
        row.put("epoch", epoch);
        row.put("agent", userAgent);
        row.put("created", createdAt);
        row.put("expires", expiresAt);
        return draft.storeWith("""
                insert into remembered_device (id, account_id, digest, epoch, user_agent, created_at, expires_at)
                values (:device, :owner, :digest, :epoch, cast(:agent as text), :created, :expires)
                returning account_id, cast(:user as text) as username, cast(null as uuid) as session_id
                """, row);
    }

    /** Uses one of the account that still counts. */
    static Optional<UUID> use(long account, byte[] digest, Instant now) {
        return Statements.first(
                UUID.class,
                "update remembered_device d set last_used_at = :now from account a where d.digest = :digest and d.account_id = :owner and "
                        + GOOD + " returning d.id",
                Map.of("owner", account, "digest", digest, "now", now));
    }

    /** Those of an account that still count, the last used first. */
    static List<RememberedDevice> of(long account, Instant now) {
        return Statements.list(
                RememberedDevice.class,
                "select d.* from remembered_device d join account a on " + GOOD
                        + " where d.account_id = :owner order by coalesce(d.last_used_at, d.created_at) desc, d.id",
                Map.of("owner", account, "now", now));
    }

    static List<AuditEvent> remove(long account, UUID id, EventDraft draft) {
        return draft.storeWith("""
                delete from remembered_device d using account a where a.id = d.account_id and d.id = :device and d.account_id = :owner
                returning d.account_id, a.username, cast(null as uuid) as session_id
                """, Map.of("device", id, "owner", account));
    }

    static void removeAll(long account) {
        Statements.list(
                Boolean.class,
                "delete from remembered_device where account_id = :owner returning true",
                Map.of("owner", account));
    }

    /** Deletes those that no longer count. */
    public static void purge(Instant now) {
        Batches.remove(
                "remembered devices", limit -> Statements.list(Boolean.class, """
                        delete from remembered_device where id in (
                            select d.id from remembered_device d join account a on a.id = d.account_id
                            where d.expires_at < :now or d.epoch <> a.session_epoch limit :limit for update of d skip locked)
                        returning true
                        """, Map.of("now", now, "limit", limit))
                        .size());
    }
}
