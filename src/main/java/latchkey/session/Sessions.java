package latchkey.session;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
import latchkey.legacy.VerifiedLegacyToken;
import org.jspecify.annotations.Nullable;

/** The live sessions, for their users and for operators. */
@Startup
@ApplicationScoped
public class Sessions {

    /** Sessions in one page of a list. */
    static final int PAGE = 100;

    private final RefreshTokens refreshTokens;
    private final UsedTokenRule rule;
    private final TokenIssuer issuer;
    private final LegacyTokenExchange legacyExchange;
    private final Accounts accounts;
    private final OwnAccount ownAccount;
    private final Clock clock;
    private final AuditLog audit;

    Sessions(
            RefreshTokens refreshTokens,
            SessionConfig config,
            TokenIssuer issuer,
            LegacyTokenExchange legacyExchange,
            Accounts accounts,
            OwnAccount ownAccount,
            Clock clock,
            AuditLog audit,
            MeterRegistry meters) {
        this.refreshTokens = refreshTokens;
        rule = UsedTokenRule.of(config);
        this.issuer = issuer;
        this.legacyExchange = legacyExchange;
        this.accounts = accounts;
        this.ownAccount = ownAccount;
        this.clock = clock;
        this.audit = audit;
        GaugeQuery.register(
                "latchkey.sessions", () -> Transactions.call(() -> Session.countLive(clock.instant())), clock, meters);
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
                    session.id,
                    session.account,
                    session.openedAt,
                    session.usedAt(),
                    session.idleUntil,
                    session.userAgent,
                    session.address);
        }
    }

    /** The session with this id, if it is live. */
    public Optional<Live> find(UUID id) {
        return Session.withId(id)
                .filter(session -> session.live(clock.instant()))
                .map(Live::of);
    }

    /**
     * The live session that this client could refresh now with this token: the current token, or a used one that is still
     * forgiven. The check changes nothing, even if the token was used.
     */
    public Optional<Live> findByRefreshToken(String refreshToken) {
        Instant now = clock.instant();
        return shown(refreshToken, now)
                .flatMap(shown -> Session.withId(shown.session())
                        .filter(session -> session.live(now) && rule.answers(session, shown.generation(), now)))
                .map(Live::of);
    }

    /** The account that a client could refresh for with a token of another issuer. The check changes nothing. */
    public Optional<Account> findByForeignToken(String refreshToken) {
        return legacyExchange.read(refreshToken).filter(this::answers).map(VerifiedLegacyToken::account);
    }

    private boolean answers(VerifiedLegacyToken token) {
        Instant now = clock.instant();
        return !token.isUsed()
                || legacyExchange
                        .find(token)
                        .flatMap(Session::withId)
                        .filter(session ->
                                session.live(now) && rule.answers(session, LegacyTokenExchange.LEGACY_GENERATION, now))
                        .isPresent();
    }

    /** The live session that a refresh token of any generation belongs to. */
    public Optional<Live> findByAnyRefreshToken(String refreshToken) {
        return shown(refreshToken, clock.instant()).flatMap(shown -> find(shown.session()));
    }

    private Optional<RefreshTokens.Shown> shown(String refreshToken, Instant now) {
        try {
            return Optional.of(refreshTokens.read(refreshToken, now));
        } catch (AuthFailure notGood) {
            return Optional.empty();
        }
    }

    /** @param next the last session on this page; null if there is no next page */
    public record Page(List<Live> sessions, @Nullable UUID next) {}

    /**
     * One page of an account's live sessions, the last used first. A session that is used meanwhile may be on two pages.
     *
     * @param after the last session of the page before; null for the first page
     */
    public Page of(Account account, @Nullable UUID after) {
        List<Live> found = Session.liveOf(account.id, clock.instant(), after, PAGE + 1).stream()
                .map(Live::of)
                .toList();
        return found.size() <= PAGE
                ? new Page(found, null)
                : new Page(found.subList(0, PAGE), found.get(PAGE - 1).id());
    }

    /**
     * Changes the password of an account and ends all its sessions except the current one, in one transaction, so that no token
     * of another session is good afterwards. A sign-in in progress with the old password opens no session.
     *
     * @param replaces whether the current session gets a new refresh token; a client that cannot get one keeps its own
     * @return the new tokens of the current session; nothing if it had ended
     * @throws AuthFailure as {@link OwnAccount#changePassword} does
     */
    public Optional<TokenIssuer.Kept> changePassword(
            Account account, UUID current, String oldPassword, String newPassword, boolean replaces) {
        Optional<TokenIssuer.Kept> kept = ownAccount.changePassword(
                account, current, oldPassword, newPassword, issuer.keeping(current, account, replaces));
        try {
            endFormer(account, SessionEnd.Reason.PASSWORD);
        } catch (RuntimeException e) {
            // The sessions are no longer live, whatever their rows say, and the new password is set.
            Log.warnf("rows of former sessions of account %d stay until they expire: %s", account.id, e.getMessage());
        }
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

    /** Stops an account from signing in and refreshing, and ends its sessions. */
    public int disable(Account account) {
        accounts.disable(account);
        return endFormer(account, SessionEnd.Reason.ADMIN);
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
        SessionEnd end = new SessionEnd(reason, audit.of(Kind.SESSION_END));
        return inBatches(() -> end.batchOfFormerEpochs(account.id));
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
