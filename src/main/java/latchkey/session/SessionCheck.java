package latchkey.session;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import latchkey.LatchkeyConfig;
import latchkey.Recent;
import latchkey.key.AccessTokens;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Asks of every access token shown here whether its session lives, where the settings want that. */
@ApplicationScoped
class SessionCheck implements SecurityIdentityAugmentor {

    /** How long an answer is good for. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    /** How many answers are kept. */
    private static final int MOST = 10_000;

    private final Sessions sessions;
    private final Clock clock;
    private final boolean wanted;
    private final Recent<UUID, Instant> seenAlive = new Recent<>(MOST);

    SessionCheck(Sessions sessions, LatchkeyConfig config, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
        wanted = config.tokens().checkSession();
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        return wanted
                        && identity.getPrincipal() instanceof JsonWebToken token
                        && token.containsClaim(AccessTokens.SESSION)
                ? context.runBlocking(() -> checked(identity, UUID.fromString(token.getClaim(AccessTokens.SESSION))))
                : Uni.createFrom().item(identity);
    }

    private SecurityIdentity checked(SecurityIdentity identity, UUID session) {
        Instant now = clock.instant();
        Instant seen = seenAlive.get(session);
        if (seen == null || !now.isBefore(seen.plus(FRESH))) {
            if (sessions.find(session).isEmpty()) {
                throw new AuthenticationFailedException("its session has ended");
            }
            seenAlive.put(session, now);
        }
        return identity;
    }
}
