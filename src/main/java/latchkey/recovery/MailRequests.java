package latchkey.recovery;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.account.LoginNames;
import latchkey.attempt.Network;
import latchkey.attempt.RateLimits;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.email.MailKind;
import latchkey.email.Mails;
import latchkey.failure.AuthFailure;

/**
 * Requests for a mail to an address: to verify it, to reset the password, to sign in. The client gets the same answer, after the same
 * statements, whether or not an account has the address.
 */
@ApplicationScoped
public class MailRequests {

    /** No account has it. */
    private static final long NO_ACCOUNT = -1;

    private final Accounts accounts;
    private final Mails mails;
    private final RateLimits limits;
    private final AuditLog audit;

    MailRequests(Accounts accounts, Mails mails, RateLimits limits, AuditLog audit) {
        this.accounts = accounts;
        this.mails = mails;
        this.limits = limits;
        this.audit = audit;
    }

    /**
     * Sends a mail of this kind if an active account has the address, and the address got no mail within the last minute.
     *
     * @param typed the address
     * @throws AuthFailure TOO_MANY_ATTEMPTS from this network; INVALID_FIELDS if it is no address
     */
    public void request(MailKind kind, String typed, Network network) {
        limits.mailRequest(network);
        String address = LoginNames.address(typed);
        boolean isFirst = limits.mayMail(LoginNames.folded(address));
        Optional<Account> account = owner(address).filter(owner -> isFirst && isDue(kind, owner));
        Transactions.call(() -> {
            Mails.Recipient recipient =
                    account.map(MailRequests::recipient).orElse(new Mails.Recipient(NO_ACCOUNT, address, null));
            mails.send(kind, recipient, null);
            String detail = kind.name();
            return audit.record(audit.of(Kind.MAIL_REQUEST)
                    .withDetail(detail)
                    .storeFor(
                            account.map(owner -> owner.id).orElse(null),
                            account.map(owner -> owner.username).orElse(null)));
        });
    }

    /** The account with this e-mail address; a username that looks like one does not count. */
    Optional<Account> owner(String address) {
        return accounts.find(address)
                .filter(account -> account.active && account.email != null && LoginNames.alike(account.email, address));
    }

    private static boolean isDue(MailKind kind, Account owner) {
        return kind != MailKind.VERIFY || owner.emailVerifiedAt == null;
    }

    private static Mails.Recipient recipient(Account account) {
        return new Mails.Recipient(account.id, String.valueOf(account.email), account.language);
    }
}
