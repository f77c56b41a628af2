package latchkey.session;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import latchkey.LatchkeyConfig;
import latchkey.Recent;
import latchkey.account.Account;
import latchkey.key.AccessTokens;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Asks of every access token shown here whether its session lives, and in which groups its account is now, where the settings
 * want that.
 */
@ApplicationScoped
class SessionCheck implements SecurityIdentityAugmentor {

    /** How long an answer is good for. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    /** How many answers are kept. */
    private static final int MOST = 10_000;

    private final Sessions sessions;
    private final Clock clock;
    private final boolean wanted;
    private final Recent<UUID, Seen> seenAlive = new Recent<>(MOST);

    private record Seen(Instant at, Set<String> groups) {}

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
                ? context.runBlocking(() -> checked(identity, token))
                : Uni.createFrom().item(identity);
    }

    private SecurityIdentity checked(SecurityIdentity identity, JsonWebToken token) {
        Set<String> groups = groups(UUID.fromString(token.getClaim(AccessTokens.SESSION)));
        if (groups.equals(token.getGroups())) {
            return identity;
        }
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new TokenWithGroups(token, groups))
                .addCredentials(identity.getCredentials())
                .addAttributes(identity.getAttributes())
                .addRoles(groups)
                .build();
    }

    /** The groups that the account of a live session is in now. */
    private Set<String> groups(UUID session) {
        Instant now = clock.instant();
        Seen seen = seenAlive.get(session);
        if (seen == null || !now.isBefore(seen.at().plus(FRESH))) {
            Account account = sessions.find(session)
                    .map(Sessions.Live::account)
                    .orElseThrow(() -> new AuthenticationFailedException("its session has ended"));
            seen = new Seen(now, Set.copyOf(account.groups()));
            seenAlive.put(session, seen);
        }
        return seen.groups();
    }
}
