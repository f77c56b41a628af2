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
import latchkey.LatchkeyConfig;
import latchkey.Transactions;
import latchkey.audit.Audit;
import latchkey.audit.Draft;
import latchkey.audit.Kind;
import latchkey.failure.AuthFailure;
import latchkey.session.UsedTokenRule.Verdict;

/** Answers refresh tokens that do not refresh: used ones, those of ended sessions, and those that come too fast. */
@Startup
@ApplicationScoped
class UsedTokens {

    /** How often a decision is made again that another request was in the way of. */
    private static final int ATTEMPTS = 3;

    private final UsedTokenRule rule;
    private final Duration ahead;
    private final Counter replayed;
    private final Counter reused;
    private final Counter throttled;
    private final Audit audit;

    UsedTokens(LatchkeyConfig config, MeterRegistry meters, Audit audit) {
        rule = UsedTokenRule.of(config.session());
        ahead = Refresh.ahead(config.limits().refreshes());
        replayed = meters.counter(TokenIssuer.REFRESHES, TokenIssuer.OUTCOME, "replayed");
        reused = meters.counter(TokenIssuer.REFRESHES, TokenIssuer.OUTCOME, "reused");
        throttled = meters.counter("latchkey.throttled", "limit", "session");
        this.audit = audit;
    }

    /**
     * The session as it stands, for a client that may have its current token.
     *
     * @throws AuthFailure REFRESH_REJECTED, or TOO_MANY_ATTEMPTS of this session
     */
    Session answer(Refresh refresh) {
        return answer(refresh, false);
    }

    /**
     * As {@link #answer}, for a contract whose refresh does not replace the token.
     *
     * @throws AuthFailure REFRESH_REJECTED also where another contract opened the session
     */
    Session answerOfSameContract(Refresh refresh) {
        return answer(refresh, true);
    }

    private Session answer(Refresh refresh, boolean ofSameContract) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Session> session = decided(refresh, ofSameContract);
            if (session.isPresent()) {
                replayed.increment();
                return session.get();
            }
        }
        throw rejected();
    }

    /** Nothing where another request changed the session meanwhile. */
    private Optional<Session> decided(Refresh refresh, boolean ofSameContract) {
        Session session =
                Transactions.statement(() -> Session.find(refresh.session())).orElseThrow(UsedTokens::rejected);
        if (!session.live(refresh.now())) {
            endOfDisabled(session);
            throw rejected();
        }
        if (session.generation() == refresh.generation()) {
            throw tooFast(session, refresh.now());
        }
        Verdict verdict = rule.of(session, refresh.generation(), refresh.client(), refresh.now());
        if (verdict == Verdict.REUSE) {
            endOfReused(session, refresh);
            throw rejected();
        }
        if (ofSameContract
                && !Objects.equals(session.contract(), refresh.device().contract())) {
            throw rejected();
        }
        return verdict == Verdict.OTHER_CLIENT ? replayed(session, refresh) : Optional.of(paced(session, refresh));
    }

    /** Requests at once are one refresh; those that come later count as one each. */
    private Session paced(Session session, Refresh refresh) {
        if (!rule.isAtOnce(session, refresh.now()) && !Transactions.statement(() -> refresh.pace(ahead))) {
            throw tooFast(session, refresh.now());
        }
        return session;
    }

    private Optional<Session> replayed(Session session, Refresh refresh) {
        Client before = session.refreshedBy();
        Draft draft = audit.of(Kind.REFRESH_REPLAY)
                .saying("by another client than the one before, " + (before == null ? "not known" : before.network()));
        return Transactions.statement(() -> audit.tell(refresh.replay(draft))) == 1
                ? Optional.of(session)
                : Optional.empty();
    }

    /** By itself: it must be kept although the request is refused. */
    private void endOfReused(Session session, Refresh refresh) {
        if (session.generation() > refresh.generation()) {
            SessionEnd reuse = new SessionEnd(EndReason.REUSE, audit.refused(Kind.REFRESH_REUSE, "session ended"));
            if (Transactions.statement(() -> audit.tell(reuse.of(session.id()))) == 1) {
                reused.increment();
            }
        }
    }

    private void endOfDisabled(Session session) {
        if (!session.account().active || !session.ofThisEpoch()) {
            SessionEnd end = new SessionEnd(
                    EndReason.ADMIN,
                    audit.of(Kind.SESSION_END).saying(session.account().active ? "all ended" : "disabled"));
            Transactions.statement(() -> audit.tell(end.of(session.id())));
        }
    }

    private AuthFailure tooFast(Session session, Instant now) {
        Duration wait = Duration.between(now.plus(ahead), session.pacedUntil());
        if (wait.isNegative() || wait.isZero()) {
            // Its contract does not renew it.
            return rejected();
        }
        throttled.increment();
        return AuthFailure.tooManyAttempts(wait);
    }

    private static AuthFailure rejected() {
        return AuthFailure.because(REFRESH_REJECTED);
    }
}
