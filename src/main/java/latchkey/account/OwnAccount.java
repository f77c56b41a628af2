package latchkey.account;

import static java.util.Objects.requireNonNull;
import static latchkey.failure.Reason.BAD_CREDENTIALS;
import static latchkey.failure.Reason.NOT_AUTHENTICATED;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import latchkey.Transactions;
import latchkey.audit.Audit;
import latchkey.audit.Draft;
import latchkey.audit.Kind;
import latchkey.failure.AuthFailure;

/** What the owner of an account may do to it: change its names and its password, and delete it. */
@ApplicationScoped
public class OwnAccount {

    private final Accounts accounts;
    private final Passwords passwords;
    private final CommonPasswords common;
    private final Attempts attempts;
    private final Ahead ahead;
    private final Audit audit;

    OwnAccount(
            Accounts accounts,
            Passwords passwords,
            CommonPasswords common,
            Attempts attempts,
            Ahead ahead,
            Audit audit) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.common = common;
        this.attempts = attempts;
        this.ahead = ahead;
        this.audit = audit;
    }

    /**
     * Changes what {@code profile} names, and gives the account as it is then.
     *
     * @throws AuthFailure NOT_AUTHENTICATED where it is gone
     */
    public Account change(Account account, Profile profile) {
        return Transactions.call(() -> {
            Account changed =
                    Account.change(account.id, profile).orElseThrow(() -> AuthFailure.because(NOT_AUTHENTICATED));
            audit.tell(audit.of(Kind.ACCOUNT_CHANGE).saying(profile.named()).about(changed.id, changed.username));
            return changed;
        });
    }

    /**
     * Puts a new password in the place of {@code current}, and ends all sessions of the account, in one transaction.
     *
     * @param alongside what else happens in that transaction; it may be called several times
     * @return what {@code alongside} gave
     * @throws AuthFailure BAD_CREDENTIALS where that is not the password, or no longer; TOO_MANY_ATTEMPTS in this session;
     *     INVALID_FIELDS where the new one is too common
     */
    public <T> T changePassword(Account account, UUID session, String current, String wanted, Supplier<T> alongside) {
        common.refuse("new_password", wanted, account.username, account.email);
        return proven(Kind.PASSWORD_CHANGE, account, session, current, old -> {
            String hash = passwords.hash(wanted);
            Draft draft = audit.of(Kind.PASSWORD_CHANGE);
            return Transactions.call(
                    () -> replace(account, old, hash, draft) ? Optional.of(alongside.get()) : Optional.empty());
        });
    }

    /**
     * Takes the account away with all that belongs to it.
     *
     * @throws AuthFailure BAD_CREDENTIALS, or TOO_MANY_ATTEMPTS in this session
     */
    public void delete(Account account, UUID session, String password) {
        proven(Kind.ACCOUNT_DELETION, account, session, password, hash -> {
            Draft draft = audit.of(Kind.ACCOUNT_DELETION);
            int deleted = Transactions.statement(() -> audit.tell(Account.delete(account.id, hash, draft)));
            return deleted == 0 ? Optional.empty() : Optional.of(deleted);
        });
    }

    /**
     * What {@code act} gives for the hash that the password matches. It gives nothing where that is no longer the hash, and is
     * then asked once more, since a sign-in may have had the same password hashed anew meanwhile.
     */
    private <T> T proven(Kind kind, Account account, UUID session, String password, Function<String, Optional<T>> act) {
        return act.apply(prove(kind, repetition(account, session), password))
                .or(() -> act.apply(prove(kind, repetition(account, session), password)))
                .orElseThrow(() -> {
                    accounts.tellRefused(kind, account);
                    return AuthFailure.because(BAD_CREDENTIALS);
                });
    }

    private Guess repetition(Account account, UUID session) {
        return ahead.or(() -> attempts.repetition(session))
                .at(account, Credential.findHash(account.id).orElse(null));
    }

    /** The hash that the password of the account's owner matches. */
    private String prove(Kind kind, Guess guess, String password) {
        if (!accounts.check(guess, password).right()) {
            accounts.tellRefused(kind, guess.account());
            throw AuthFailure.because(BAD_CREDENTIALS);
        }
        return requireNonNull(guess.hash());
    }

    /** The account's row is locked before its credential's, in the order in which a sign-in locks them. */
    private boolean replace(Account account, String old, String hash, Draft draft) {
        boolean replaced = Account.lock(account.id) && audit.tell(Credential.replace(account.id, old, hash, draft)) > 0;
        if (replaced) {
            Account.raiseEpoch(account.id);
        }
        return replaced;
    }
}
