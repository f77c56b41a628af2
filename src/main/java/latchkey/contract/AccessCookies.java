package latchkey.contract;

import static io.vertx.core.http.HttpHeaders.AUTHORIZATION;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.smallrye.jwt.runtime.auth.JWTAuthMechanism;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.List;
import java.util.Set;
import latchkey.key.AccessTokens;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates by bearer token, as Quarkus does; and where a browser sent several access cookies, by the one that is good: a stale
 * one of another path or domain may come first.
 */
@Alternative
@Priority(1)
@ApplicationScoped
class AccessCookies implements HttpAuthenticationMechanism {

    private static final String CHOICE = AccessCookies.class.getName();

    private static final String BEARER = "Bearer ";

    private final JWTAuthMechanism bearer;

    AccessCookies(JWTAuthMechanism bearer) {
        this.bearer = bearer;
    }

    /** @param oursOnly whether a token of another issuer is not good */
    private record Choice(List<String> tokens, boolean oursOnly) {}

    /** Has the good one of {@code tokens} count as a bearer token, or none. */
    static void offer(RoutingContext routing, List<String> tokens, boolean oursOnly) {
        routing.request().headers().set(AUTHORIZATION, BEARER + tokens.get(0));
        if (tokens.size() > 1 || oursOnly) {
            routing.put(CHOICE, new Choice(tokens, oursOnly));
        }
    }

    static boolean isBearer(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext routing, IdentityProviderManager identities) {
        Choice choice = routing.get(CHOICE);
        return choice == null
                ? bearer.authenticate(routing, identities)
                : firstOfOurs(routing, identities, choice, choice.tokens());
    }

    private Uni<SecurityIdentity> firstOfOurs(
            RoutingContext routing, IdentityProviderManager identities, Choice choice, List<String> tokens) {
        Uni<SecurityIdentity> first = by(tokens.get(0), routing, identities);
        if (tokens.size() == 1) {
            return choice.oursOnly() ? first.invoke(AccessCookies::refuseOthers) : first;
        }
        return first.onItemOrFailure().transformToUni((identity, failure) -> {
            if (failure != null && !(failure instanceof AuthenticationFailedException)) {
                return Uni.createFrom().failure(failure);
            }
            if (failure == null && isOurs(identity)) {
                return Uni.createFrom().item(identity);
            }
            Uni<SecurityIdentity> next = firstOfOurs(routing, identities, choice, tokens.subList(1, tokens.size()));
            return failure != null || choice.oursOnly() ? next : betterThan(identity, next);
        });
    }

    /** A token of another issuer counts where none of ours is good. */
    private static Uni<SecurityIdentity> betterThan(SecurityIdentity other, Uni<SecurityIdentity> next) {
        return next.onItemOrFailure()
                .transform((identity, failure) -> failure == null && isOurs(identity) ? identity : other);
    }

    private Uni<SecurityIdentity> by(String token, RoutingContext routing, IdentityProviderManager identities) {
        return Uni.createFrom().deferred(() -> {
            routing.request().headers().set(AUTHORIZATION, BEARER + token);
            return bearer.authenticate(routing, identities);
        });
    }

    private static void refuseOthers(SecurityIdentity identity) {
        if (!isOurs(identity)) {
            throw new AuthenticationFailedException("left by the backend before");
        }
    }

    private static boolean isOurs(SecurityIdentity identity) {
        return identity.getPrincipal() instanceof JsonWebToken token && token.containsClaim(AccessTokens.SESSION);
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext routing) {
        return bearer.getChallenge(routing);
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return bearer.getCredentialTypes();
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext routing) {
        return bearer.getCredentialTransport(routing);
    }

    @Override
    public int getPriority() {
        return bearer.getPriority() + 1;
    }
}
