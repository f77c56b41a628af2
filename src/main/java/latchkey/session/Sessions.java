package latchkey.session;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.account.OwnAccount;
import latchkey.audit.AuditEvent;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.database.GaugeQuery;
import latchkey.database.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.jspecify.annotations.Nullable;

/** Ends sessions, for their users and for operators. */
@Startup
@ApplicationScoped
public class Sessions {

    private final TokenIssuer issuer;
    private final Accounts accounts;
    private final OwnAccount ownAccount;
    private final Clock clock;
    private final AuditLog audit;

    Sessions(
            TokenIssuer issuer,
            Accounts accounts,
            OwnAccount ownAccount,
            Clock clock,
            AuditLog audit,
            MeterRegistry meters) {
        this.issuer = issuer;
        this.accounts = accounts;
        this.ownAccount = ownAccount;
        this.clock = clock;
        this.audit = audit;
        GaugeQuery.register("latchkey.sessions", this::countLive, clock, meters);
    }

    /** How many sessions are live. */
    public long countLive() {
        return Transactions.call(() -> Session.countLive(clock.instant()));
    }

    /**
     * Changes the password of an account and ends all its sessions except the current one, in one transaction, so that no token
     * of another session is good afterwards. A sign-in in progress with the old password opens no session.
     *
     * @param keepers the contracts whose clients cannot get a new refresh token: the current session keeps its own if one of them opened it
     * @return the new tokens of the current session; nothing if it had ended
     * @throws AuthFailure as {@link OwnAccount#changePassword} does
     */
    public Optional<TokenIssuer.Kept> changePassword(
            Account account, UUID current, String oldPassword, String newPassword, Set<String> keepers) {
        Optional<TokenIssuer.Kept> kept = ownAccount.changePassword(
                account, current, oldPassword, newPassword, issuer.keeping(current, account, keepers));
        endFormer(account, SessionEnd.Reason.PASSWORD);
        return kept;
    }

    /**
     * Sets an account's password, as an operator or its proven owner, and ends its sessions.
     *
     * @param kind of the event
     * @param first work in the same transaction; it may be called several times
     * @return how many ended; nothing if the account is gone
     * @throws AuthFailure as {@link Accounts#setPassword} does
     */
    public Optional<Integer> setPassword(Account account, String newPassword, Kind kind, Runnable first) {
        return accounts.setPassword(account, newPassword, kind, first)
                ? Optional.of(endFormer(account, SessionEnd.Reason.PASSWORD))
                : Optional.empty();
    }

    /** Ends the rows of sessions from earlier epochs of the account, which are no longer live. */
    public int endFormer(Account account) {
        return endFormer(account, SessionEnd.Reason.PASSWORD);
    }

    /** Ends the rows of sessions of an account that was disabled. */
    public int endDisabled(Account account) {
        return endFormer(account, SessionEnd.Reason.ADMIN);
    }

    /**
     * Stops an account from signing in and refreshing, and ends its sessions.
     *
     * @param evenLast whether it may be the last active superuser
     * @throws AuthFailure LAST_SUPERUSER
     */
    public int disable(Account account, boolean evenLast) {
        accounts.disable(account, evenLast);
        return endDisabled(account);
    }

    /**
     * Ends one session of an account.
     *
     * @throws AuthFailure NOT_FOUND if it has no such live session
     */
    public void end(Account account, UUID id) {
        SessionEnd end = new SessionEnd(SessionEnd.Reason.LOGOUT, audit.of(Kind.SESSION_END));
        if (Transactions.statement(() -> audit.record(end.of(account.id, id))) == 0) {
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
    }

    /**
     * Ends a session, as an operator.
     *
     * @throws AuthFailure NOT_FOUND if it is not live
     */
    public void end(UUID id) {
        SessionEnd end = new SessionEnd(SessionEnd.Reason.ADMIN, audit.of(Kind.SESSION_END));
        if (Transactions.statement(() -> audit.record(end.of(id))) == 0) {
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
    }

    /** Ends all sessions of an account except {@code kept}. */
    public int endOthers(Account account, UUID kept) {
        return endAll(account.id, kept, SessionEnd.Reason.LOGOUT);
    }

    /** Ends all sessions of an account, as an operator. */
    public int endAll(long account) {
        return endAll(account, null, SessionEnd.Reason.ADMIN);
    }

    private int endAll(long account, @Nullable UUID kept, SessionEnd.Reason reason) {
        SessionEnd end = new SessionEnd(reason, audit.of(Kind.SESSION_END));
        return inBatches(() -> end.batchOf(account, kept));
    }

    private int endFormer(Account account, SessionEnd.Reason reason) {
        try {
            return inBatches(() -> new SessionEnd(reason, audit.of(Kind.SESSION_END)).batchOfFormerEpochs(account.id));
        } catch (RuntimeException e) {
            // The sessions are no longer live, whatever their rows say, and what ended them is stored.
            Log.warnf("rows of former sessions of account %d stay until they expire: %s", account.id, e.getMessage());
            return 0;
        }
    }

    private int inBatches(Supplier<List<AuditEvent>> ending) {
        return IntStream.generate(() -> Transactions.statement(() -> audit.record(ending.get())))
                .takeWhile(ended -> ended > 0)
                .sum();
    }

    /** Ends the sessions of all accounts, as an operator. */
    public int endOfAllAccounts() {
        return Transactions.call(() -> {
            int ended = SessionEnd.ofAll(SessionEnd.Reason.ADMIN, clock.instant());
            audit.record(
                    audit.of(Kind.SESSIONS_END).withDetail(ended + " sessions").storeWithoutAccount());
            return ended;
        });
    }
}
