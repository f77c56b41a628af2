package latchkey.session;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.database.GroupedCalls;
import latchkey.database.JdbcStatement;
import latchkey.database.Statements;
import latchkey.factor.SignInMethods;
import latchkey.failure.AuthFailure;
import latchkey.legacy.VerifiedLegacyToken;
import org.jspecify.annotations.Nullable;

/** Finds live sessions. */
@ApplicationScoped
public class LiveSessions {

    /** Sessions in one page of a list. */
    static final int PAGE = 100;

    private static final String BY_IDS = Session.BY_ID.replace("= :id", "= any(?)");

    private final RefreshTokens refreshTokens;
    private final UsedTokenRule rule;
    private final LegacyTokenExchange legacyExchange;
    private final Clock clock;
    private final GroupedCalls<UUID, Optional<Session>> reads =
            new GroupedCalls<>(LiveSessions::withIds, Session::withId);

    LiveSessions(RefreshTokens refreshTokens, SessionConfig config, LegacyTokenExchange legacyExchange, Clock clock) {
        this.refreshTokens = refreshTokens;
        rule = UsedTokenRule.of(config);
        this.legacyExchange = legacyExchange;
        this.clock = clock;
    }

    /**
     * A live session.
     *
     * @param expiresAt unless it is refreshed before
     * @param methods with which the user signed in; nothing if elsewhere, or with an earlier release
     */
    public record Live(
            UUID id,
            Account account,
            Instant openedAt,
            Instant lastUsedAt,
            Instant expiresAt,
            @Nullable String userAgent,
            @Nullable String address,
            Optional<SignInMethods> methods) {

        static Live of(Session session) {
            return new Live(
                    session.id,
                    session.account,
                    session.openedAt,
                    session.usedAt(),
                    session.idleUntil,
                    session.userAgent,
                    session.address,
                    session.signInMethods());
        }
    }

    private static Map<UUID, Optional<Session>> withIds(List<UUID> ids) {
        Map<UUID, Optional<Session>> found = new HashMap<>();
        JdbcStatement.kept(BY_IDS, (Object) ids.toArray(UUID[]::new))
                .all(Refresh::read)
                .forEach(session -> found.put(session.id, Optional.of(session)));
        return found;
    }

    /** The session with this id, if it is live. Simultaneous reads share a statement. */
    public Optional<Live> find(UUID id) {
        return reads.result(id).filter(session -> session.live(clock.instant())).map(Live::of);
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

    /** Adds what the user has shown in a session. In a transaction. */
    public void show(Live session, SignInMethods.Method method) {
        session.methods()
                .map(methods -> methods.with(method).stored())
                .ifPresent(amr -> Statements.first(
                        UUID.class,
                        "update session set amr = :amr where id = :id returning id",
                        Map.of("amr", amr, "id", session.id())));
    }
}
