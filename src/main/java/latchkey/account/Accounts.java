package latchkey.account;

import static java.time.temporal.ChronoUnit.MICROS;
import static java.util.Objects.requireNonNull;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import latchkey.Transactions;
import latchkey.audit.Audit;
import latchkey.audit.Draft;
import latchkey.audit.Kind;
import latchkey.failure.AuthFailure;
import latchkey.failure.Flaw;
import org.jspecify.annotations.Nullable;

/** Creates accounts, finds whose a password is, and what an operator may change of an account. */
@ApplicationScoped
public class Accounts {

    private static final String WRONG_PASSWORD = "wrong password";
    private static final String UNKNOWN_NAME = "unknown name";
    private static final String DISABLED = "disabled";

    private static final Pattern ID = Pattern.compile("[0-9]{1,18}");

    private final Passwords passwords;
    private final EqualTime equalTime;
    private final CommonPasswords common;
    private final Attempts attempts;
    private final Ahead ahead;
    private final Clock clock;
    private final Audit audit;

    Accounts(
            Passwords passwords,
            EqualTime equalTime,
            CommonPasswords common,
            Attempts attempts,
            Ahead ahead,
            Clock clock,
            Audit audit) {
        this.passwords = passwords;
        this.equalTime = equalTime;
        this.common = common;
        this.attempts = attempts;
        this.ahead = ahead;
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * Creates an active account.
     *
     * @throws AuthFailure ALREADY_TAKEN, as the database decides; INVALID_FIELDS where the password is too common
     */
    public Proof register(Registration wanted) {
        return register(wanted, true);
    }

    /**
     * Creates an active account, or nothing where a name is taken: the caller gets an object like an account either way, after
     * the same work.
     *
     * @throws AuthFailure INVALID_FIELDS where the password is too common
     */
    public Account registerDiscreetly(Registration wanted) {
        return register(wanted, false).account();
    }

    /**
     * The account that {@code login} and {@code password} belong to.
     *
     * @param login username or e-mail address, in any letter case
     * @throws AuthFailure BAD_CREDENTIALS, after the same work whichever of the two was wrong, or TOO_MANY_ATTEMPTS
     */
    public Proof authenticate(String login, String password, Network network) {
        Guess guess = ahead.or(() -> attempts.login(login, network));
        Passwords.Check check = check(guess, password);
        if (!check.right()) {
            tellRefused(Kind.LOGIN, guess.account());
            throw AuthFailure.badCredentials(equalTime.rest(check));
        }
        Account account = requireNonNull(guess.account());
        String hash = requireNonNull(guess.hash());
        boolean upToDate = !check.trimmed()
                && check.hash().scheme().equals(passwords.ofNobody().scheme());
        return new Proof(account, upToDate ? hash : upgraded(account, hash, password));
    }

    /** The account with this username or e-mail address, active or not. */
    public Optional<Account> find(String login) {
        return Credential.findByLogin(login).map(Credential::account);
    }

    /** As {@link #find}, or the account with that id: a name counts more, as one may consist of digits. */
    public Optional<Account> findByNameOrId(String typed) {
        return find(typed)
                .or(() -> ID.matcher(typed.strip()).matches()
                        ? Account.find(Long.parseLong(typed.strip()))
                        : Optional.empty());
    }

    /**
     * Some accounts, by their ids.
     *
     * @param prefix what a username or an e-mail address of each begins with, in any letter case
     * @param after the id of the last one before
     */
    public List<Account> list(String prefix, long after, int most) {
        return Account.list(LoginName.folded(prefix), after, most);
    }

    /** What {@code latchkey accounts show} tells of an account beside what it is: nothing that helps to guess its password. */
    public record Facts(
            String scheme,
            Instant passwordChangedAt,
            long sessions,
            @Nullable String formerId) {}

    public Facts facts(Account account) {
        return Credential.facts(account.id, clock.instant());
    }

    /**
     * Gives the account another password, without the one it has, and ends all its sessions.
     *
     * @return whether it is still there
     * @throws AuthFailure INVALID_FIELDS where the password is too common
     */
    public boolean setPassword(Account account, String wanted) {
        common.refuse("password", wanted, account.username, account.email);
        String hash = passwords.hash(wanted);
        Draft draft = audit.of(Kind.PASSWORD_CHANGE);
        return Transactions.call(() -> {
            // The account's row is locked first, as a sign-in does.
            Account.raiseEpoch(account.id);
            return audit.tell(Credential.set(account.id, hash, draft)) > 0;
        });
    }

    /** Takes the account away with all that belongs to it; false where it is gone. */
    public boolean delete(Account account) {
        Draft draft = audit.of(Kind.ACCOUNT_DELETION);
        return Transactions.statement(() -> audit.tell(Account.delete(account.id, draft))) > 0;
    }

    /** How many have a password of which scheme and cost. */
    public Map<String, Long> schemes() {
        return Transactions.statement(Credential::schemes);
    }

    /** Lets the account sign in again. Sessions that it had before it was disabled stay ended. */
    public void enable(Account account) {
        Transactions.statement(() -> audit.tell(Account.enable(account.id, audit.of(Kind.ACCOUNT_ENABLED))));
    }

    /** Lets the account neither sign in nor refresh, from now on. */
    public void disable(Account account) {
        Transactions.statement(() -> audit.tell(Account.disable(account.id, audit.of(Kind.ACCOUNT_DISABLED))));
    }

    public void setSuperuser(Account account, boolean superuser) {
        Kind kind = superuser ? Kind.ACCOUNT_PROMOTED : Kind.ACCOUNT_DEMOTED;
        Transactions.statement(() -> audit.tell(Account.setSuperuser(account.id, superuser, audit.of(kind))));
    }

    /** Of an account that is not active, every password is wrong. */
    Passwords.Check check(Guess guess, String password) {
        return attempts.judge(
                guess, () -> passwords.check(password, guess.hash()).of(guess.account()));
    }

    /** The hash of ours that takes the place of the one that just matched, unless the password was changed meanwhile. */
    private String upgraded(Account account, String old, String password) {
        try {
            String hash = passwords.hash(password);
            return Transactions.statement(() -> Credential.upgrade(account.id, old, hash)) ? hash : old;
        } catch (AuthFailure busy) {
            Log.debugf("the hash of account %d stays as it is until its next login", account.id);
            return old;
        }
    }

    /** What was typed for a name is told only where it is one: people type passwords there, too. */
    void tellRefused(Kind kind, @Nullable Account account) {
        if (account == null) {
            audit.tell(audit.refused(kind, UNKNOWN_NAME));
        } else {
            Draft draft = audit.refused(kind, account.active ? WRONG_PASSWORD : DISABLED);
            Transactions.statement(() -> audit.tell(draft.about(account.id, account.username)));
        }
    }

    private Proof register(Registration wanted, boolean revealsTaken) {
        common.refuse("password", wanted.password(), wanted.username(), wanted.email());
        // Hashed first: a transaction that waited for it would hold a pooled connection all the while.
        String hash = passwords.hash(wanted.password());
        try {
            return new Proof(Transactions.call(() -> insert(wanted, hash, revealsTaken)), hash);
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
