package latchkey.account;

import static java.time.temporal.ChronoUnit.MICROS;
import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElseGet;
import static latchkey.failure.Reason.BAD_CREDENTIALS;
import static latchkey.failure.Reason.NOT_AUTHENTICATED;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import latchkey.Transactions;
import latchkey.audit.Audit;
import latchkey.audit.Draft;
import latchkey.audit.Kind;
import latchkey.failure.AuthFailure;
import latchkey.failure.Flaw;
import org.jspecify.annotations.Nullable;

/** The two things one does to an account from outside: create it, and prove it is one's own. */
@ApplicationScoped
public class Accounts {

    private static final String WRONG_PASSWORD = "wrong password";
    private static final String UNKNOWN_NAME = "unknown name";
    private static final String DISABLED = "disabled";

    private final Passwords passwords;
    private final CommonPasswords common;
    private final Attempts attempts;
    private final Clock clock;
    private final Audit audit;

    Accounts(Passwords passwords, CommonPasswords common, Attempts attempts, Clock clock, Audit audit) {
        this.passwords = passwords;
        this.common = common;
        this.attempts = attempts;
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * Creates an active account.
     *
     * @throws AuthFailure ALREADY_TAKEN, as the database decides; INVALID_FIELDS where the password is too common
     */
    public Account register(Registration wanted) {
        return register(wanted, true);
    }

    /**
     * Creates an active account, or nothing where a name is taken: whoever asks is given the like of an account either way,
     * after the same work.
     *
     * @throws AuthFailure INVALID_FIELDS where the password is too common
     */
    public Account registerDiscreetly(Registration wanted) {
        return register(wanted, false);
    }

    /**
     * The account that {@code login} and {@code password} belong to.
     *
     * @param login username or e-mail address, in any letter case
     * @throws AuthFailure BAD_CREDENTIALS, after the same work whichever of the two was wrong, or TOO_MANY_ATTEMPTS
     */
    public Account authenticate(String login, String password, Network network) {
        Attempts.Guess guess = attempts.login(login, network);
        prove(Kind.LOGIN, guess, password);
        return requireNonNull(guess.account());
    }

    /** The account with this username or e-mail address, active or not. */
    public Optional<Account> find(String login) {
        return Credential.findByLogin(login).map(Credential::account);
    }

    public void setActive(Account account, boolean active) {
        Kind kind = active ? Kind.ACCOUNT_ENABLED : Kind.ACCOUNT_DISABLED;
        Transactions.statement(() -> audit.tell(Account.setActive(account.id, active, audit.of(kind))));
    }

    public void setSuperuser(Account account, boolean superuser) {
        Kind kind = superuser ? Kind.ACCOUNT_PROMOTED : Kind.ACCOUNT_DEMOTED;
        Transactions.statement(() -> audit.tell(Account.setSuperuser(account.id, superuser, audit.of(kind))));
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
     * Puts a new password in the place of {@code current}.
     *
     * @throws AuthFailure BAD_CREDENTIALS where that is not the password, or no longer; TOO_MANY_ATTEMPTS in this session;
     *     INVALID_FIELDS where the new one is too common
     */
    public void changePassword(Account account, UUID session, String current, String wanted) {
        common.refuse("new_password", wanted, account.username, account.email);
        String old = prove(Kind.PASSWORD_CHANGE, attempts.repetition(account, session), current);
        String hash = passwords.hash(wanted);
        Draft draft = audit.of(Kind.PASSWORD_CHANGE);
        if (Transactions.statement(() -> audit.tell(Credential.replace(account.id, old, hash, draft))) == 0) {
            throw refused(Kind.PASSWORD_CHANGE, account);
        }
    }

    /**
     * Takes the account away with all that belongs to it.
     *
     * @throws AuthFailure BAD_CREDENTIALS, or TOO_MANY_ATTEMPTS in this session
     */
    public void delete(Account account, UUID session, String password) {
        prove(Kind.ACCOUNT_DELETION, attempts.repetition(account, session), password);
        Transactions.statement(() -> audit.tell(Account.delete(account.id, audit.of(Kind.ACCOUNT_DELETION))));
    }

    /** The hash that the password matches. Of an account that is not active, every password is wrong. */
    private String prove(Kind kind, Attempts.Guess guess, String password) {
        Account account = guess.account();
        boolean active = account != null && account.active;
        String hash = requireNonNullElseGet(guess.hash(), passwords::hashOfNobody);
        if (!attempts.judge(guess, () -> passwords.matches(password, hash) && active)) {
            throw refused(kind, account);
        }
        return hash;
    }

    /** What was typed for a name is told only where it is one: people type passwords there, too. */
    private AuthFailure refused(Kind kind, @Nullable Account account) {
        if (account == null) {
            audit.tell(audit.refused(kind, UNKNOWN_NAME));
        } else {
            Draft draft = audit.refused(kind, account.active ? WRONG_PASSWORD : DISABLED);
            Transactions.statement(() -> audit.tell(draft.about(account.id, account.username)));
        }
        return AuthFailure.because(BAD_CREDENTIALS);
    }

    private Account register(Registration wanted, boolean revealsTaken) {
        common.refuse("password", wanted.password(), wanted.username(), wanted.email());
        // Hashed first: a transaction that waited for it would hold a pooled connection all the while.
        String hash = passwords.hash(wanted.password());
        try {
            return Transactions.call(() -> insert(wanted, hash, revealsTaken));
        } catch (AuthFailure taken) {
            audit.tell(refusedAsTaken(taken.flaws()));
            throw taken;
        }
    }

    private Draft refusedAsTaken(Map<String, Flaw> taken) {
        return audit.refused(Kind.REGISTRATION, "taken: " + String.join(", ", taken.keySet()));
    }

    private Account insert(Registration wanted, String hash, boolean revealsTaken) {
        Instant now = clock.instant().truncatedTo(MICROS);
        Account account = Account.insert(wanted, now);
        Map<String, Flaw> taken = taken(account, wanted);
        if (taken.isEmpty()) {
            Credential.insert(account, hash, now);
            audit.tell(audit.of(Kind.REGISTRATION).about(account.id, account.username));
        } else if (revealsTaken) {
            throw AuthFailure.taken(taken);
        } else {
            // Committed, and in as many statements as an account takes: their time would tell, too.
            Account.withdraw(account.id);
            audit.tell(refusedAsTaken(taken).aboutNobody());
        }
        return account;
    }

    private static Map<String, Flaw> taken(Account account, Registration wanted) {
        Set<String> claimed = LoginName.claim(account, wanted.loginNames());
        Map<String, Flaw> taken = new LinkedHashMap<>();
        if (!claimed.contains(LoginName.folded(wanted.username()))) {
            taken.put("username", Flaw.of(Flaw.Kind.TAKEN));
        }
        if (wanted.email() != null && !claimed.contains(LoginName.folded(wanted.email()))) {
            taken.put("email", Flaw.of(Flaw.Kind.TAKEN));
        }
        return taken;
    }
}
