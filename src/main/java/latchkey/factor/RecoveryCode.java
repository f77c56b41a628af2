package latchkey.factor;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import java.io.Serializable;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import latchkey.audit.AuditEvent;
import latchkey.audit.EventDraft;
import latchkey.database.Statements;
import org.jspecify.annotations.Nullable;

/** A code that replaces a factor, once. */
@Entity
@IdClass(RecoveryCode.Key.class)
public class RecoveryCode extends PanacheEntityBase {

    @Id
    @Column(name = "account_id")
    public long accountId;

    /** HMAC-SHA256 of the code. */
    @Id
    public byte[] digest;

    /** Null while the code is good. */
    @Nullable
    public Instant usedAt;

    /** The primary key. */
    public static class Key implements Serializable {

        public long accountId;
        public byte[] digest = new byte[0];

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && accountId == key.accountId && Arrays.equals(digest, key.digest);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(digest);
        }
    }

    /** Stores codes in place of all others of the account. In a transaction. */
    static void replace(long account, List<byte[]> digests) {
        removeAll(account);
        Statements.list(
                Boolean.class,
                "insert into recovery_code (account_id, digest) select :owner, digest from unnest(:digests) as digest"
                        + " returning true",
                Map.of("owner", account, "digests", digests.toArray(byte[][]::new)));
    }

    static void removeAll(long account) {
        Statements.list(
                Boolean.class,
                "delete from recovery_code where account_id = :owner returning true",
                Map.of("owner", account));
    }

    /** Uses up a code; records nothing if none of these is a good one of the account. */
    static List<AuditEvent> use(long account, List<byte[]> digests, EventDraft draft) {
        return draft.storeWith("""
                update recovery_code c set used_at = :at from account a
                where a.id = c.account_id and c.account_id = :owner and c.digest = any(:digests) and c.used_at is null
                returning c.account_id, a.username, cast(null as uuid) as session_id
                """, Map.of("owner", account, "digests", digests.toArray(byte[][]::new)));
    }

    /** How many codes are left. */
    static long left(long account) {
        return Statements.first(
                        Long.class,
                        "select count(*) from recovery_code where account_id = :owner and used_at is null",
                        Map.of("owner", account))
                .orElseThrow();
    }
}
