package latchkey.http.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import latchkey.account.Account;
import latchkey.key.AccessTokens;
import latchkey.key.TokenConfig;
import latchkey.session.LiveSessions;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Checks whether the session of each presented access token is live, and which groups its account has now, if the settings say
 * so.
 */
@ApplicationScoped
class SessionCheck implements SecurityIdentityAugmentor {

    /** How long the result of a check is cached. */
    private static final Duration CACHED_FOR = Duration.ofSeconds(1);

    /** The maximum number of cached results. */
    private static final int MAX_CACHED = 10_000;

    private final LiveSessions sessions;
    private final boolean enabled;

    /** The groups of the account, by live session. */
    private final Cache<UUID, Set<String>> checked;

    SessionCheck(LiveSessions sessions, TokenConfig config, Clock clock) {
        this.sessions = sessions;
        enabled = config.checkSession();
        checked = Caffeine.newBuilder()
                .maximumSize(MAX_CACHED)
                .expireAfterWrite(CACHED_FOR)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        return enabled
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
        Set<String> groups = checked.getIfPresent(session);
        if (groups == null) {
            Account account = sessions.find(session)
                    .map(LiveSessions.Live::account)
                    .orElseThrow(() -> new AuthenticationFailedException("its session has ended"));
            groups = Set.copyOf(account.groups());
            checked.put(session, groups);
        }
        return groups;
    }

    /** A verified access token, with its account's current groups in place of its own. */
    private record TokenWithGroups(JsonWebToken token, Set<String> groups) implements JsonWebToken {

        @Override
        public String getName() {
            return token.getName();
        }

        @Override
        public Set<String> getClaimNames() {
            return token.getClaimNames();
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T getClaim(String name) {
            return name.equals(Claims.groups.name()) ? (T) groups : token.getClaim(name);
        }
    }
}
