package latchkey.client;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import latchkey.database.Statements;
import org.jspecify.annotations.Nullable;

/** A request that was sent with an idempotency key, with its answer. */
@Entity
public class RepeatableRequest extends PanacheEntityBase {

    /** A MAC of the key and of who sent it. */
    @Id
    public byte[] id;

    /** A MAC of the request: it may have a password. */
    public byte[] digest;

    /** Encrypted, since it may have a secret; null only in the transaction that makes it. */
    public byte @Nullable [] answer;

    public Instant expiresAt;

    /**
     * Claims the key; false if it is taken. Waits for another transaction that has claimed it. In a transaction.
     *
     * @param expires when the key is free again
     */
    static boolean claim(byte[] id, byte[] digest, Instant now, Instant expires) {
        return Statements.first(Boolean.class, """
                        insert into repeatable_request as r (id, digest, expires_at) values (:id, :digest, :expires)
                        on conflict (id) do update set digest = excluded.digest, answer = null, expires_at = excluded.expires_at
                        where r.expires_at <= :now
                        returning true
                        """, Map.of("id", id, "digest", digest, "now", now, "expires", expires))
                .isPresent();
    }

    static Optional<RepeatableRequest> withId(byte[] id) {
        return Statements.first(
                RepeatableRequest.class, "select * from repeatable_request where id = :id", Map.of("id", id));
    }

    /** Stores the answer. In the transaction of {@link #claim}. */
    static void answer(byte[] id, byte[] answer) {
        Statements.list(
                Boolean.class,
                "update repeatable_request set answer = :answer where id = :id returning true",
                Map.of("id", id, "answer", answer));
    }

    /** Removes requests that have expired, at most {@code limit}, and returns how many. */
    public static int purge(Instant now, int limit) {
        return Statements.list(Boolean.class, """
                        delete from repeatable_request where id in (
                            select id from repeatable_request where expires_at < :now limit :limit for update skip locked)
                        returning true
                        """, Map.of("now", now, "limit", limit))
                .size();
    }
}
