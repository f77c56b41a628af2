package latchkey.factor;

import static java.time.temporal.ChronoUnit.MICROS;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.account.AccountMails;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;

/** The second factors of accounts. */
@ApplicationScoped
public class Factors {

    private final RecoveryCodes recoveryCodes;
    private final AccountMails mails;
    private final AuditLog audit;
    private final Clock clock;

    Factors(RecoveryCodes recoveryCodes, AccountMails mails, AuditLog audit, Clock clock) {
        this.recoveryCodes = recoveryCodes;
        this.mails = mails;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Adds a factor that the user has shown.
     *
     * @param storing stores it, in the transaction
     * @return recovery codes, if this is the first factor of the account
     */
    public List<String> add(Account account, Factor.Kind kind, Runnable storing) {
        return Transactions.call(() -> {
            lock(account);
            boolean first = Factor.of(account.id).isEmpty();
            storing.run();
            audit.record(audit.of(Kind.FACTOR_ADDED).withDetail(kind.name()).storeFor(account.id, account.username));
            mails.factorAdded(account);
            return first ? recoveryCodes.make(account.id) : List.of();
        });
    }

    /**
     * Stores a factor that has no secret, for {@link #add}.
     *
     * @return its id
     * @throws AuthFailure FORBIDDEN if the account has ten factors
     */
    public UUID insert(Account account, Factor.Kind kind, String name) {
        Factor factor = new Factor();
        factor.id = UUID.randomUUID();
        factor.accountId = account.id;
        factor.kind = kind;
        factor.name = name;
        factor.createdAt = now();
        if (!factor.insert()) {
            throw AuthFailure.because(Reason.FORBIDDEN);
        }
        return factor.id;
    }

    /** The confirmed factors of an account. */
    public List<Factor> of(Account account) {
        return Transactions.statement(() -> Factor.of(account.id));
    }

    /** What the user of an account may show as a second factor. */
    public List<String> kinds(Account account) {
        return Transactions.statement(() -> Factor.kinds(account.id));
    }

    public long recoveryCodesLeft(Account account) {
        return Transactions.statement(() -> RecoveryCode.left(account.id));
    }

    /**
     * New recovery codes in place of all others.
     *
     * @throws AuthFailure FORBIDDEN if the account has no factor
     */
    public List<String> makeRecoveryCodes(Account account) {
        return Transactions.call(() -> {
            lock(account);
            if (Factor.of(account.id).isEmpty()) {
                throw AuthFailure.because(Reason.FORBIDDEN);
            }
            audit.record(audit.of(Kind.RECOVERY_CODES_MADE).storeFor(account.id, account.username));
            return recoveryCodes.make(account.id);
        });
    }

    /** @throws AuthFailure NOT_FOUND */
    public void rename(Account account, UUID id, String name) {
        if (!Transactions.statement(() -> Factor.rename(account.id, id, name))) {
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
    }

    /**
     * Removes a factor; the recovery codes go with the last.
     *
     * @throws AuthFailure NOT_FOUND
     */
    public void remove(Account account, UUID id) {
        Transactions.call(() -> {
            lock(account);
            if (audit.record(Factor.remove(account.id, id, audit.of(Kind.FACTOR_REMOVED))) == 0) {
                throw AuthFailure.because(Reason.NOT_FOUND);
            }
            if (Factor.of(account.id).isEmpty()) {
                RecoveryCode.removeAll(account.id);
                RememberedDevice.removeAll(account.id);
            }
            mails.factorRemoved(account);
            return id;
        });
    }

    /** Removes all factors and recovery codes of an account, as an operator, and returns the number of factors. */
    public int reset(Account account) {
        return Transactions.call(() -> {
            Factor.lock(account.id);
            int removed = Factor.removeAll(account.id);
            RecoveryCode.removeAll(account.id);
            RememberedDevice.removeAll(account.id);
            audit.record(audit.of(Kind.FACTORS_RESET).storeFor(account.id, account.username));
            if (removed > 0) {
                mails.factorRemoved(account);
            }
            return removed;
        });
    }

    /**
     * Waits for other changes of the account's factors, and refuses if all its sessions ended meanwhile.
     *
     * @throws AuthFailure NOT_AUTHENTICATED
     */
    private static void lock(Account account) {
        if (!account.lockUnchanged()) {
            throw AuthFailure.because(Reason.NOT_AUTHENTICATED);
        }
    }

    // In microseconds, as PostgreSQL stores it.
    private Instant now() {
        return clock.instant().truncatedTo(MICROS);
    }
}
