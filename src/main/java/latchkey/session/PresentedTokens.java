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
import latchkey.Transactions;
import latchkey.audit.Audit;
import latchkey.audit.Draft;
import latchkey.audit.Kind;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.legacy.LegacyToken;
import org.jspecify.annotations.Nullable;

/** The refresh tokens that one request presents, where they may be several: which of them counts, and the end of them all. */
@ApplicationScoped
public class PresentedTokens {

    /** How many are tried: more come from no browser, and each may cost a query. */
    private static final int MOST = 4;

    private final TokenIssuer issuer;
    private final RefreshTokens refreshTokens;
    private final CarryOver carryOver;
    private final Clock clock;
    private final Audit audit;

    PresentedTokens(TokenIssuer issuer, RefreshTokens refreshTokens, CarryOver carryOver, Clock clock, Audit audit) {
        this.issuer = issuer;
        this.refreshTokens = refreshTokens;
        this.carryOver = carryOver;
        this.clock = clock;
        this.audit = audit;
    }

    private record Read(String token, RefreshTokens.Shown shown) {}

    /**
     * Exchanges the first token that is good for its successor. Of several of one session the newest counts, so that an older
     * copy beside it is taken for no theft; those of this service come before those of another issuer.
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
     * Ends the session of each token, and each further session; a token of another issuer is used up, or what it was exchanged for
     * ends.
     *
     * @param why the audit log's detail
     * @return whether one of the tokens was good for it
     */
    public boolean end(Collection<String> tokens, Collection<UUID> further, @Nullable String why) {
        boolean usedUp = false;
        Set<UUID> sessions = new LinkedHashSet<>();
        for (String token : tokens) {
            Optional<LegacyToken> legacy = carryOver.read(token);
            if (legacy.isPresent() && carryOver.close(legacy.get())) {
                usedUp = true;
            } else {
                sessionOf(legacy, token).ifPresent(sessions::add);
            }
        }
        return end(sessions, further, why) > 0 || usedUp;
    }

    /** @return how many of {@code sessions} */
    private int end(Set<UUID> sessions, Collection<UUID> further, @Nullable String why) {
        if (sessions.isEmpty() && further.isEmpty()) {
            return 0;
        }
        Draft draft =
                why == null ? audit.of(Kind.LOGOUT) : audit.of(Kind.LOGOUT).saying(why);
        SessionEnd logout = new SessionEnd(EndReason.LOGOUT, draft);
        // In one order, so that two requests that end the same sessions do not wait for each other.
        SortedSet<UUID> all = new TreeSet<>(sessions);
        all.addAll(further);
        return Transactions.call(() -> {
            int ended = 0;
            for (UUID session : all) {
                int one = audit.tell(logout.of(session));
                ended += sessions.contains(session) ? one : 0;
            }
            return ended;
        });
    }

    private Optional<UUID> sessionOf(Optional<LegacyToken> legacy, String token) {
        try {
            return Optional.of(
                    legacy.isPresent()
                            ? carryOver.session(legacy.get())
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
                .limit(MOST)
                .toList();
    }

    private static Read newer(Read one, Read other) {
        return other.shown().generation() > one.shown().generation() ? other : one;
    }

    private Optional<Read> read(String token, Instant now) {
        try {
            return Optional.of(new Read(token, refreshTokens.read(token, now)));
        } catch (AuthFailure notGood) {
            return Optional.empty();
        }
    }
}
