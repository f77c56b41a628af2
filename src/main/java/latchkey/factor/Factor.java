package latchkey.factor;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import latchkey.audit.AuditEvent;
import latchkey.audit.EventDraft;
import latchkey.database.Statements;
import org.jspecify.annotations.Nullable;

/** What a user shows at a sign-in beside the password. */
@Entity
public class Factor extends PanacheEntityBase {

    /** What a factor is. */
    public enum Kind {
        /** An authenticator app (RFC 6238). */
        TOTP,
        /** WebAuthn Level 3. */
        PASSKEY
    }

    /** How many factors an account may have. */
    public static final int LIMIT = 10;

    /** In characters. */
    public static final int LONGEST_NAME = 64;

    /** How long a user may take from the secret to the first code. */
    static final Duration ENROLMENT = Duration.ofMinutes(15);

    private static final String RETURNING = "returning f.account_id, a.username, cast(null as uuid) as session_id";

    @Id
    public UUID id;

    public long accountId;

    @Enumerated(EnumType.STRING)
    public Kind kind;

    /** As the user calls it. */
    public String name;

    /** Encrypted; null if the kind has none. */
    public byte @Nullable [] secret;

    public Instant createdAt;

    /** When the user showed the first code; null before, and then no sign-in asks for the factor. */
    @Nullable
    public Instant confirmedAt;

    /** The time step of the last code: it, and those before, are no longer good. */
    public long lastStep;

    @Nullable
    public Instant lastUsedAt;

    /** Stores a factor that is not confirmed yet, in place of others that are not; false if the account has too many. */
    static boolean enrol(Factor factor) {
        Map<String, Object> row = new HashMap<>();
        row.put("id", factor.id);
        row.put("owner", factor.accountId);
        row.put("kind", factor.kind.name());
        row.put("name", factor.name);
        row.put("secret", factor.secret);
        row.put("now", factor.createdAt);
        row.put("limit", LIMIT);
        return Statements.first(Boolean.class, """
                        with owner as (
                            select id from account where id = :owner and active for no key update
                        ), former as (
                            delete from factor where account_id = :owner and confirmed_at is null
                        )
                        insert into factor (id, account_id, kind, name, secret, created_at, last_step)
                        select :id, owner.id, :kind, :name, :secret, :now, 0 from owner
                        where (select count(*) from factor where account_id = owner.id and confirmed_at is not null) < :limit
                        returning true
                        """, row).isPresent();
    }

    /** Stores a factor that the user has shown; false if the account has too many. In a transaction that holds {@link #lock}. */
    boolean insert() {
        return Statements.first(
                        Boolean.class,
                        """
                        insert into factor (id, account_id, kind, name, created_at, confirmed_at, last_step)
                        select :id, :owner, :kind, :name, :now, :now, 0
                        where (select count(*) from factor where account_id = :owner and confirmed_at is not null) < :limit
                        returning true
                        """,
                        Map.of(
                                "id",
                                id,
                                "owner",
                                accountId,
                                "kind",
                                kind.name(),
                                "name",
                                name,
                                "now",
                                createdAt,
                                "limit",
                                LIMIT))
                .isPresent();
    }

    /** Waits for other changes of the account's factors. In a transaction. */
    static void lock(long account) {
        Statements.list(
                Boolean.class,
                "select true from account where id = :owner for no key update",
                Map.of("owner", account));
    }

    /** Confirms a new factor by the code of a step; false if there is no such factor, or it waited too long. */
    static boolean confirm(long account, UUID id, long step, Instant now) {
        return Statements.first(
                        Boolean.class,
                        """
                        update factor set confirmed_at = :now, last_step = :step, last_used_at = :now
                        where id = :id and account_id = :owner and confirmed_at is null and created_at > :since
                        returning true
                        """,
                        Map.of("id", id, "owner", account, "step", step, "now", now, "since", now.minus(ENROLMENT)))
                .isPresent();
    }

    /** Uses up the code of a step: of any number of simultaneous requests, on any number of replicas, one succeeds. */
    static boolean use(UUID id, long step, Instant now) {
        return Statements.first(
                        Boolean.class,
                        "update factor set last_step = :step, last_used_at = :now where id = :id and last_step < :step"
                                + " and confirmed_at is not null returning true",
                        Map.of("id", id, "step", step, "now", now))
                .isPresent();
    }

    static boolean rename(long account, UUID id, String name) {
        return Statements.first(
                        Boolean.class,
                        "update factor set name = :name where id = :id and account_id = :owner and confirmed_at is not null"
                                + " returning true",
                        Map.of("id", id, "owner", account, "name", name))
                .isPresent();
    }

    /** Removes a confirmed factor. */
    static List<AuditEvent> remove(long account, UUID id, EventDraft draft) {
        return draft.storeWith("""
                delete from factor f using account a
                where a.id = f.account_id and f.id = :id and f.account_id = :owner and f.confirmed_at is not null
                """ + RETURNING, Map.of("id", id, "owner", account));
    }

    /** Removes all factors of an account, and returns how many were confirmed. In a transaction. */
    static int removeAll(long account) {
        return (int) Statements.list(
                        Boolean.class,
                        "delete from factor where account_id = :owner returning confirmed_at is not null",
                        Map.of("owner", account))
                .stream()
                .filter(confirmed -> confirmed)
                .count();
    }

    /** The confirmed factors of an account, the oldest first. */
    static List<Factor> of(long account) {
        return Statements.list(
                Factor.class,
                "select * from factor where account_id = :owner and confirmed_at is not null order by created_at, id",
                Map.of("owner", account));
    }

    /** What the user of an account may show, as clients know it. */
    static List<String> kinds(long account) {
        return Statements.list(String.class, """
                        select lower(kind) as shown from factor where account_id = :owner and confirmed_at is not null
                        union select 'recovery_code' from recovery_code where account_id = :owner and used_at is null
                        order by shown desc
                        """, Map.of("owner", account));
    }

    /** A factor that waits for its first code. */
    static List<Factor> unconfirmed(long account, UUID id) {
        return Statements.list(
                Factor.class,
                "select * from factor where account_id = :owner and id = :id and confirmed_at is null",
                Map.of("owner", account, "id", id));
    }

    /** One page of all factors with a secret, by id. */
    static List<Factor> after(@Nullable UUID last, int limit) {
        Map<String, Object> values = new HashMap<>(Map.of("limit", limit));
        values.put("last", last);
        return Statements.list(
                Factor.class,
                "select * from factor where secret is not null and (cast(:last as uuid) is null or id > cast(:last as uuid))"
                        + " order by id limit :limit",
                values);
    }

    /** Stores the secret encrypted anew, if it is still the one that was read. */
    boolean replaceSecret(byte[] encrypted) {
        return Statements.first(
                        Boolean.class,
                        "update factor set secret = :encrypted where id = :id and secret = :before returning true",
                        Map.of("id", id, "encrypted", encrypted, "before", secret))
                .isPresent();
    }
}
