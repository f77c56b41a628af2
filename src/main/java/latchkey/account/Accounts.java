package latchkey.account;

import static java.time.temporal.ChronoUnit.MICROS;
import static latchkey.failure.Reason.BAD_CREDENTIALS;
import static latchkey.failure.Reason.NOT_AUTHENTICATED;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import latchkey.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.failure.Flaw;

/** The two things one does to an account from outside: create it, and prove it is one's own. */
@ApplicationScoped
public class Accounts {

    private final Passwords passwords;
    private final CommonPasswords common;
    private final Clock clock;

    Accounts(Passwords passwords, CommonPasswords common, Clock clock) {
        this.passwords = passwords;
        this.common = common;
        this.clock = clock;
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
     * @throws AuthFailure BAD_CREDENTIALS, after the same work whichever of the two was wrong
     */
    public Account authenticate(String login, String password) {
        Optional<Credential> found = Credential.findByLogin(login);
        String hash = found.map(Credential::passwordHash).orElseGet(passwords::hashOfNobody);
        boolean proven = passwords.matches(password, hash);
        return found.map(Credential::account)
                .filter(account -> proven && account.active)
                .orElseThrow(() -> AuthFailure.because(BAD_CREDENTIALS));
    }

    /** The account with this username or e-mail address, active or not. */
    public Optional<Account> find(String login) {
        return Credential.findByLogin(login).map(Credential::account);
    }

    public void setActive(Account account, boolean active) {
        Transactions.statement(() -> Account.setActive(account.id, active));
    }

    public void setSuperuser(Account account, boolean superuser) {
        Transactions.statement(() -> Account.setSuperuser(account.id, superuser));
    }

    /**
     * Changes what {@code profile} names, and gives the account as it is then.
     *
     * @throws AuthFailure NOT_AUTHENTICATED where it is gone
     */
    public Account change(Account account, Profile profile) {
        return Transactions.statement(() -> Account.change(account.id, profile))
                .orElseThrow(() -> AuthFailure.because(NOT_AUTHENTICATED));
    }

    /**
     * Puts a new password in the place of {@code current}.
     *
     * @throws AuthFailure BAD_CREDENTIALS where that is not the password, or no longer; INVALID_FIELDS where the new one
     *     is too common
     */
    public void changePassword(Account account, String current, String wanted) {
        common.refuse("new_password", wanted, account.username, account.email);
        String old = proven(account, current);
        String hash = passwords.hash(wanted);
        Instant now = clock.instant().truncatedTo(MICROS);
        if (!Transactions.statement(() -> Credential.replace(account.id, old, hash, now))) {
            throw AuthFailure.because(BAD_CREDENTIALS);
        }
    }

    /**
     * Takes the account away with all that belongs to it.
     *
     * @throws AuthFailure BAD_CREDENTIALS
     */
    public void delete(Account account, String password) {
        proven(account, password);
        Transactions.statement(() -> Account.delete(account.id));
    }

    /** The hash that the password matches. */
    private String proven(Account account, String password) {
        String hash = Credential.findHash(account.id).orElseGet(passwords::hashOfNobody);
        if (!passwords.matches(password, hash)) {
            throw AuthFailure.because(BAD_CREDENTIALS);
        }
        return hash;
    }

    private Account register(Registration wanted, boolean revealsTaken) {
        common.refuse("password", wanted.password(), wanted.username(), wanted.email());
        // Hashed first: a transaction that waited for it would hold a pooled connection all the while.
        String hash = passwords.hash(wanted.password());
        return Transactions.call(() -> insert(wanted, hash, revealsTaken));
    }

    private Account insert(Registration wanted, String hash, boolean revealsTaken) {
        Instant now = clock.instant().truncatedTo(MICROS);
        Account account = Account.insert(wanted, now);
        Map<String, Flaw> taken = taken(account, wanted);
        if (taken.isEmpty()) {
            Credential.insert(account, hash, now);
        } else if (revealsTaken) {
            throw AuthFailure.taken(taken);
        } else {
            // Committed, and in as many statements as a credential takes: their time would tell, too.
            Account.delete(account.id);
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
