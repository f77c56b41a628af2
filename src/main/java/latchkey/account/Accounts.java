package latchkey.account;

import static java.time.temporal.ChronoUnit.MICROS;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import latchkey.audit.AuditEvent;
import latchkey.audit.AuditLog;
import latchkey.audit.EventDraft;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.failure.Reason;
import latchkey.password.CommonPasswords;
import latchkey.text.Spelling;

/** Creates and finds accounts, and makes the changes that only an operator may make. */
@ApplicationScoped
public class Accounts {

    private static final Pattern ID = Pattern.compile("[0-9]{1,18}");

    private final Passwords passwords;
    private final CommonPasswords common;
    private final Clock clock;
    private final AuditLog audit;
    private final AccountMails mails;

    Accounts(Passwords passwords, CommonPasswords common, AccountMails mails, Clock clock, AuditLog audit) {
        this.passwords = passwords;
        this.common = common;
        this.mails = mails;
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * Creates an active account.
     *
     * @throws AuthFailure ALREADY_TAKEN, if the database has the name already; INVALID_FIELDS if the password is too common
     */
    public VerifiedPassword register(Registration registration) {
        return register(registration, proof -> proof);
    }

    /**
     * As {@link #register(Registration)}, with further work in the same transaction.
     *
     * @param alongside the further work; it may be called several times
     */
    public <T> T register(Registration registration, Function<VerifiedPassword, T> alongside) {
        return register(registration, true, alongside);
    }

    /**
     * Creates an active account, or nothing if a name is taken. The caller gets an object like an account either way, after the
     * same work, so that the answer does not reveal the name.
     *
     * @throws AuthFailure INVALID_FIELDS if the password is too common
     */
    public Account registerDiscreetly(Registration registration) {
        return register(registration, false, VerifiedPassword::account);
    }

    /** The account with this username or e-mail address, active or not. */
    public Optional<Account> find(String login) {
        return Credential.findByLogin(login).map(Credential.OfLogin::account);
    }

    /** As {@link #find}, else the account with this id; the name goes first, since a name may consist of digits. */
    public Optional<Account> findByNameOrId(String typed) {
        return find(typed)
                .or(() -> ID.matcher(typed.strip()).matches()
                        ? Account.withId(Long.parseLong(typed.strip()))
                        : Optional.empty());
    }

    /**
     * One page of accounts, in the order of their ids.
     *
     * @param prefix the beginning of a username or an e-mail address of each account, in any letter case
     * @param after the id of the last account on the page before
     */
    public List<Account> list(String prefix, long after, int limit) {
        return Transactions.call(() -> Account.list(Spelling.folded(prefix), after, limit));
    }

    /** Further details for {@code latchkey accounts show}. */
    public Credential.Facts facts(Account account) {
        return Transactions.call(() -> Credential.facts(account.id, clock.instant()));
    }

    /**
     * Sets a new password without asking for the current one, and ends all sessions of the account.
     *
     * @param kind of the event
     * @param first work in the same transaction, before the password is set; it may be called several times
     * @return false if the account is gone
     * @throws AuthFailure INVALID_FIELDS if the password is too common
     */
    public boolean setPassword(Account account, String newPassword, Kind kind, Runnable first) {
        common.refuse("password", newPassword, account.username, account.email);
        String hash = passwords.hash(newPassword);
        EventDraft draft = audit.of(kind);
        return Transactions.call(() -> {
            first.run();
            // The account's row is locked first, as a sign-in does.
            Account.raiseEpoch(account.id);
            boolean set = audit.record(Credential.set(account.id, hash, draft)) > 0;
            if (set) {
                mails.passwordChanged(account);
            }
            return set;
        });
    }

    /**
     * Creates an active account that no password opens, for a user who will choose one.
     *
     * @param alongside further work in the same transaction; it may be called several times
     * @throws AuthFailure ALREADY_TAKEN; INVALID_FIELDS
     */
    public Account invite(LoginNames names, Consumer<Account> alongside) {
        Registration registration = new Registration(names.username(), "", names.email(), "", "", null);
        return Transactions.call(() -> {
            Account account = insert(registration, Passwords.NONE, true, Kind.INVITATION);
            alongside.accept(account);
            return account;
        });
    }

    /** Removes the password, and ends all sessions of the account. In a transaction. */
    public void removePassword(long account) {
        Account.raiseEpoch(account);
        audit.record(Credential.set(
                account, Passwords.NONE, audit.of(Kind.PASSWORD_CHANGE).withDetail("removed")));
    }

    /**
     * Deletes the account and all its data.
     *
     * @param evenLast whether it may be the last active superuser
     * @return false if it is gone already
     * @throws AuthFailure LAST_SUPERUSER
     */
    public boolean delete(Account account, boolean evenLast) {
        return record(Kind.ACCOUNT_DELETION, draft -> StatusChange.delete(account.id, evenLast, draft));
    }

    /** The number of passwords by scheme and cost. */
    public Map<String, Long> schemes() {
        return Transactions.call(Credential::schemes);
    }

    /** Lets the account sign in again. Sessions from before it was disabled stay ended. */
    public void enable(Account account) {
        record(Kind.ACCOUNT_ENABLED, draft -> StatusChange.enable(account.id, draft));
    }

    /** Stops the account from signing in and refreshing from now on; refuses as {@link #delete}. */
    public void disable(Account account, boolean evenLast) {
        record(Kind.ACCOUNT_DISABLED, draft -> StatusChange.disable(account.id, evenLast, draft));
    }

    public void promote(Account account) {
        record(Kind.ACCOUNT_PROMOTED, draft -> StatusChange.promote(account.id, draft));
    }

    /** Takes the superuser privilege from the account; refuses as {@link #delete}. */
    public void demote(Account account, boolean evenLast) {
        record(Kind.ACCOUNT_DEMOTED, draft -> StatusChange.demote(account.id, evenLast, draft));
    }

    private boolean record(Kind kind, Function<EventDraft, List<AuditEvent>> change) {
        return Transactions.statement(() -> audit.record(change.apply(audit.of(kind)))) > 0;
    }

    private <T> T register(Registration registration, boolean revealsTaken, Function<VerifiedPassword, T> alongside) {
        common.refuse("password", registration.password(), registration.username(), registration.email());
        // Hashed before the transaction, which would hold a pooled connection meanwhile.
        String hash = passwords.hash(registration.password());
        try {
            return Transactions.call(() -> alongside.apply(
                    new VerifiedPassword(insert(registration, hash, revealsTaken, Kind.REGISTRATION), hash)));
        } catch (AuthFailure refused) {
            if (refused.reason() == Reason.ALREADY_TAKEN) {
                audit.record(refusedAsTaken(refused.flaws()));
            }
            throw refused;
        }
    }

    private EventDraft refusedAsTaken(Map<String, FieldError> taken) {
        return audit.refused(Kind.REGISTRATION, "taken: " + String.join(", ", taken.keySet()));
    }

    Account insert(Registration registration, String hash, boolean revealsTaken, Kind kind) {
        Instant now = clock.instant().truncatedTo(MICROS);
        Account account = Account.insert(registration, mails.language(), now);
        Map<String, FieldError> taken = taken(account, registration, now);
        // Looked up for a free address, too, so that the time does not reveal whether it is taken.
        Optional<Account> owner = revealsTaken || !mails.verify() || registration.email() == null
                ? Optional.empty()
                : find(registration.email());
        if (taken.isEmpty()) {
            Credential.insert(account, hash, now);
            audit.record(audit.of(kind).storeFor(account.id, account.username));
            if (kind == Kind.REGISTRATION) {
                mails.registered(account);
            }
        } else if (revealsTaken) {
            throw AuthFailure.taken(taken);
        } else {
            // Committed, with as many statements as for a new account, so that the time reveals nothing either.
            Account.withdraw(account.id);
            audit.record(refusedAsTaken(taken).storeWithoutAccount());
            if (taken.containsKey("email")) {
                owner.ifPresent(mails::taken);
            }
        }
        return account;
    }

    private static Map<String, FieldError> taken(Account account, Registration registration, Instant now) {
        Set<String> claimed = LoginName.claim(account, registration.loginNames(), now);
        Map<String, FieldError> taken = new LinkedHashMap<>();
        if (!claimed.contains(Spelling.folded(registration.username()))) {
            taken.put("username", FieldError.of(FieldError.Kind.TAKEN));
        }
        if (registration.email() != null && !claimed.contains(Spelling.folded(registration.email()))) {
            taken.put("email", FieldError.of(FieldError.Kind.TAKEN));
        }
        return taken;
    }
}
