package latchkey.account;

import static java.time.temporal.ChronoUnit.MICROS;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeSet;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.email.LinkKind;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.failure.Reason;

/** Changes and verifies the e-mail addresses of accounts. */
@ApplicationScoped
public class AccountEmail {

    private final Clock clock;
    private final AuditLog audit;

    AccountEmail(Clock clock, AuditLog audit) {
        this.clock = clock;
        this.audit = audit;
    }

    /** Stores that the user has proven the address, if it is still the account's. */
    public void verified(long account, String address) {
        Transactions.statement(
                () -> audit.record(Account.verifyEmail(account, address, audit.of(Kind.EMAIL_VERIFIED))));
    }

    /**
     * Gives the account an address that the user has proven. The user signs in with it from now on. The former address stays with the
     * account as long as {@link LinkKind#UNDO} lasts. In a transaction.
     *
     * @param account as it is
     * @throws AuthFailure ALREADY_TAKEN if another account has the address; NOT_AUTHENTICATED if the account is gone
     */
    public void change(Account account, String address) {
        Instant now = clock.instant().truncatedTo(MICROS);
        claim(account, address, now);
        if (account.email != null && isGivenUp(account, account.email, address)) {
            LoginName.keep(account.id, LoginNames.folded(account.email), now.plus(LinkKind.UNDO.lifetime()));
        }
        set(account, address, Kind.EMAIL_CHANGE);
    }

    /**
     * Gives the account a former address back, and ends all its sessions. In a transaction.
     *
     * @throws AuthFailure ALREADY_TAKEN if another account has the address; NOT_AUTHENTICATED if the account is gone
     */
    public void undo(Account account, String former) {
        claim(account, former, clock.instant());
        if (account.email != null && isGivenUp(account, account.email, former)) {
            LoginName.release(account.id, LoginNames.folded(account.email));
        }
        set(account, former, Kind.EMAIL_CHANGE_UNDONE);
        Account.raiseEpoch(account.id);
    }

    /** Ends all sessions of the account: its owner did not recognize what a notice told of. In a transaction. */
    public void endSessions(Account account) {
        Account.raiseEpoch(account.id);
        audit.record(audit.of(Kind.NOT_ME).storeFor(account.id, account.username));
    }

    private static void claim(Account account, String address, Instant now) {
        TreeSet<String> name = new TreeSet<>();
        name.add(LoginNames.folded(address));
        if (LoginName.claim(account, name, now).isEmpty()) {
            throw AuthFailure.taken(Map.of("email", FieldError.of(FieldError.Kind.TAKEN)));
        }
    }

    /** Whether the account no longer signs in with {@code former}; a user may have the address as the username, too. */
    private static boolean isGivenUp(Account account, String former, String address) {
        return !LoginNames.alike(former, address) && !LoginNames.alike(former, account.username);
    }

    private void set(Account account, String address, Kind kind) {
        if (audit.record(Account.setEmail(account.id, address, audit.of(kind))) == 0) {
            throw AuthFailure.because(Reason.NOT_AUTHENTICATED);
        }
    }
}
