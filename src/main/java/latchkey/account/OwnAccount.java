package latchkey.account;

import static latchkey.failure.Reason.BAD_CREDENTIALS;
import static latchkey.failure.Reason.NOT_AUTHENTICATED;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import latchkey.attempt.CountedAttempt;
import latchkey.attempt.RateLimits;
import latchkey.attempt.RequestAttempt;
import latchkey.audit.AuditLog;
import latchkey.audit.EventDraft;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.password.CommonPasswords;

/** What a user may do to the own account: change the profile and the password, and delete the account. */
@ApplicationScoped
public class OwnAccount {

    private final Authentication authentication;
    private final Passwords passwords;
    private final CommonPasswords common;
    private final RateLimits limits;
    private final RequestAttempt requestAttempt;
    private final AuditLog audit;
    private final AccountMails mails;

    OwnAccount(
            Authentication authentication,
            Passwords passwords,
            CommonPasswords common,
            RateLimits limits,
            RequestAttempt requestAttempt,
            AuditLog audit,
            AccountMails mails) {
        this.authentication = authentication;
        this.passwords = passwords;
        this.common = common;
        this.limits = limits;
        this.requestAttempt = requestAttempt;
        this.audit = audit;
        this.mails = mails;
    }

    /**
     * Changes the fields that {@code profile} names, and returns the changed account.
     *
     * @throws AuthFailure NOT_AUTHENTICATED if the account is gone
     */
    public Account change(Account account, Profile profile) {
        return Transactions.call(() -> {
            Account changed =
                    Account.change(account.id, profile).orElseThrow(() -> AuthFailure.because(NOT_AUTHENTICATED));
            audit.record(
                    audit.of(Kind.ACCOUNT_CHANGE).withDetail(profile.named()).storeFor(changed.id, changed.username));
            return changed;
        });
    }

    /**
     * Replaces the password {@code current} by a new one and ends all sessions of the account, in one transaction.
     *
     * @param alongside further work in that transaction; it may be called several times
     * @return what {@code alongside} returned
     * @throws AuthFailure BAD_CREDENTIALS if {@code current} is not, or no longer, the password; TOO_MANY_ATTEMPTS in this
     *     session; INVALID_FIELDS if the new one is too common
     */
    public <T> T changePassword(
            Account account, UUID session, String current, String replacement, Supplier<T> alongside) {
        common.refuse("new_password", replacement, account.username, account.email);
        return withProof(Kind.PASSWORD_CHANGE, account, session, current, old -> {
            String hash = passwords.hash(replacement);
            EventDraft draft = audit.of(Kind.PASSWORD_CHANGE);
            return Transactions.call(
                    () -> replace(account, old, hash, draft) ? Optional.of(alongside.get()) : Optional.empty());
        });
    }

    /**
     * Deletes the account and all its data.
     *
     * @throws AuthFailure BAD_CREDENTIALS, or TOO_MANY_ATTEMPTS in this session; LAST_SUPERUSER
     */
    public void delete(Account account, UUID session, String password) {
        withProof(Kind.ACCOUNT_DELETION, account, session, password, hash -> {
            EventDraft draft = audit.of(Kind.ACCOUNT_DELETION);
            int deleted = Transactions.statement(() -> audit.record(StatusChange.delete(account.id, hash, draft)));
            return deleted == 0 ? Optional.empty() : Optional.of(deleted);
        });
    }

    /**
     * Calls {@code act} with the hash that the password matches. If that is no longer the hash, {@code act} returns nothing and
     * is called once more, since a sign-in may have upgraded the hash of the same password meanwhile.
     */
    private <T> T withProof(
            Kind kind, Account account, UUID session, String password, Function<String, Optional<T>> act) {
        return act.apply(prove(kind, account, session, password))
                .or(() -> act.apply(prove(kind, account, session, password)))
                .orElseThrow(() -> {
                    authentication.recordRefused(kind, account);
                    return AuthFailure.because(BAD_CREDENTIALS);
                });
    }

    /**
     * Checks the user's password and returns the hash that it matched.
     *
     * @param kind of the event if the password is wrong
     * @throws AuthFailure BAD_CREDENTIALS, or TOO_MANY_ATTEMPTS in this session
     */
    public String prove(Kind kind, Account account, UUID session, String password) {
        CountedAttempt attempt = requestAttempt.takeOr(CountedAttempt.class, () -> limits.repetition(session));
        Optional<String> hash = Credential.findHash(account.id);
        if (!authentication.check(attempt, account, hash.orElse(null), password).right()) {
            authentication.recordRefused(kind, account);
            throw AuthFailure.because(BAD_CREDENTIALS);
        }
        return hash.orElseThrow();
    }

    /** Locks the account's row before its credential's, as a sign-in does. */
    private boolean replace(Account account, String old, String hash, EventDraft draft) {
        boolean replaced =
                Account.lock(account.id) && audit.record(Credential.replace(account.id, old, hash, draft)) > 0;
        if (replaced) {
            Account.raiseEpoch(account.id);
            mails.passwordChanged(account);
        }
        return replaced;
    }
}
