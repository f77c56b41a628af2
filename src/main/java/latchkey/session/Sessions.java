package latchkey.session;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import latchkey.Transactions;
import latchkey.account.Account;
import latchkey.audit.Audit;
import latchkey.audit.Draft;
import latchkey.audit.Kind;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.jspecify.annotations.Nullable;

/** The live sessions, for those who own them, and for those who look after them. */
@ApplicationScoped
public class Sessions {

    private final RefreshTokens refreshTokens;
    private final Clock clock;
    private final Audit audit;

    Sessions(RefreshTokens refreshTokens, Clock clock, Audit audit) {
        this.refreshTokens = refreshTokens;
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * A live session.
     *
     * @param expiresAt unless it is refreshed before
     */
    public record Live(
            UUID id,
            Account account,
            Instant openedAt,
            Instant lastUsedAt,
            Instant expiresAt,
            @Nullable String userAgent,
            @Nullable String address) {

        static Live of(Session session) {
            return new Live(
                    session.id(),
                    session.account(),
                    session.openedAt(),
                    session.refreshedAt(),
                    session.idleUntil(),
                    session.userAgent(),
                    session.address());
        }
    }

    /** The session with this id, if it lives and its account is active. */
    public Optional<Live> find(UUID id) {
        return Session.find(id).filter(session -> session.live(clock.instant())).map(Live::of);
    }

    /** The session that a refresh token would refresh now. Asking changes nothing, even if the token was used. */
    public Optional<Live> findByRefreshToken(String refreshToken) {
        try {
            RefreshTokens.Shown shown = refreshTokens.read(refreshToken, clock.instant());
            return Session.find(shown.session())
                    .filter(session -> session.live(clock.instant()) && session.generation() == shown.generation())
                    .map(Live::of);
        } catch (AuthFailure notGood) {
            return Optional.empty();
        }
    }

    /** Those of one account, the one used last first. */
    public List<Live> of(Account account) {
        return Session.liveOf(account.id, clock.instant()).stream()
                .map(Live::of)
                .toList();
    }

    /**
     * Ends one session of an account.
     *
     * @throws AuthFailure NOT_FOUND where it has no such live session
     */
    public void end(Account account, UUID id) {
        Draft draft = audit.of(Kind.SESSION_END);
        if (Transactions.statement(() -> audit.tell(Session.endOf(account.id, id, EndReason.LOGOUT, draft))) == 0) {
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
    }

    /** Ends all sessions of an account but one. */
    public int endOthers(Account account, UUID kept) {
        Draft draft = audit.of(Kind.SESSION_END);
        return Transactions.statement(() -> audit.tell(Session.endOthers(account.id, kept, EndReason.LOGOUT, draft)));
    }

    /** Ends all sessions of an account, as an operator. */
    public int endAll(long account) {
        Draft draft = audit.of(Kind.SESSION_END);
        return Transactions.statement(() -> audit.tell(Session.endAll(account, EndReason.ADMIN, draft)));
    }

    /** Ends all sessions there are, as an operator. */
    public int endEverybodys() {
        return Transactions.call(() -> {
            int ended = Session.endEverybodys(EndReason.ADMIN, clock.instant());
            audit.tell(audit.of(Kind.SESSIONS_END).saying(ended + " sessions").aboutNobody());
            return ended;
        });
    }
}
