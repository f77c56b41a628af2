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
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import latchkey.account.Account;
import latchkey.audit.AuditLog;
import latchkey.audit.EventDraft;
import latchkey.audit.Kind;
import latchkey.database.GroupedCalls;
import latchkey.database.Transactions;
import latchkey.factor.SignInMethods;
import latchkey.failure.AuthFailure;
import latchkey.key.AccessTokens;
import latchkey.key.TokenConfig;
import latchkey.legacy.VerifiedLegacyToken;
import org.jspecify.annotations.Nullable;

/** Opens, refreshes and closes sessions, and issues their tokens. */
@Startup
@ApplicationScoped
public class TokenIssuer {

    private final RefreshTokens refreshTokens;
    private final AccessTokens accessTokens;
    private final LegacyTokenExchange exchange;
    private final UsedTokens usedTokens;
    private final GroupedCalls<Refresh, Optional<Session>> advances;
    private final SessionConfig config;
    private final Duration accessLifetime;
    private final Clock clock;
    private final Instance<Device> device;
    private final Counter rotated;
    private final Counter renewed;
    private final Counter carriedOver;
    private final AuditLog audit;
    private final SignInNotices notices;

    TokenIssuer(
            RefreshTokens refreshTokens,
            AccessTokens accessTokens,
            LegacyTokenExchange exchange,
            UsedTokens usedTokens,
            SessionConfig config,
            TokenConfig tokens,
            Clock clock,
            Instance<Device> device,
            MeterRegistry meters,
            AuditLog audit,
            SignInNotices notices) {
        this.refreshTokens = refreshTokens;
        this.accessTokens = accessTokens;
        this.exchange = exchange;
        this.usedTokens = usedTokens;
        advances = new GroupedCalls<>(
                group -> Refresh.advanceAll(group, usedTokens.burst()),
                refresh -> Transactions.statement(() -> refresh.advance(usedTokens.burst())));
        this.config = config;
        accessLifetime = tokens.accessLifetime();
        this.clock = clock;
        this.device = device;
        rotated = meters.counter(UsedTokens.REFRESHES, UsedTokens.OUTCOME, "rotated");
        renewed = meters.counter(UsedTokens.REFRESHES, UsedTokens.OUTCOME, "renewed");
        carriedOver = meters.counter(UsedTokens.REFRESHES, UsedTokens.OUTCOME, "carried over");
        this.audit = audit;
        this.notices = notices;
    }

    /**
     * The new tokens of a session after its user changed the password.
     *
     * @param contract that opened the session; null if an earlier release did
     */
    public record Kept(Tokens tokens, @Nullable String contract) {}

    /** Whether {@code refreshToken} looks like one of Latchkey's own. */
    public static boolean isOurs(String refreshToken) {
        return RefreshTokens.isOurs(refreshToken);
    }

    /** Opens a session, in the current transaction or a new one. */
    @FunctionalInterface
    public interface Opening {

        /**
         * Empty if the account was changed meanwhile, or is gone, or got a second factor that the user has not shown.
         *
         * @param hash that the user's password matched; null if the user has proven to be the owner in another way
         * @param methods that the user has shown
         */
        Optional<Tokens> of(Account account, @Nullable String hash, SignInMethods methods);
    }

    /**
     * Prepares the opening of a session. It finds the signing key now, before the transaction.
     *
     * @param alongside further work in the same transaction, once the session is stored
     */
    public Opening opening(Optional<Runnable> alongside) {
        AccessTokens.Signer signer = accessTokens.signer();
        return (account, hash, methods) -> {
            Instant now = now();
            Session session = Session.open(account, device.get(), now, config);
            session.amr = methods.stored();
            Tokens tokens = tokens(signer, session, now);
            EventDraft draft = audit.of(Kind.LOGIN).withDetail(methods.detail());
            Supplier<Boolean> storing = () -> audit.record(NewSession.insert(
                            session, hash, methods.twoFactors(), methods.device(), config.maxPerAccount(), draft))
                    > 0;
            boolean stored = notices.after(session, alongside)
                    .map(further -> Transactions.call(() -> storing.get() && done(further)))
                    .orElseGet(() -> Transactions.statement(storing));
            return stored ? Optional.of(tokens) : Optional.empty();
        };
    }

    private static boolean done(Runnable further) {
        further.run();
        return true;
    }

    /**
     * Exchanges a refresh token for its successor. {@link UsedTokenRule} says which clients get the same successor again, and
     * when refresh token reuse ends the session.
     *
     * @throws AuthFailure REFRESH_MISSING, REFRESH_REJECTED, or TOO_MANY_ATTEMPTS of this session
     */
    public Tokens rotate(@Nullable String refreshToken) {
        return exchanged(
                refreshToken, (legacy, now) -> usedTokens.answer(refresh(shownBy(legacy), now)), this::advanced);
    }

    /**
     * A new access token with the same refresh token, for a contract whose answer has no room for a new one. Only the contract
     * that opened the session may ask. The session's idle end does not move, as it does not in the token.
     *
     * @throws AuthFailure REFRESH_MISSING, REFRESH_REJECTED, or TOO_MANY_ATTEMPTS of this session
     */
    public Tokens renew(@Nullable String refreshToken) {
        return exchanged(
                refreshToken,
                (legacy, now) -> renewed(new RefreshTokens.Shown(exchange.session(legacy), 0), now),
                this::renewed);
    }

    private Tokens exchanged(
            @Nullable String refreshToken,
            BiFunction<VerifiedLegacyToken, Instant, Session> ofUsed,
            BiFunction<RefreshTokens.Shown, Instant, Session> ofOwn) {
        Optional<VerifiedLegacyToken> legacy = exchange.read(refreshToken);
        if (legacy.isPresent()) {
            AccessTokens.Signer signer = accessTokens.signer();
            Instant now = now();
            VerifiedLegacyToken token = legacy.get();
            return tokens(signer, carriedOver(token, now).orElseGet(() -> ofUsed.apply(token, now)), now);
        }
        RefreshTokens.Shown shown = refreshTokens.read(refreshToken, clock.instant());
        // First, since loading the keys also corrects the clock by the database's.
        AccessTokens.Signer signer = accessTokens.signer();
        Instant now = now();
        return tokens(signer, ofOwn.apply(shown, now), now);
    }

    private Session advanced(RefreshTokens.Shown shown, Instant now) {
        Refresh refresh = refresh(shown, now);
        Optional<Session> advanced = advances.result(refresh);
        advanced.ifPresent(session -> rotated.increment());
        return advanced.orElseGet(() -> usedTokens.answer(refresh));
    }

    private Session renewed(RefreshTokens.Shown shown, Instant now) {
        Refresh refresh = refresh(shown, now);
        Optional<Session> found = Transactions.statement(() -> refresh.renew(usedTokens.burst()));
        found.ifPresent(session -> renewed.increment());
        return found.orElseGet(() -> usedTokens.answerOfSameContract(refresh));
    }

    /**
     * Finds the signing key, and prepares to keep a session in the transaction of a password change.
     *
     * @param keepers the contracts whose sessions keep their refresh token
     * @return supplies the session's new tokens; nothing if it had ended
     */
    Supplier<Optional<Kept>> keeping(UUID session, Account account, Set<String> keepers) {
        AccessTokens.Signer signer = accessTokens.signer();
        return () -> {
            Instant now = now();
            return Refresh.keep(session, account.id, device.get(), now, config.idle(), keepers)
                    .map(kept -> new Kept(tokens(signer, kept, now), kept.contract));
        };
    }

    private Refresh refresh(RefreshTokens.Shown shown, Instant now) {
        return new Refresh(shown.session(), shown.generation(), device.get(), now, config.idle());
    }

    private Optional<Session> carriedOver(VerifiedLegacyToken token, Instant now) {
        Optional<Session> opened = exchange.open(token, now);
        opened.ifPresent(session -> carriedOver.increment());
        return opened;
    }

    private RefreshTokens.Shown shownBy(VerifiedLegacyToken token) {
        return new RefreshTokens.Shown(exchange.session(token), LegacyTokenExchange.LEGACY_GENERATION);
    }

    /**
     * Uses up a token of another issuer, of either kind, and ends the session that it was exchanged for.
     *
     * @return false if it was no such token
     */
    public boolean closeForeign(String token) {
        Optional<VerifiedLegacyToken> legacy = exchange.readEither(token);
        legacy.filter(unused -> !exchange.close(unused)).flatMap(exchange::find).ifPresent(session -> close(session));
        return legacy.isPresent();
    }

    /** Ends the session with this id, if it has not ended yet. */
    public void close(UUID session) {
        SessionEnd logout = new SessionEnd(SessionEnd.Reason.LOGOUT, audit.of(Kind.LOGOUT));
        Transactions.statement(() -> audit.record(logout.of(session)));
    }

    private Tokens tokens(AccessTokens.Signer signer, Session session, Instant now) {
        return new Tokens(
                signer.sign(session.account, session.authenticated(), now, accessLifetime),
                refreshTokens.of(session),
                accessLifetime,
                Duration.between(now, session.idleUntil),
                session.account);
    }

    // In microseconds, as PostgreSQL stores it, so that a token is the same before and after the row is read.
    private Instant now() {
        return clock.instant().truncatedTo(MICROS);
    }
}
