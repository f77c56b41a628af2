package latchkey.session;

import static latchkey.failure.Reason.REFRESH_REJECTED;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import latchkey.account.AccountMails;
import latchkey.attempt.LimitConfig;
import latchkey.audit.AuditLog;
import latchkey.audit.EventDraft;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.session.UsedTokenRule.Verdict;

/** Answers refresh tokens that do not refresh: used ones, those of ended sessions, and those that come too fast. */
@Startup
@ApplicationScoped
class UsedTokens {

    /** The metric of refreshes, and its label. */
    static final String REFRESHES = "latchkey.refreshes";

    static final String OUTCOME = "outcome";

    /** How often Latchkey decides again after a conflict with another request. */
    private static final int MAX_ATTEMPTS = 3;

    private final UsedTokenRule rule;
    private final Duration burst;
    private final Counter replayed;
    private final Counter reused;
    private final Counter throttled;
    private final AuditLog audit;
    private final AccountMails mails;

    UsedTokens(SessionConfig config, LimitConfig limits, MeterRegistry meters, AuditLog audit, AccountMails mails) {
        rule = UsedTokenRule.of(config);
        burst = Refresh.burst(limits.refreshes());
        replayed = meters.counter(REFRESHES, OUTCOME, "replayed");
        reused = meters.counter(REFRESHES, OUTCOME, "reused");
        throttled = meters.counter("latchkey.throttled", "limit", "session");
        this.audit = audit;
        this.mails = mails;
    }

    /** How far a session's refreshes may be ahead of their pace. */
    Duration burst() {
        return burst;
    }

    /**
     * The current session, for a client that may have its current token.
     *
     * @throws AuthFailure REFRESH_REJECTED, or TOO_MANY_ATTEMPTS of this session
     */
    Session answer(Refresh refresh) {
        return answer(refresh, false);
    }

    /**
     * As {@link #answer}, for a contract whose refresh does not replace the token.
     *
     * @throws AuthFailure REFRESH_REJECTED also if another contract opened the session
     */
    Session answerOfSameContract(Refresh refresh) {
        return answer(refresh, true);
    }

    private Session answer(Refresh refresh, boolean ofSameContract) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Optional<Session> session = decided(refresh, ofSameContract);
            if (session.isPresent()) {
                replayed.increment();
                return session.get();
            }
        }
        throw rejected();
    }

    /** Empty if another request changed the session meanwhile. */
    private Optional<Session> decided(Refresh refresh, boolean ofSameContract) {
        Session session =
                Transactions.statement(() -> Session.withId(refresh.session())).orElseThrow(UsedTokens::rejected);
        if (!session.live(refresh.now())) {
            endDisabled(session);
            throw rejected();
        }
        if (session.generation == refresh.generation()) {
            throw tooFast(session, refresh.now());
        }
        Verdict verdict = rule.of(session, refresh.generation(), refresh.client(), refresh.now());
        if (verdict == Verdict.REUSE) {
            endReused(session, refresh);
            throw rejected();
        }
        if (ofSameContract && !Objects.equals(session.contract, refresh.device().contract())) {
            throw rejected();
        }
        return verdict == Verdict.OTHER_CLIENT ? replayed(session, refresh) : Optional.of(counted(session, refresh));
    }

    /** Simultaneous requests count as one refresh; later ones count as one each. */
    private Session counted(Session session, Refresh refresh) {
        if (!rule.isSimultaneous(session, refresh.now())
                && !Transactions.statement(() -> refresh.countAgainstPace(burst))) {
            throw tooFast(session, refresh.now());
        }
        return session;
    }

    private Optional<Session> replayed(Session session, Refresh refresh) {
        Client before = session.refreshedBy;
        EventDraft draft = audit.of(Kind.REFRESH_REPLAY)
                .withDetail(
                        "by another client than the one before, " + (before == null ? "not known" : before.network()));
        return Transactions.statement(() -> audit.record(refresh.replay(draft))) == 1
                ? Optional.of(session)
                : Optional.empty();
    }

    /** The end is stored although the request is refused. */
    private void endReused(Session session, Refresh refresh) {
        if (session.generation > refresh.generation()) {
            SessionEnd reuse =
                    new SessionEnd(SessionEnd.Reason.REUSE, audit.refused(Kind.REFRESH_REUSE, "session ended"));
            if (Transactions.call(() -> ended(reuse, session))) {
                reused.increment();
            }
        }
    }

    private boolean ended(SessionEnd reuse, Session session) {
        boolean ended = audit.record(reuse.of(session.id)) == 1;
        if (ended) {
            mails.reused(session.account);
        }
        return ended;
    }

    private void endDisabled(Session session) {
        if (!session.account.active || !session.ofThisEpoch()) {
            SessionEnd end = new SessionEnd(
                    SessionEnd.Reason.ADMIN,
                    audit.of(Kind.SESSION_END).withDetail(session.account.active ? "all ended" : "disabled"));
            Transactions.statement(() -> audit.record(end.of(session.id)));
        }
    }

    private AuthFailure tooFast(Session session, Instant now) {
        Duration wait = Duration.between(now.plus(burst), session.pacedUntil);
        if (wait.isNegative() || wait.isZero()) {
            // The session is not of a contract that renews.
            return rejected();
        }
        throttled.increment();
        return AuthFailure.tooManyAttempts(wait);
    }

    private static AuthFailure rejected() {
        return AuthFailure.because(REFRESH_REJECTED);
    }
}
