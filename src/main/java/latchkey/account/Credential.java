package latchkey.account;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import latchkey.Sql;
import latchkey.audit.AuditEvent;
import latchkey.audit.Draft;

/**
 * The password of one account, as its hash. Apart from the account, so that reading one never reads the other.
 *
 * @param passwordHash in a form that {@link Passwords} knows
 */
record Credential(Account account, String passwordHash) {

    static void insert(Account account, String passwordHash, Instant now) {
        Sql.of(
                        "insert into credential (account_id, password_hash, changed_at) values (?, ?, ?)",
                        account.id,
                        passwordHash,
                        now)
                .update();
    }

    /** Puts one hash in the place of another, in one statement; there is nothing to tell where it is no longer there. */
    static List<AuditEvent> replace(long account, String old, String wanted, Draft draft) {
        return draft.with("""
                update credential c set password_hash = :wanted, changed_at = :at from account a
                where a.id = c.account_id and c.account_id = :account and c.password_hash = :old
                returning c.account_id, a.username, cast(null as uuid) as session_id
                """, Map.of("account", account, "old", old, "wanted", wanted));
    }

    /** The hash to prove that one is the owner of the account. */
    static Optional<String> findHash(long account) {
        return Sql.of("select password_hash from credential where account_id = ?", account)
                .first(row -> row.getString("password_hash"));
    }

    /**
     * The credential, its account with it, of whoever signs in with {@code login}.
     *
     * @param login username or e-mail address, in any letter case
     */
    static Optional<Credential> findByLogin(String login) {
        return Sql.of("select c.password_hash, " + Account.COLUMNS + """
                         from login_name n join account a on a.id = n.account_id join credential c on c.account_id = a.id
                        where n.name = ?
                        """, LoginName.folded(login))
                .first(row -> new Credential(Account.of(row), row.getString("password_hash")));
    }
}
