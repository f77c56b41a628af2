package latchkey.email;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import java.io.Serializable;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import latchkey.database.Statements;
import org.jspecify.annotations.Nullable;

/**
 * A mailed link or code. {@link LinkTokens} derives both from the id, so that a reader of the row has neither. A new link of the
 * same kind and slot replaces this one. It is valid once, until it expires, the account is disabled, or the password or the address
 * changes.
 */
@Entity
@IdClass(EmailLink.Key.class)
public class EmailLink extends PanacheEntityBase {

    /** The slot of a kind of which an account has one link. */
    private static final String ONLY = "";

    @Id
    @Column(name = "account_id")
    public long accountId;

    @Id
    @Enumerated(EnumType.STRING)
    public LinkKind kind;

    /** The address, for kinds of which an account has one link for each address; else empty. */
    @Id
    public String slot;

    public UUID id;

    /** The address that it was sent to, as the account has it; of {@link LinkKind#UNDO} the former address. */
    public String address;

    /** The account's epoch when the link was made. */
    public int epoch;

    /** The contract through which the client asked for it. */
    @Nullable
    public String contract;

    public Instant createdAt;
    public Instant expiresAt;

    @Nullable
    public Instant usedAt;

    /** The primary key. */
    public record Key(long accountId, LinkKind kind, String slot) implements Serializable {}

    private static final String ISSUE = """
            insert into email_link as l (account_id, kind, slot, id, address, epoch, contract, created_at, expires_at)
            select a.id, :kind, :slot, :id, :address, a.session_epoch, cast(:contract as text), :now, :expires
            from account a where a.id = :account and a.active
            on conflict (account_id, kind, slot) do update set
                id = case when :stays and l.used_at is null and l.expires_at > :now then l.id else excluded.id end,
                address = excluded.address, epoch = excluded.epoch, contract = excluded.contract,
                created_at = excluded.created_at, expires_at = excluded.expires_at, used_at = null
            returning *
            """;

    /** The conditions of a valid link. */
    private static final String VALID = """
            l.used_at is null and l.expires_at > :now and a.id = l.account_id and a.active
                and (l.kind in ('UNDO', 'NOT_ME') or l.epoch = a.session_epoch)
                and (l.kind in ('UNDO', 'CHANGE') or l.address = a.email)
            """;

    private static final String FIND = "select l.* from email_link l, account a where l.id = :id and " + VALID;

    private static final String FIND_OF =
            "select l.* from email_link l, account a where l.account_id = :account and l.kind = :kind and " + VALID;

    private static final String FIND_AT =
            "select l.* from email_link l, account a where l.kind = 'CHANGE' and l.address = :address and " + VALID
                    + " order by l.created_at desc limit 10";

    /** The account is locked first: a change of its password or address that is under way voids the link. */
    private static final String USE = """
            update email_link l set used_at = :now from (
                select id, active, session_epoch, email from account where id = :account for no key update) a
            where l.id = :id and
            """ + VALID + "returning l.*";

    /**
     * Makes a link, in the current transaction. A link of {@link LinkKind#NOT_ME} stays as it is while it is valid, so that those in
     * earlier mails are, too.
     *
     * @return empty if there is no such active account
     */
    static Optional<EmailLink> issue(
            LinkKind kind, long account, String address, @Nullable String contract, Instant now) {
        Map<String, Object> values = new HashMap<>();
        values.put("kind", kind.name());
        values.put("slot", kind.outlivesChanges() ? address : ONLY);
        values.put("id", UUID.randomUUID());
        values.put("address", address);
        values.put("account", account);
        values.put("contract", contract);
        values.put("now", now);
        values.put("expires", now.plus(kind.lifetime()));
        values.put("stays", kind == LinkKind.NOT_ME);
        return Statements.first(EmailLink.class, ISSUE, values);
    }

    /** The valid link with this id. */
    static Optional<EmailLink> find(UUID id, Instant now) {
        return Statements.first(EmailLink.class, FIND, Map.of("id", id, "now", now));
    }

    /** The valid link of a kind of which an account has one. */
    static Optional<EmailLink> findOf(long account, LinkKind kind, Instant now) {
        return Statements.first(EmailLink.class, FIND_OF, Map.of("account", account, "kind", kind.name(), "now", now));
    }

    /** The newest valid links of {@link LinkKind#CHANGE} to an address; several accounts may ask for it. */
    static List<EmailLink> findAt(String address, Instant now) {
        return Statements.list(EmailLink.class, FIND_AT, Map.of("address", address, "now", now));
    }

    /** Uses the link up: of any number of simultaneous callers, on any number of replicas, one succeeds. */
    Optional<EmailLink> use(Instant now) {
        return Statements.first(EmailLink.class, USE, Map.of("id", id, "account", accountId, "now", now));
    }

    /** Ends the links of the same kind that were made since this one: the address that they would give back was never the owner's. */
    void endLater(Instant now) {
        Statements.list(
                Boolean.class,
                "update email_link set used_at = :now where account_id = :account and kind = :kind and created_at >= :since"
                        + " and used_at is null returning true",
                Map.of("now", now, "account", accountId, "kind", kind.name(), "since", createdAt));
    }

    /** Removes expired links, at most {@code limit}, and returns how many. */
    public static int purge(Instant now, int limit) {
        return Statements.list(Boolean.class, """
                        delete from email_link where id in (
                            select id from email_link where expires_at < :now limit :limit for update skip locked)
                        returning true
                        """, Map.of("now", now, "limit", limit))
                .size();
    }
}
