package latchkey.session;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import latchkey.audit.AuditLog;
import latchkey.audit.EventDraft;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.legacy.VerifiedLegacyToken;
import org.jspecify.annotations.Nullable;

/** Refreshes with or ends the refresh tokens of one request, which may have several. */
@ApplicationScoped
public class PresentedTokens {

    /** The maximum number of tokens that are tried: no browser sends more, and each may cost a query. */
    private static final int MAX_TOKENS = 4;

    private final TokenIssuer issuer;
    private final RefreshTokens refreshTokens;
    private final LegacyTokenExchange legacyExchange;
    private final Clock clock;
    private final AuditLog audit;

    PresentedTokens(
            TokenIssuer issuer,
            RefreshTokens refreshTokens,
            LegacyTokenExchange legacyExchange,
            Clock clock,
            AuditLog audit) {
        this.issuer = issuer;
        this.refreshTokens = refreshTokens;
        this.legacyExchange = legacyExchange;
        this.clock = clock;
        this.audit = audit;
    }

    private record Read(String token, RefreshTokens.Shown shown) {}

    /**
     * Exchanges the first good token for its successor. Among several of one session the newest counts, so that an older copy
     * beside it does not count as reuse. Latchkey's own tokens come before those of another issuer.
     *
     * @throws AuthFailure REFRESH_MISSING, REFRESH_REJECTED, or TOO_MANY_ATTEMPTS of a session
     */
    public Tokens rotate(List<String> tokens) {
        if (tokens.size() < 2) {
            return issuer.rotate(tokens.isEmpty() ? null : tokens.get(0));
        }
        AuthFailure refusal = AuthFailure.because(Reason.REFRESH_REJECTED);
        for (String token : inOrder(tokens)) {
            try {
                return issuer.rotate(token);
            } catch (AuthFailure refused) {
                if (refused.reason() != Reason.REFRESH_REJECTED) {
                    throw refused;
                }
                refusal = refused;
            }
        }
        throw refusal;
    }

    /**
     * Ends the session of each token, and the further sessions. A token of another issuer is used up, or the session that it
     * was exchanged for ends.
     *
     * @param why the audit log's detail
     * @return whether one of the tokens was good
     */
    public boolean end(Collection<String> tokens, Collection<UUID> further, @Nullable String why) {
        boolean usedUp = false;
        Set<UUID> sessions = new LinkedHashSet<>();
        for (String token : tokens) {
            Optional<VerifiedLegacyToken> legacyToken = legacyExchange.read(token);
            if (legacyToken.isPresent() && legacyExchange.close(legacyToken.get())) {
                usedUp = true;
            } else {
                sessionOf(legacyToken, token).ifPresent(sessions::add);
            }
        }
        return end(sessions, further, why) > 0 || usedUp;
    }

    /** @return how many of {@code sessions} were ended */
    private int end(Set<UUID> sessions, Collection<UUID> further, @Nullable String why) {
        if (sessions.isEmpty() && further.isEmpty()) {
            return 0;
        }
        EventDraft draft =
                why == null ? audit.of(Kind.LOGOUT) : audit.of(Kind.LOGOUT).withDetail(why);
        SessionEnd logout = new SessionEnd(SessionEnd.Reason.LOGOUT, draft);
        // In one order, so that two requests that end the same sessions do not block each other.
        SortedSet<UUID> all = new TreeSet<>(sessions);
        all.addAll(further);
        return Transactions.call(() -> {
            int ended = 0;
            for (UUID session : all) {
                int count = audit.record(logout.of(session));
                ended += sessions.contains(session) ? count : 0;
            }
            return ended;
        });
    }

    private Optional<UUID> sessionOf(Optional<VerifiedLegacyToken> legacyToken, String token) {
        try {
            return Optional.of(
                    legacyToken.isPresent()
                            ? legacyExchange.session(legacyToken.get())
                            : refreshTokens.read(token, clock.instant()).session());
        } catch (AuthFailure notGood) {
            return Optional.empty();
        }
    }

    private List<String> inOrder(List<String> tokens) {
        Instant now = clock.instant();
        Map<UUID, Read> newest = new LinkedHashMap<>();
        List<String> others = new ArrayList<>();
        for (String token : tokens) {
            if (RefreshTokens.isOurs(token)) {
                read(token, now).ifPresent(read -> newest.merge(read.shown().session(), read, PresentedTokens::newer));
            } else {
                others.add(token);
            }
        }
        return Stream.concat(newest.values().stream().map(Read::token), others.stream())
                .limit(MAX_TOKENS)
                .toList();
    }

    private static Read newer(Read first, Read second) {
        return second.shown().generation() > first.shown().generation() ? second : first;
    }

    private Optional<Read> read(String token, Instant now) {
        try {
            return Optional.of(new Read(token, refreshTokens.read(token, now)));
        } catch (AuthFailure notGood) {
            return Optional.empty();
        }
    }
}
