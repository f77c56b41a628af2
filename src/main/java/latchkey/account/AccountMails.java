package latchkey.account;

import jakarta.enterprise.context.ApplicationScoped;
import latchkey.attempt.RateLimits;
import latchkey.email.EmailConfig.Notice;
import latchkey.email.MailKind;
import latchkey.email.Mails;
import org.jspecify.annotations.Nullable;

/** The mails about an account, each sent once the current transaction has committed. An account without an address gets none. */
@ApplicationScoped
public class AccountMails {

    private final Mails mails;
    private final RateLimits limits;

    AccountMails(Mails mails, RateLimits limits) {
        this.mails = mails;
        this.limits = limits;
    }

    /** The language of the current client; null if it is not known, or Latchkey sends no mail. */
    @Nullable
    String language() {
        return mails.language().orElse(null);
    }

    /** Whether a new address gets a mail to verify it. */
    boolean verify() {
        return mails.verify();
    }

    void registered(Account account) {
        if (verify()) {
            sendFirst(MailKind.VERIFY, account);
        }
    }

    /** Tells the owner that another registration, which was not told so, named the account's address. */
    void taken(Account owner) {
        sendFirst(MailKind.TAKEN, owner);
    }

    /** Sends a mail that any client can cause, unless the address got one within the last minute. */
    private void sendFirst(MailKind kind, Account account) {
        if (account.email != null && limits.mayMail(LoginNames.folded(account.email))) {
            send(kind, account);
        }
    }

    void passwordChanged(Account account) {
        notify(Notice.PASSWORD, MailKind.PASSWORD_CHANGED, account);
    }

    /** A session was opened from a network and a device without an earlier session. */
    public void signedInAnew(Account account) {
        notify(Notice.SIGN_IN, MailKind.NEW_SIGN_IN, account);
    }

    /** A session was ended because of refresh token reuse. */
    public void reused(Account account) {
        notify(Notice.REUSE, MailKind.REUSE, account);
    }

    /** The user enrolled a second factor. */
    public void factorAdded(Account account) {
        notify(Notice.FACTOR, MailKind.FACTOR_ADDED, account);
    }

    /** A second factor was removed, by the user or an operator. */
    public void factorRemoved(Account account) {
        notify(Notice.FACTOR, MailKind.FACTOR_REMOVED, account);
    }

    public boolean areFactorNoticesOn() {
        return mails.notify(Notice.FACTOR);
    }

    /** The account must have a second factor soon, and has none. */
    public void factorWanted(Account account) {
        notify(Notice.FACTOR, MailKind.FACTOR_WANTED, account);
    }

    public void recoveryCodeUsed(Account account) {
        notify(Notice.FACTOR, MailKind.RECOVERY_CODE_USED, account);
    }

    private void notify(Notice notice, MailKind kind, Account account) {
        if (mails.notify(notice)) {
            send(kind, account);
        }
    }

    private void send(MailKind kind, Account account) {
        if (account.email != null) {
            mails.send(kind, new Mails.Recipient(account.id, account.email, account.language), null);
        }
    }
}
