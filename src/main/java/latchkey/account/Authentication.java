package latchkey.account;

import static java.util.Objects.requireNonNull;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import latchkey.attempt.CountedAttempt;
import latchkey.attempt.Network;
import latchkey.attempt.RateLimits;
import latchkey.attempt.RequestAttempt;
import latchkey.audit.AuditLog;
import latchkey.audit.EventDraft;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.failure.AuthFailure;
import org.jspecify.annotations.Nullable;

/** Checks a login name and a password, and finds their account. */
@ApplicationScoped
public class Authentication {

    private static final String WRONG_PASSWORD = "wrong password";
    private static final String UNKNOWN_NAME = "unknown name";
    private static final String DISABLED = "disabled";

    private final Passwords passwords;
    private final ConstantTimeRefusal refusal;
    private final RateLimits limits;
    private final RequestAttempt requestAttempt;
    private final AuditLog audit;

    Authentication(
            Passwords passwords,
            ConstantTimeRefusal refusal,
            RateLimits limits,
            RequestAttempt requestAttempt,
            AuditLog audit) {
        this.passwords = passwords;
        this.refusal = refusal;
        this.limits = limits;
        this.requestAttempt = requestAttempt;
        this.audit = audit;
    }

    /**
     * Counts a login before its password is checked.
     *
     * @param login username or e-mail address, in any letter case
     * @throws AuthFailure TOO_MANY_ATTEMPTS, whether or not an account has that name
     */
    public LoginAttempt count(String login, Network network) {
        return LoginName.count(LoginName.spellings(login), network, limits);
    }

    /**
     * Finds the account with this login name and password. After the password of an account with a second factor, the user may type
     * the six digits of a code.
     *
     * @param login username or e-mail address, in any letter case
     * @throws AuthFailure BAD_CREDENTIALS, after the same work whether the name or the password was wrong, or TOO_MANY_ATTEMPTS
     */
    public VerifiedPassword authenticate(String login, String password, Network network) {
        LoginAttempt attempt = requestAttempt.takeOr(LoginAttempt.class, () -> count(login, network));
        Passwords.Check check = limits.judge(
                attempt,
                () -> passwords
                        .checkBeforeCode(password, attempt.hash(), attempt.secondFactor())
                        .of(attempt.account()),
                Passwords.Check::right);
        if (!check.right()) {
            recordRefused(Kind.LOGIN, attempt.account());
            throw AuthFailure.badCredentials(refusal.missingTime(check));
        }
        Account account = requireNonNull(attempt.account());
        String hash = requireNonNull(attempt.hash());
        boolean upToDate = !check.trimmed()
                && check.hash().scheme().equals(passwords.dummyHash().scheme());
        String code = check.code();
        String typed = code == null ? password : password.substring(0, password.length() - code.length());
        return new VerifiedPassword(
                account, upToDate ? hash : upgraded(account, hash, typed), attempt.secondFactor(), code);
    }

    /** The present hash of an account's password, if it has one. */
    public Optional<String> hashOf(Account account) {
        return Transactions.statement(() -> Credential.findHash(account.id));
    }

    /** Checks a password. If the account is null or not active, every password is wrong. */
    Passwords.Check check(CountedAttempt attempt, @Nullable Account account, @Nullable String hash, String password) {
        return limits.judge(attempt, () -> passwords.check(password, hash).of(account), Passwords.Check::right);
    }

    /**
     * Records a refused password. The event has the typed name only if an account has that name: users type passwords there,
     * too.
     */
    void recordRefused(Kind kind, @Nullable Account account) {
        if (account == null) {
            audit.record(audit.refused(kind, UNKNOWN_NAME));
        } else {
            EventDraft draft = audit.refused(kind, account.active ? WRONG_PASSWORD : DISABLED);
            Transactions.statement(() -> audit.record(draft.storeFor(account.id, account.username)));
        }
    }

    /**
     * Replaces the hash that just matched by one in today's form, and returns it; the old one if the password was changed
     * meanwhile.
     */
    private String upgraded(Account account, String old, String password) {
        try {
            String hash = passwords.hash(password);
            return Transactions.statement(() -> Credential.upgrade(account.id, old, hash)) ? hash : old;
        } catch (AuthFailure busy) {
            Log.debugf("the hash of account %d is not upgraded before its next login", account.id);
            return old;
        }
    }
}
