package latchkey.recovery;

import jakarta.enterprise.context.ApplicationScoped;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.account.LoginNames;
import latchkey.email.MailKind;
import latchkey.email.Mails;
import latchkey.email.Outbox;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;

/** Accounts that an operator creates, whose users choose their passwords. */
@ApplicationScoped
public class Invitations {

    private final Accounts accounts;
    private final Mails mails;
    private final Outbox outbox;

    Invitations(Accounts accounts, Mails mails, Outbox outbox) {
        this.accounts = accounts;
        this.mails = mails;
        this.outbox = outbox;
    }

    /** Whether users can be invited: Latchkey sends mail. */
    public boolean areOn() {
        return mails.areOn();
    }

    /**
     * As {@link #create}. Returns once the mail was tried.
     *
     * @throws AuthFailure ALREADY_TAKEN; INVALID_FIELDS
     */
    public Account invite(String username, String email) {
        Account invited = create(username, email);
        outbox.awaitDelivery();
        return invited;
    }

    /**
     * Creates an active account that no password opens, and mails its user a link to choose one.
     *
     * @throws AuthFailure ALREADY_TAKEN; INVALID_FIELDS; NOT_FOUND if Latchkey sends no mail
     */
    public Account create(String username, String email) {
        if (!areOn()) {
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
        return accounts.invite(
                LoginNames.of(username, email),
                account -> mails.send(
                        MailKind.INVITE,
                        new Mails.Recipient(account.id, String.valueOf(account.email), account.language),
                        account.username));
    }
}
