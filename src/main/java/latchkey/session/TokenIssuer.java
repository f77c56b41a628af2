package latchkey.session;

import static java.time.temporal.ChronoUnit.MICROS;
import static latchkey.failure.Reason.REFRESH_MISSING;
import static latchkey.failure.Reason.REFRESH_REJECTED;
import static latchkey.failure.Reason.SIGN_OUT_MISSING;
import static latchkey.failure.Reason.SIGN_OUT_REJECTED;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import latchkey.LatchkeyConfig;
import latchkey.Transactions;
import latchkey.account.Account;
import latchkey.audit.Audit;
import latchkey.audit.Draft;
import latchkey.audit.Kind;
import latchkey.failure.AuthFailure;
import latchkey.key.AccessTokens;
import latchkey.legacy.LegacyToken;
import org.jspecify.annotations.Nullable;

/** Opens, refreshes and closes sessions, and hands out the tokens that speak for them. */
@ApplicationScoped
public class TokenIssuer {

    /** Longer than any session lasts. */
    private static final Duration UNLIMITED = Duration.ofDays(365_000);

    private final RefreshTokens refreshTokens;
    private final AccessTokens accessTokens;
    private final CarryOver carryOver;
    private final LatchkeyConfig config;
    private final Clock clock;
    private final Instance<Device> device;
    private final MeterRegistry meters;
    private final Audit audit;

    /** How far a session's refreshes may be ahead of their pace. */
    private final Duration ahead;

    TokenIssuer(
            RefreshTokens refreshTokens,
            AccessTokens accessTokens,
            CarryOver carryOver,
            LatchkeyConfig config,
            Clock clock,
            Instance<Device> device,
            MeterRegistry meters,
            Audit audit) {
        this.refreshTokens = refreshTokens;
        this.accessTokens = accessTokens;
        this.carryOver = carryOver;
        this.config = config;
        this.clock = clock;
        this.device = device;
        this.meters = meters;
        this.audit = audit;
        int refreshes = config.limits().refreshes();
        ahead = refreshes == 0 ? UNLIMITED : Session.PACE.multipliedBy(refreshes - 1L);
    }

    /** Whether {@code refreshToken} looks like one of this service's own. */
    public static boolean isOurs(String refreshToken) {
        return RefreshTokens.isOurs(refreshToken);
    }

    public Tokens open(Account account) {
        Instant now = now();
        LatchkeyConfig.Session limits = config.session();
        Session session = Session.open(account, device.get(), now, limits.idle(), limits.absolute());
        Draft draft = audit.of(Kind.LOGIN);
        Transactions.statement(() -> audit.tell(session.store(draft)));
        return tokens(session, now);
    }

    /**
     * Exchanges a refresh token for its successor. Whoever comes a moment late with the same token gets the same
     * successor; whoever comes later than that ends the session.
     *
     * @throws AuthFailure REFRESH_MISSING, REFRESH_REJECTED, or TOO_MANY_ATTEMPTS of this session
     */
    public Tokens rotate(@Nullable String refreshToken) {
        Instant now = now();
        Optional<LegacyToken> legacy = carryOver.read(refreshToken);
        if (legacy.isPresent()) {
            return tokens(carriedOver(legacy.get(), now).orElseGet(() -> inGrace(replaced(legacy.get()), now)), now);
        }
        RefreshTokens.Shown shown = refreshTokens.read(refreshToken, now);
        Duration idle = config.session().idle();
        Optional<Session> advanced =
                Transactions.statement(() -> Session.advance(shown.session(), shown.generation(), now, idle, ahead));
        advanced.ifPresent(session -> count("rotated"));
        return tokens(advanced.orElseGet(() -> inGrace(shown, now)), now);
    }

    /**
     * A new access token beside the same refresh token, for an answer that has no room for a successor. The session's
     * idle end stays where it is, as it does in the token.
     *
     * @throws AuthFailure REFRESH_MISSING or REFRESH_REJECTED
     */
    public Tokens renew(@Nullable String refreshToken) {
        Instant now = now();
        Optional<LegacyToken> legacy = carryOver.read(refreshToken);
        if (legacy.isPresent()) {
            // Nothing takes its place, so it stays what its session is refreshed with.
            return tokens(
                    carriedOver(legacy.get(), now)
                            .orElseGet(() -> renewed(new RefreshTokens.Shown(carryOver.session(legacy.get()), 0), now)),
                    now);
        }
        return tokens(renewed(refreshTokens.read(refreshToken, now), now), now);
    }

    private Session renewed(RefreshTokens.Shown shown, Instant now) {
        Optional<Session> found = Session.find(shown.session())
                .filter(session -> session.live(now) && session.generation() == shown.generation());
        found.ifPresent(session -> count("renewed"));
        return found.orElseGet(() -> inGrace(shown, now));
    }

    private Optional<Session> carriedOver(LegacyToken token, Instant now) {
        Optional<Session> opened = carryOver.open(token, now);
        opened.ifPresent(session -> count("carried over"));
        return opened;
    }

    private RefreshTokens.Shown replaced(LegacyToken token) {
        return new RefreshTokens.Shown(carryOver.session(token), CarryOver.BEFORE);
    }

    /**
     * Ends the session that a refresh token belongs to, whichever generation it is of.
     *
     * @throws AuthFailure SIGN_OUT_MISSING or SIGN_OUT_REJECTED
     */
    public void close(@Nullable String refreshToken) {
        Instant now = now();
        Optional<LegacyToken> legacy = carryOver.read(refreshToken);
        if (legacy.isPresent() && carryOver.close(legacy.get())) {
            return;
        }
        if (!end(sessionOf(legacy, refreshToken, now), EndReason.LOGOUT, audit.of(Kind.LOGOUT))) {
            throw AuthFailure.because(SIGN_OUT_REJECTED);
        }
    }

    /** Ends the session with this id, if it has not ended yet. */
    public void close(UUID session) {
        end(session, EndReason.LOGOUT, audit.of(Kind.LOGOUT));
    }

    private UUID sessionOf(Optional<LegacyToken> legacy, @Nullable String refreshToken, Instant now) {
        try {
            return legacy.isPresent()
                    ? carryOver.session(legacy.get())
                    : refreshTokens.read(refreshToken, now).session();
        } catch (AuthFailure refused) {
            throw AuthFailure.because(refused.reason() == REFRESH_MISSING ? SIGN_OUT_MISSING : SIGN_OUT_REJECTED);
        }
    }

    /** The session as it stands, for a caller whose token was replaced just now. */
    private Session inGrace(RefreshTokens.Shown shown, Instant now) {
        Session session = Session.find(shown.session()).orElseThrow(() -> AuthFailure.because(REFRESH_REJECTED));
        if (session.live(now)
                && session.justReplaced(
                        shown.generation(), now, config.session().grace())) {
            count("replayed");
            return session;
        }
        if (session.live(now) && session.generation() == shown.generation()) {
            meters.counter("latchkey.throttled", "limit", "session").increment();
            throw AuthFailure.tooManyAttempts(Duration.between(now.plus(ahead), session.pacedUntil()));
        }
        boolean used = session.generation() > shown.generation();
        if (!session.account().active) {
            end(session.id(), EndReason.ADMIN, audit.of(Kind.SESSION_END).saying("disabled"));
        } else if (used && end(session.id(), EndReason.REUSE, audit.refused(Kind.REFRESH_REUSE, "session ended"))) {
            count("reused");
        }
        throw AuthFailure.because(REFRESH_REJECTED);
    }

    private void count(String outcome) {
        meters.counter("latchkey.refreshes", "outcome", outcome).increment();
    }

    // By itself: it must be kept although the request is refused.
    private boolean end(UUID session, EndReason reason, Draft draft) {
        return Transactions.statement(() -> audit.tell(Session.end(session, reason, draft))) == 1;
    }

    private Tokens tokens(Session session, Instant now) {
        Duration lifetime = config.tokens().accessLifetime();
        return new Tokens(
                accessTokens.sign(session.account(), session.id(), now, lifetime),
                refreshTokens.of(session),
                lifetime,
                Duration.between(now, session.idleUntil()),
                session.account());
    }

    // As fine as PostgreSQL keeps it: what is read back is what was written, and the token made of it the same.
    private Instant now() {
        return clock.instant().truncatedTo(MICROS);
    }
}
