package latchkey.session;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import latchkey.LatchkeyConfig;
import latchkey.Transactions;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.account.OwnAccount;
import latchkey.audit.Audit;
import latchkey.audit.AuditEvent;
import latchkey.audit.Kind;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.legacy.LegacyToken;
import org.jspecify.annotations.Nullable;

/** The live sessions, for those who own them, and for those who look after them. */
@ApplicationScoped
public class Sessions {

    /** Sessions in one page of a list. */
    static final int PAGE = 100;

    private final RefreshTokens refreshTokens;
    private final UsedTokenRule rule;
    private final TokenIssuer issuer;
    private final CarryOver carryOver;
    private final Accounts accounts;
    private final OwnAccount own;
    private final Clock clock;
    private final Audit audit;

    Sessions(
            RefreshTokens refreshTokens,
            LatchkeyConfig config,
            TokenIssuer issuer,
            CarryOver carryOver,
            Accounts accounts,
            OwnAccount own,
            Clock clock,
            Audit audit) {
        this.refreshTokens = refreshTokens;
        rule = UsedTokenRule.of(config.session());
        this.issuer = issuer;
        this.carryOver = carryOver;
        this.accounts = accounts;
        this.own = own;
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
                    session.usedAt(),
                    session.idleUntil(),
                    session.userAgent(),
                    session.address());
        }
    }

    /** The session with this id, if it lives and its account is active. */
    public Optional<Live> find(UUID id) {
        return Session.find(id).filter(session -> session.live(clock.instant())).map(Live::of);
    }

    /**
     * The live session that a refresh token would get tokens of now, shown by the client that has it: the current one, or the
     * one before as long as that client may still ask with it. Asking changes nothing, even if the token was used.
     */
    public Optional<Live> findByRefreshToken(String refreshToken) {
        Instant now = clock.instant();
        return shown(refreshToken, now)
                .flatMap(shown -> Session.find(shown.session())
                        .filter(session -> session.live(now) && rule.answers(session, shown.generation(), now)))
                .map(Live::of);
    }

    /** The account whose tokens a refresh would get now for a refresh token of another issuer. Asking changes nothing. */
    public Optional<Account> findByForeignToken(String refreshToken) {
        return carryOver.read(refreshToken).filter(this::answers).map(LegacyToken::account);
    }

    private boolean answers(LegacyToken token) {
        Instant now = clock.instant();
        return !token.isUsed()
                || carryOver
                        .find(token)
                        .flatMap(Session::find)
                        .filter(session -> session.live(now) && rule.answers(session, CarryOver.BEFORE, now))
                        .isPresent();
    }

    /** The session that a refresh token belongs to, whichever generation it is of, if the session lives. */
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

    /** @param next what the next page comes after; null where there is none */
    public record Page(List<Live> sessions, @Nullable UUID next) {}

    /**
     * Those of one account, the one used last first. One that is used meanwhile may be in two pages.
     *
     * @param after the last of the page before; null for the first page
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
     * Changes the password of an account, and ends all its sessions but the one in which that happens: in one transaction, so
     * that no token of any other is good once the password is changed. A sign-in with the old one that is under way opens none.
     *
     * @return what that session is refreshed with from now on; nothing where it had ended
     * @throws AuthFailure as {@link OwnAccount#changePassword} does
     */
    public Optional<TokenIssuer.Kept> changePassword(Account account, UUID mine, String current, String wanted) {
        Optional<TokenIssuer.Kept> kept =
                own.changePassword(account, mine, current, wanted, () -> issuer.keep(mine, account));
        endFormer(account, EndReason.PASSWORD);
        return kept;
    }

    /**
     * Gives an account another password, as an operator, and ends its sessions.
     *
     * @return how many those were; nothing where the account is gone
     * @throws AuthFailure as {@link Accounts#setPassword} does
     */
    public Optional<Integer> setPassword(Account account, String wanted) {
        return accounts.setPassword(account, wanted)
                ? Optional.of(endFormer(account, EndReason.PASSWORD))
                : Optional.empty();
    }

    /** Lets an account neither sign in nor refresh, and ends its sessions. */
    public int disable(Account account) {
        accounts.disable(account);
        return endFormer(account, EndReason.ADMIN);
    }

    /**
     * Ends one session of an account.
     *
     * @throws AuthFailure NOT_FOUND where it has no such live session
     */
    public void end(Account account, UUID id) {
        SessionEnd end = new SessionEnd(EndReason.LOGOUT, audit.of(Kind.SESSION_END));
        if (Transactions.statement(() -> audit.tell(end.of(account.id, id))) == 0) {
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
    }

    /** Ends all sessions of an account but one. */
    public int endOthers(Account account, UUID kept) {
        return endAll(account.id, kept, EndReason.LOGOUT);
    }

    /** Ends all sessions of an account, as an operator. */
    public int endAll(long account) {
        return endAll(account, null, EndReason.ADMIN);
    }

    private int endAll(long account, @Nullable UUID kept, EndReason reason) {
        SessionEnd end = new SessionEnd(reason, audit.of(Kind.SESSION_END));
        return inBatches(() -> end.ofSome(account, kept));
    }

    private int endFormer(Account account, EndReason reason) {
        SessionEnd end = new SessionEnd(reason, audit.of(Kind.SESSION_END));
        return inBatches(() -> end.ofFormer(account.id));
    }

    private int inBatches(Supplier<List<AuditEvent>> ending) {
        int all = 0;
        int some;
        do {
            some = Transactions.statement(() -> audit.tell(ending.get()));
            all += some;
        } while (some > 0);
        return all;
    }

    /** Ends all sessions there are, as an operator. */
    public int endEverybodys() {
        return Transactions.call(() -> {
            int ended = SessionEnd.ofAll(EndReason.ADMIN, clock.instant());
            audit.tell(audit.of(Kind.SESSIONS_END).saying(ended + " sessions").aboutNobody());
            return ended;
        });
    }
}
