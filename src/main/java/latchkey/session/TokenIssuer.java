package latchkey.session;

import static java.time.temporal.ChronoUnit.MICROS;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
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
import latchkey.account.Proof;
import latchkey.audit.Audit;
import latchkey.audit.Draft;
import latchkey.audit.Kind;
import latchkey.failure.AuthFailure;
import latchkey.key.AccessTokens;
import latchkey.legacy.LegacyToken;
import org.jspecify.annotations.Nullable;

/** Opens, refreshes and closes sessions, and hands out the tokens that speak for them. */
@Startup
@ApplicationScoped
public class TokenIssuer {

    /** The meter of refreshes, and its label. */
    static final String REFRESHES = "latchkey.refreshes";

    static final String OUTCOME = "outcome";

    private final RefreshTokens refreshTokens;
    private final AccessTokens accessTokens;
    private final CarryOver carryOver;
    private final UsedTokens usedTokens;
    private final SessionConfig config;
    private final Duration accessLifetime;
    private final Clock clock;
    private final Instance<Device> device;
    private final Counter rotated;
    private final Counter renewed;
    private final Counter carriedOver;
    private final Audit audit;

    /** How far a session's refreshes may be ahead of their pace. */
    private final Duration ahead;

    TokenIssuer(
            RefreshTokens refreshTokens,
            AccessTokens accessTokens,
            CarryOver carryOver,
            UsedTokens usedTokens,
            LatchkeyConfig config,
            Clock clock,
            Instance<Device> device,
            MeterRegistry meters,
            Audit audit) {
        this.refreshTokens = refreshTokens;
        this.accessTokens = accessTokens;
        this.carryOver = carryOver;
        this.usedTokens = usedTokens;
        this.config = config.session();
        accessLifetime = config.tokens().accessLifetime();
        this.clock = clock;
        this.device = device;
        rotated = meters.counter(REFRESHES, OUTCOME, "rotated");
        renewed = meters.counter(REFRESHES, OUTCOME, "renewed");
        carriedOver = meters.counter(REFRESHES, OUTCOME, "carried over");
        this.audit = audit;
        ahead = Refresh.ahead(config.limits().refreshes());
    }

    /**
     * What a session is refreshed with after its user changed the password.
     *
     * @param contract that opened the session; null where an earlier release did
     */
    public record Kept(Tokens tokens, @Nullable String contract) {}

    /** Whether {@code refreshToken} looks like one of this service's own. */
    public static boolean isOurs(String refreshToken) {
        return RefreshTokens.isOurs(refreshToken);
    }

    /**
     * Opens a session for what a password proved; nothing where that is no longer so: the password was changed or hashed anew
     * meanwhile, or the account was disabled or deleted.
     */
    public Optional<Tokens> open(Proof proof) {
        Instant now = now();
        Session session = Session.open(proof.account(), device.get(), now, config);
        Tokens tokens = tokens(session, now);
        Draft draft = audit.of(Kind.LOGIN);
        int stored =
                Transactions.statement(() -> audit.tell(session.store(proof.hash(), config.maxPerAccount(), draft)));
        return stored == 0 ? Optional.empty() : Optional.of(tokens);
    }

    /**
     * Exchanges a refresh token for its successor. {@link UsedTokenRule} says which clients get the same successor again, and
     * when a used token ends the session.
     *
     * @throws AuthFailure REFRESH_MISSING, REFRESH_REJECTED, or TOO_MANY_ATTEMPTS of this session
     */
    public Tokens rotate(@Nullable String refreshToken) {
        Instant now = now();
        Optional<LegacyToken> legacy = carryOver.read(refreshToken);
        if (legacy.isPresent()) {
            return tokens(
                    carriedOver(legacy.get(), now)
                            .orElseGet(() -> usedTokens.answer(asked(replaced(legacy.get()), now))),
                    now);
        }
        Refresh refresh = asked(refreshTokens.read(refreshToken, now), now);
        Optional<Session> advanced = Transactions.statement(() -> refresh.advance(ahead));
        advanced.ifPresent(session -> rotated.increment());
        return tokens(advanced.orElseGet(() -> usedTokens.answer(refresh)), now);
    }

    /**
     * A new access token beside the same refresh token, for an answer that has no room for a successor: of a session that the
     * same contract opened. The session's idle end stays where it is, as it does in the token.
     *
     * @throws AuthFailure REFRESH_MISSING, REFRESH_REJECTED, or TOO_MANY_ATTEMPTS of this session
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
        Refresh refresh = asked(shown, now);
        Optional<Session> found = Transactions.statement(() -> refresh.renew(ahead));
        found.ifPresent(session -> renewed.increment());
        return found.orElseGet(() -> usedTokens.answerOfSameContract(refresh));
    }

    /**
     * Moves the session in which a password is changed to its next generation, in the transaction of that change.
     *
     * @return what it is refreshed with from now on; nothing where it had ended
     */
    Optional<Kept> keep(UUID session, Account account) {
        Instant now = now();
        return Refresh.keep(session, account.id, device.get(), now, config.idle())
                .map(kept -> new Kept(tokens(kept, now), kept.contract()));
    }

    private Refresh asked(RefreshTokens.Shown shown, Instant now) {
        return new Refresh(shown.session(), shown.generation(), device.get(), now, config.idle());
    }

    private Optional<Session> carriedOver(LegacyToken token, Instant now) {
        Optional<Session> opened = carryOver.open(token, now);
        opened.ifPresent(session -> carriedOver.increment());
        return opened;
    }

    private RefreshTokens.Shown replaced(LegacyToken token) {
        return new RefreshTokens.Shown(carryOver.session(token), CarryOver.BEFORE);
    }

    /**
     * Has a token of another issuer, of either kind, never be good again, and ends the session that it was exchanged for.
     *
     * @return whether it was one
     */
    public boolean closeForeign(String token) {
        Optional<LegacyToken> legacy = carryOver.readEither(token);
        legacy.filter(unused -> !carryOver.close(unused))
                .flatMap(carryOver::find)
                .ifPresent(session -> close(session));
        return legacy.isPresent();
    }

    /** Ends the session with this id, if it has not ended yet. */
    public void close(UUID session) {
        end(session);
    }

    private boolean end(UUID session) {
        SessionEnd logout = new SessionEnd(EndReason.LOGOUT, audit.of(Kind.LOGOUT));
        return Transactions.statement(() -> audit.tell(logout.of(session))) == 1;
    }

    private Tokens tokens(Session session, Instant now) {
        return new Tokens(
                accessTokens.sign(session.account(), session.id(), session.contract(), now, accessLifetime),
                refreshTokens.of(session),
                accessLifetime,
                Duration.between(now, session.idleUntil()),
                session.account());
    }

    // As fine as PostgreSQL keeps it: what is read back is what was written, and the token made of it the same.
    private Instant now() {
        return clock.instant().truncatedTo(MICROS);
    }
}
