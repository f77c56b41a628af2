package latchkey.factor;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Map;
import latchkey.database.Batches;
import latchkey.database.Statements;
import latchkey.hash.Digests;

/**
 * A token or challenge that was used, and is good once. Latchkey stores it only after the client has shown a second factor or passkey
 * with it, so no other client can make this table grow.
 */
@Entity
public class UsedToken extends PanacheEntityBase {

    @Id
    public byte[] digest;

    /** When the token would no longer be good anyway. */
    public Instant expiresAt;

    /** Uses up a token: of any number of simultaneous requests, on any number of replicas, one succeeds. */
    public static boolean use(byte[] token, Instant expiresAt) {
        return Statements.first(
                        Boolean.class,
                        "insert into used_token (digest, expires_at) values (:digest, :expiresAt) on conflict do nothing returning true",
                        Map.of("digest", Digests.sha256(token), "expiresAt", expiresAt))
                .isPresent();
    }

    /** Deletes expired ones. */
    public static void purge(Instant now) {
        Batches.remove("used tokens", limit -> Statements.list(Boolean.class, """
                        delete from used_token where digest in (
                            select digest from used_token where expires_at < :now limit :limit for update skip locked)
                        returning true
                        """, Map.of("now", now, "limit", limit))
                .size());
    }
}
