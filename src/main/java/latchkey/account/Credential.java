package latchkey.account;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.ColumnResult;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityResult;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MapsId;
import jakarta.persistence.OneToOne;
import jakarta.persistence.SqlResultSetMapping;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import latchkey.audit.AuditEvent;
import latchkey.audit.EventDraft;
import latchkey.database.Statements;
import latchkey.hash.PasswordHash;
import org.jspecify.annotations.Nullable;

/** The password hash of one account. Its own table, so that reading an account never reads the hash. */
@Entity
@SqlResultSetMapping(
        name = Credential.WITH_ACCOUNT,
        entities = @EntityResult(entityClass = Account.class),
        columns = @ColumnResult(name = "password_hash", type = String.class))
public class Credential extends PanacheEntityBase {

    /** The name in place of a scheme, for a hash that has none. */
    private static final String NO_SCHEME = "none";

    static final String WITH_ACCOUNT = "Credential.withAccount";

    @Id
    @Column(name = "account_id")
    public long accountId;

    @MapsId
    @OneToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "account_id")
    public Account account;

    /** A hash in a form that {@link PasswordHash} knows, or a text that no password matches. */
    public String passwordHash;

    /** See {@link PasswordHash#scheme}; null if an earlier release stored the hash. */
    @Nullable
    public String scheme;

    public Instant changedAt;

    /** Null if the user registered here. */
    @Nullable
    public Instant importedAt;

    /** The MD5 of the imported hash; tokens of another issuer may carry it in a claim. */
    @Nullable
    public String importedDigest;

    /** An account with its password hash. */
    record OfLogin(Account account, String passwordHash) {}

    /** What an operator sees of an account and its password; none of them helps to guess the password. */
    public record Facts(
            String scheme,
            Instant passwordChangedAt,
            long sessions,
            String secondFactors,
            @Nullable String formerId) {}

    static void insert(Account account, String passwordHash, Instant now) {
        Credential credential = new Credential();
        credential.accountId = account.id;
        credential.account = account;
        credential.passwordHash = passwordHash;
        credential.scheme = schemeIfAny(passwordHash);
        credential.changedAt = now;
        Statements.call(session -> session.insert(credential));
    }

    /** Replaces one hash by another, in one statement; changes and records nothing if {@code old} is no longer the hash. */
    static List<AuditEvent> replace(long account, String old, String replacement, EventDraft draft) {
        return draft.storeWith(
                """
                update credential c set password_hash = :replacement, scheme = :scheme, changed_at = :at from account a
                where a.id = c.account_id and c.account_id = :account and c.password_hash = :old
                returning c.account_id, a.username, cast(null as uuid) as session_id
                """, Map.of("account", account, "old", old, "replacement", replacement, "scheme", scheme(replacement)));
    }

    /**
     * As {@link #replace}, whatever the present hash is.
     *
     * @param replacement may be {@link Passwords#NONE}
     */
    static List<AuditEvent> set(long account, String replacement, EventDraft draft) {
        Map<String, Object> values = new HashMap<>(Map.of("account", account, "replacement", replacement));
        values.put("scheme", schemeIfAny(replacement));
        return draft.storeWith("""
                update credential c set password_hash = :replacement, scheme = cast(:scheme as text), changed_at = :at from account a
                where a.id = c.account_id and c.account_id = :account
                returning c.account_id, a.username, cast(null as uuid) as session_id
                """, values);
    }

    /** In a transaction. */
    static Facts facts(long account, Instant now) {
        Credential credential = Credential.<Credential>find(
                        "from Credential c join fetch c.account where c.accountId = ?1", account)
                .firstResultOptional()
                .orElseThrow();
        long sessions = getEntityManager()
                .createQuery(
                        "select count(*) from Session s where s.account.id = ?1 and s.endedAt is null and s.idleUntil > ?2"
                                + " and s.epoch = s.account.sessionEpoch",
                        Long.class)
                .setParameter(1, account)
                .setParameter(2, now)
                .getSingleResult();
        return new Facts(
                requireNonNullElse(credential.scheme, NO_SCHEME),
                credential.changedAt,
                sessions,
                secondFactors(account),
                credential.account.legacyId);
    }

    /** Those of an account, such as {@code TOTP, PASSKEY}, or none. */
    private static String secondFactors(long account) {
        return Statements.first(
                        String.class,
                        "select coalesce(string_agg(distinct kind, ', '), 'none') from factor"
                                + " where account_id = :account and confirmed_at is not null",
                        Map.of("account", account))
                .orElseThrow();
    }

    /**
     * Replaces a hash by another of the same password, without an event; false if {@code old} is no longer the hash. The digest
     * of an imported hash is kept, since tokens of another issuer may carry it.
     */
    static boolean upgrade(long account, String old, String replacement) {
        return Statements.first(
                        Boolean.class,
                        """
                        update credential set password_hash = :replacement, scheme = :scheme,
                            imported_digest = case when imported_at is not null then coalesce(imported_digest, :digest) end
                        where account_id = :account and password_hash = :old returning true
                        """,
                        Map.of(
                                "replacement", replacement,
                                "scheme", scheme(replacement),
                                "digest", PasswordHash.digest(old),
                                "account", account,
                                "old", old))
                .isPresent();
    }

    /** One hash of each scheme in use, at most {@code limit}. */
    static List<String> oneOfEachScheme(int limit) {
        return Statements.list(String.class, """
                with recursive used as (
                    (select scheme, password_hash from credential where scheme is not null order by scheme limit 1)
                    union all
                    select next.scheme, next.password_hash from used, lateral (
                        select c.scheme, c.password_hash from credential c where c.scheme > used.scheme
                        order by c.scheme limit 1) next
                )
                select password_hash from used limit :limit
                """, Map.of("limit", limit));
    }

    /** The number of hashes by scheme, the most frequent first. In a transaction. */
    static Map<String, Long> schemes() {
        Map<String, Long> schemes = new LinkedHashMap<>();
        getEntityManager()
                .createQuery(
                        "select coalesce(scheme, '" + NO_SCHEME
                                + "') as scheme, count(*) from Credential group by 1 order by 2 desc, 1",
                        Object[].class)
                .getResultStream()
                .forEach(row -> schemes.put((String) row[0], (Long) row[1]));
        return schemes;
    }

    private static @Nullable String schemeIfAny(String passwordHash) {
        return passwordHash.equals(Passwords.NONE) ? null : scheme(passwordHash);
    }

    private static String scheme(String passwordHash) {
        return PasswordHash.parse(passwordHash).scheme();
    }

    /** The hash to check the password of a signed-in user against. */
    static Optional<String> findHash(long account) {
        return Statements.first(
                String.class,
                "select password_hash from credential where account_id = :account",
                Map.of("account", account));
    }

    /**
     * The account, with its password hash, that has {@code login} as a login name.
     *
     * @param login username or e-mail address, in any letter case
     */
    static Optional<OfLogin> findByLogin(String login) {
        return Statements.rows(
                        WITH_ACCOUNT,
                        "select a.*, c.password_hash from account a join credential c on c.account_id = a.id where a.id = "
                                + LoginName.OWNER,
                        LoginName.spellings(login))
                .stream()
                .findFirst()
                .map(row -> new OfLogin((Account) requireNonNull(row[0]), (String) requireNonNull(row[1])));
    }
}
