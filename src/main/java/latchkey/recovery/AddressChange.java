package latchkey.recovery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.account.AccountEmail;
import latchkey.account.Accounts;
import latchkey.account.LoginNames;
import latchkey.account.OwnAccount;
import latchkey.attempt.Network;
import latchkey.attempt.RateLimits;
import latchkey.attempt.RequestAttempt;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.email.EmailConfig.Notice;
import latchkey.email.EmailLink;
import latchkey.email.EmailLinks;
import latchkey.email.LinkKind;
import latchkey.email.LinkProof;
import latchkey.email.MailKind;
import latchkey.email.Mails;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.session.LiveSessions;
import latchkey.session.Sessions;
import org.jspecify.annotations.Nullable;

/**
 * The change of an account's e-mail address: asked for by its user, confirmed at the new address, told at the former one, which can undo
 * it for a week.
 */
@ApplicationScoped
public class AddressChange {

    /** How long after signing in a user need not repeat the password. */
    private static final Duration FRESH = Duration.ofMinutes(10);

    private final Recovery recovery;
    private final OwnAccount ownAccount;
    private final Accounts accounts;
    private final AccountEmail emails;
    private final EmailLinks links;
    private final Mails mails;
    private final Sessions sessions;
    private final LiveSessions live;
    private final RateLimits limits;
    private final RequestAttempt requestAttempt;
    private final Clock clock;
    private final AuditLog audit;

    AddressChange(
            Recovery recovery,
            OwnAccount ownAccount,
            Accounts accounts,
            AccountEmail emails,
            EmailLinks links,
            Mails mails,
            Sessions sessions,
            LiveSessions live,
            RateLimits limits,
            RequestAttempt requestAttempt,
            Clock clock,
            AuditLog audit) {
        this.recovery = recovery;
        this.ownAccount = ownAccount;
        this.accounts = accounts;
        this.emails = emails;
        this.links = links;
        this.mails = mails;
        this.sessions = sessions;
        this.live = live;
        this.limits = limits;
        this.requestAttempt = requestAttempt;
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * Counts the mail of {@link #request} before the request waits for a password hash.
     *
     * @throws AuthFailure TOO_MANY_ATTEMPTS from this network
     */
    public void countAhead(Network network) {
        limits.mailRequest(network);
        requestAttempt.holdMail();
    }

    /**
     * Sends a mail to the new address. If another account has it, none is sent, and the caller does not learn that.
     *
     * @param password of the account; null if the user has just signed in
     * @throws AuthFailure BAD_CREDENTIALS, also without a password if the sign-in is too long ago; TOO_MANY_ATTEMPTS; INVALID_FIELDS
     *     if it is no address
     */
    public void request(Account account, UUID session, @Nullable String password, String typed, Network network) {
        if (!requestAttempt.takeMail()) {
            limits.mailRequest(network);
        }
        String address = LoginNames.address(typed);
        if (password != null) {
            ownAccount.prove(Kind.EMAIL_CHANGE, account, session, password);
        } else if (!isFresh(session)) {
            throw AuthFailure.because(Reason.BAD_CREDENTIALS);
        }
        boolean free =
                accounts.find(address).filter(owner -> owner.id != account.id).isEmpty();
        if (limits.mayMail(LoginNames.folded(address)) && free) {
            Transactions.call(() -> {
                // The password may have been changed since it was checked.
                if (!account.lockUnchanged()) {
                    throw AuthFailure.because(Reason.BAD_CREDENTIALS);
                }
                mails.send(MailKind.CHANGE, new Mails.Recipient(account.id, address, account.language), null);
                return audit.record(audit.of(Kind.MAIL_REQUEST)
                        .withDetail(MailKind.CHANGE.name())
                        .storeFor(account.id, account.username));
            });
        }
    }

    private boolean isFresh(UUID session) {
        return live.find(session)
                .filter(live -> live.openedAt().plus(FRESH).isAfter(clock.instant()))
                .isPresent();
    }

    /**
     * Gives the account the new address, to which the mail was sent.
     *
     * @throws AuthFailure LINK_REJECTED; TOO_MANY_ATTEMPTS for a code; ALREADY_TAKEN if another account got the address meanwhile
     */
    public Account confirm(LinkProof proof) {
        EmailLink link = recovery.find(proof, Set.of(LinkKind.CHANGE), LinkKind.CHANGE);
        return Transactions.call(() -> {
            links.use(link);
            Account account = Recovery.account(link);
            emails.change(account, link.address);
            if (account.email != null
                    && !LoginNames.alike(account.email, link.address)
                    && mails.notify(Notice.ADDRESS)) {
                mails.send(
                        MailKind.CHANGED,
                        new Mails.Recipient(account.id, account.email, account.language),
                        link.address);
            }
            return Recovery.account(link);
        });
    }

    /**
     * Gives the account its former address back, and ends all its sessions.
     *
     * @return a token to set a new password with: who changed the address knows the present one
     * @throws AuthFailure LINK_REJECTED; ALREADY_TAKEN
     */
    public String undo(String token) {
        EmailLink link = links.find(token, Set.of(LinkKind.UNDO));
        Account account = Recovery.account(link);
        String reset = Transactions.call(() -> {
            links.useAndEndLater(link);
            emails.undo(account, link.address);
            return links.issue(LinkKind.RESET, account.id, link.address);
        });
        sessions.endFormer(account);
        return reset;
    }
}
