package latchkey.passkey;

import static java.util.Objects.requireNonNull;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityResult;
import jakarta.persistence.Id;
import jakarta.persistence.SqlResultSetMapping;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.database.Statements;

/** The public key of a factor that is a passkey, with what WebAuthn wants kept (Level 3, 4, credential record). */
@Entity
@SqlResultSetMapping(
        name = Passkey.WITH_ACCOUNT,
        entities = {@EntityResult(entityClass = Account.class), @EntityResult(entityClass = Passkey.class)})
public class Passkey extends PanacheEntityBase {

    static final String WITH_ACCOUNT = "Passkey.withAccount";

    @Id
    public UUID factorId;

    public byte[] credentialId;

    /** What the authenticator stores for the account: random to every other party. */
    public byte[] userHandle;

    /** The attested credential data: the authenticator's model, the credential's id, and the public key. */
    public byte[] credential;

    /** How often it signed; always 0 if the authenticator does not count. */
    public long signCount;

    /** Whether the user's other devices may get it. An authenticator never changes this. */
    public boolean backupEligible;

    /** Whether the user's other devices have it, too. */
    public boolean backedUp;

    /** Hints for browsers, separated by blanks. Nothing depends on them. */
    public String transports;

    /** A passkey with its account. */
    record Owned(Passkey passkey, Account account) {}

    /** The passkey with this id, of an account that may sign in. */
    static Optional<Owned> find(byte[] credentialId) {
        return Statements.rows(WITH_ACCOUNT, """
                        select a.*, p.* from passkey p join factor f on f.id = p.factor_id
                        join account a on a.id = f.account_id and a.active
                        where p.credential_id = :credential
                        """, Map.of("credential", credentialId)).stream()
                .findFirst()
                .map(row -> new Owned((Passkey) requireNonNull(row[1]), (Account) requireNonNull(row[0])));
    }

    static List<Passkey> of(long account) {
        return Statements.list(
                Passkey.class,
                "select p.* from passkey p join factor f on f.id = p.factor_id where f.account_id = :owner order by f.created_at, f.id",
                Map.of("owner", account));
    }

    /** Stores it; false if another account, or this one, has it already. */
    boolean insert() {
        return Statements.first(
                        Boolean.class,
                        """
                        insert into passkey (factor_id, credential_id, user_handle, credential, sign_count, backup_eligible,
                            backed_up, transports)
                        values (:factor, :id, :handle, :credential, :count, :backupEligible, :backedUp, :transports)
                        on conflict (credential_id) do nothing returning true
                        """,
                        Map.of(
                                "factor",
                                factorId,
                                "id",
                                credentialId,
                                "handle",
                                userHandle,
                                "credential",
                                credential,
                                "count",
                                signCount,
                                "backupEligible",
                                backupEligible,
                                "backedUp",
                                backedUp,
                                "transports",
                                transports))
                .isPresent();
    }

    /**
     * Stores the count of a new signature. Of two authenticators with the same key, one shows a count that is not higher (WebAuthn
     * Level 3, 6.1.1): then it returns false, as it does if the passkey was removed.
     */
    static boolean use(UUID factor, long signCount, boolean backedUp, Instant now) {
        return Statements.first(
                        Boolean.class,
                        """
                        with counted as (
                            update passkey set sign_count = :count, backed_up = :backedUp
                            where factor_id = :factor and (sign_count < :count or (sign_count = 0 and :count = 0))
                            returning factor_id
                        )
                        update factor f set last_used_at = :now from counted where f.id = counted.factor_id returning true
                        """,
                        Map.of("factor", factor, "count", signCount, "backedUp", backedUp, "now", now))
                .isPresent();
    }
}
