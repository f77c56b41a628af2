package latchkey.account;

import static java.time.temporal.ChronoUnit.MICROS;
import static latchkey.failure.Reason.BAD_CREDENTIALS;

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
    private final Clock clock;

    Accounts(Passwords passwords, Clock clock) {
        this.passwords = passwords;
        this.clock = clock;
    }

    /**
     * Creates an active account.
     *
     * @throws AuthFailure ALREADY_TAKEN, as the database decides
     */
    public Account register(Registration wanted) {
        // Hashed first: a transaction that waited for it would hold a pooled connection all the while.
        String hash = passwords.hash(wanted.password());
        return Transactions.call(() -> insert(wanted, hash));
    }

    /**
     * The account that {@code login} and {@code password} belong to.
     *
     * @param login username or e-mail address, in any letter case
     * @throws AuthFailure BAD_CREDENTIALS, after the same work whichever of the two was wrong
     */
    public Account authenticate(String login, String password) {
        Optional<Credential> found = Credential.findByLogin(login);
        String hash = found.map(credential -> credential.passwordHash).orElseGet(passwords::hashOfNobody);
        boolean proven = passwords.matches(password, hash);
        return found.map(credential -> credential.account)
                .filter(account -> proven && account.active)
                .orElseThrow(() -> AuthFailure.because(BAD_CREDENTIALS));
    }

    /** The account with this username or e-mail address, active or not. */
    public Optional<Account> find(String login) {
        return Credential.findByLogin(login).map(credential -> credential.account);
    }

    public void setActive(Account account, boolean active) {
        Transactions.run(() -> Account.setActive(account.id, active));
    }

    public void setSuperuser(Account account, boolean superuser) {
        Transactions.run(() -> Account.setSuperuser(account.id, superuser));
    }

    /** Changes what {@code profile} names, and gives the account as it is then. */
    public Account change(Account account, Profile profile) {
        return Transactions.call(() -> {
            Account stored = Account.findById(account.id);
            stored.change(profile);
            return stored;
        });
    }

    /**
     * Puts a new password in the place of {@code current}.
     *
     * @throws AuthFailure BAD_CREDENTIALS where that is not the password, or no longer
     */
    public void changePassword(Account account, String current, String wanted) {
        String old = proven(account, current);
        String hash = passwords.hash(wanted);
        Instant now = clock.instant().truncatedTo(MICROS);
        if (!Transactions.call(() -> Credential.replace(account.id, old, hash, now))) {
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
        Transactions.run(() -> Account.deleteById(account.id));
    }

    /** The hash that the password matches. */
    private String proven(Account account, String password) {
        Credential credential = Credential.findById(account.id);
        String hash = credential == null ? passwords.hashOfNobody() : credential.passwordHash;
        if (!passwords.matches(password, hash)) {
            throw AuthFailure.because(BAD_CREDENTIALS);
        }
        return hash;
    }

    private Account insert(Registration wanted, String hash) {
        Instant now = clock.instant().truncatedTo(MICROS);
        Account account = new Account(wanted, now);
        account.persist();
        Set<String> claimed = LoginName.claim(account, wanted.loginNames());
        Map<String, Flaw> taken = new LinkedHashMap<>();
        if (!claimed.contains(LoginName.folded(wanted.username()))) {
            taken.put("username", Flaw.of(Flaw.Kind.TAKEN));
        }
        if (wanted.email() != null && !claimed.contains(LoginName.folded(wanted.email()))) {
            taken.put("email", Flaw.of(Flaw.Kind.TAKEN));
        }
        if (!taken.isEmpty()) {
            throw AuthFailure.taken(taken);
        }
        new Credential(account, hash, now).persist();
        return account;
    }
}
