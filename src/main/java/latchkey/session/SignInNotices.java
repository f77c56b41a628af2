package latchkey.session;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import latchkey.account.AccountMails;
import latchkey.email.EmailConfig.Notice;
import latchkey.email.Mails;

/** Tells owners of sign-ins from a network and a device without an earlier session, if a setting asks for it. */
@ApplicationScoped
class SignInNotices {

    /** The first sign-in after a registration is no surprise. */
    private static final Duration NEW_ACCOUNT = Duration.ofDays(1);

    private final Mails mails;
    private final AccountMails accountMails;

    SignInNotices(Mails mails, AccountMails accountMails) {
        this.mails = mails;
        this.accountMails = accountMails;
    }

    /** The further work in the transaction that opens a session, with the notice if there may be one. */
    Optional<Runnable> after(Session opened, Optional<Runnable> alongside) {
        if (!mails.notify(Notice.SIGN_IN) || opened.account.email == null) {
            return alongside;
        }
        return Optional.of(() -> {
            alongside.ifPresent(Runnable::run);
            notify(opened);
        });
    }

    private void notify(Session opened) {
        Session.Familiarity known = Session.familiarity(opened);
        boolean newAccount = opened.account.joinedAt.plus(NEW_ACCOUNT).isAfter(opened.openedAt) && !known.anyEarlier();
        if (!known.familiar() && !newAccount) {
            accountMails.signedInAnew(opened.account);
        }
    }
}
