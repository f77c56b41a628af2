package latchkey.session;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import latchkey.account.AccountMails;
import latchkey.database.Statements;
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

    /**
     * What the other sessions of an account say of a new one. Those that ended are known for a week.
     *
     * @param anyEarlier whether there are any
     * @param familiar whether one is from the same network or user agent
     */
    private record Familiarity(boolean anyEarlier, boolean familiar) {}

    private static Familiarity familiarity(Session opened) {
        Map<String, Object> values = new HashMap<>(Map.of("account", opened.account.id, "id", opened.id));
        values.put("network", opened.network);
        values.put("agent", opened.userAgent);
        Object[] row = Statements.first(Object[].class, """
                        select count(*) > 0 as earlier, coalesce(bool_or(network is not distinct from cast(:network as text)
                            or user_agent = cast(:agent as text)), false) as familiar
                        from session where account_id = :account and id <> :id
                        """, values).orElseThrow();
        return new Familiarity((Boolean) row[0], (Boolean) row[1]);
    }

    private void notify(Session opened) {
        Familiarity known = familiarity(opened);
        boolean newAccount = opened.account.joinedAt.plus(NEW_ACCOUNT).isAfter(opened.openedAt) && !known.anyEarlier();
        if (!known.familiar() && !newAccount) {
            accountMails.signedInAnew(opened.account);
        }
    }
}
