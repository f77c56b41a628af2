package latchkey.account;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import latchkey.Sql;
import latchkey.audit.AuditEvent;
import latchkey.audit.Draft;
import latchkey.hash.PasswordHash;

/**
 * The password of one account, as its hash. Apart from the account, so that reading one never reads the other.
 *
 * @param passwordHash in a form that {@link PasswordHash} knows, or one that no password matches
 */
record Credential(Account account, String passwordHash) {

    static void insert(Account account, String passwordHash, Instant now) {
        Sql.of(
                        "insert into credential (account_id, password_hash, scheme, changed_at) values (?, ?, ?, ?)",
                        account.id,
                        passwordHash,
                        scheme(passwordHash),
                        now)
                .update();
    }

    /** Puts one hash in the place of another, in one statement; there is nothing to tell where it is no longer there. */
    static List<AuditEvent> replace(long account, String old, String wanted, Draft draft) {
        return draft.with("""
                update credential c set password_hash = :wanted, scheme = :scheme, changed_at = :at from account a
                where a.id = c.account_id and c.account_id = :account and c.password_hash = :old
                returning c.account_id, a.username, cast(null as uuid) as session_id
                """, Map.of("account", account, "old", old, "wanted", wanted, "scheme", scheme(wanted)));
    }

    /** As {@link #replace}, whatever the hash is. */
    static List<AuditEvent> set(long account, String wanted, Draft draft) {
        return draft.with("""
                update credential c set password_hash = :wanted, scheme = :scheme, changed_at = :at from account a
                where a.id = c.account_id and c.account_id = :account
                returning c.account_id, a.username, cast(null as uuid) as session_id
                """, Map.of("account", account, "wanted", wanted, "scheme", scheme(wanted)));
    }

    static Accounts.Facts facts(long account, Instant now) {
        return Sql.of("""
                        select coalesce(c.scheme, 'none') as scheme, c.changed_at, a.legacy_id, (
                            select count(*) from session s where s.account_id = a.id and s.ended_at is null
                                and s.idle_until > ? and s.epoch = a.session_epoch) as sessions
                        from account a join credential c on c.account_id = a.id where a.id = ?
                        """, now, account)
                .first(row -> new Accounts.Facts(
                        row.getString("scheme"),
                        requireNonNull(Sql.instant(row, "changed_at")),
                        row.getLong("sessions"),
                        row.getString("legacy_id")))
                .orElseThrow();
    }

    /**
     * As {@link #replace}, by another hash of the same password, which is no event; false where {@code old} is no longer there.
     * Tokens of another issuer may name the hash that was imported, so its digest stays.
     */
    static boolean upgrade(long account, String old, String wanted) {
        return Sql.of("""
                        update credential set password_hash = ?, scheme = ?,
                            imported_digest = case when imported_at is not null then coalesce(imported_digest, ?) end
                        where account_id = ? and password_hash = ?
                        """, wanted, scheme(wanted), PasswordHash.digest(old), account, old)
                        .update()
                == 1;
    }

    /** A hash of each scheme that is in use, at most so many. */
    static List<String> oneOfEachScheme(int most) {
        return Sql.of("""
                        with recursive used as (
                            (select scheme, password_hash from credential where scheme is not null order by scheme limit 1)
                            union all
                            select next.scheme, next.password_hash from used, lateral (
                                select c.scheme, c.password_hash from credential c where c.scheme > used.scheme
                                order by c.scheme limit 1) next
                        )
                        select password_hash from used limit ?
                        """, most).all(row -> row.getString("password_hash"));
    }

    /** How many have a hash of which scheme, the most first. */
    static Map<String, Long> schemes() {
        Map<String, Long> schemes = new LinkedHashMap<>();
        Sql.of(
                        "select coalesce(scheme, 'none') as scheme, count(*) as held from credential group by 1 order by 2 desc, 1")
                .all(row -> schemes.put(row.getString("scheme"), row.getLong("held")));
        return schemes;
    }

    private static String scheme(String passwordHash) {
        return PasswordHash.parse(passwordHash).scheme();
    }

    /** The hash to prove that one is the owner of the account. */
    static Optional<String> findHash(long account) {
        return Sql.of("select password_hash from credential where account_id = ?", account)
                .first(row -> row.getString("password_hash"));
    }

    /**
     * The credential, with its account, of the user who signs in with {@code login}.
     *
     * @param login username or e-mail address, in any letter case
     */
    static Optional<Credential> findByLogin(String login) {
        return Sql.named(
                        "select c.password_hash, " + Account.COLUMNS
                                + " from account a join credential c on c.account_id = a.id where a.id = "
                                + LoginName.OWNER,
                        LoginName.spellings(login))
                .first(row -> new Credential(Account.of(row), row.getString("password_hash")));
    }
}
