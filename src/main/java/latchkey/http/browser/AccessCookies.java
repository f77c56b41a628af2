package latchkey.http.browser;

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
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import latchkey.key.AccessTokens;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates by bearer token, as Quarkus does; if a browser sent several access cookies, by the first valid one: a stale
 * cookie of another path or domain may come first.
 */
@Alternative
@Priority(1)
@ApplicationScoped
public class AccessCookies implements HttpAuthenticationMechanism {

    private static final String CANDIDATES = AccessCookies.class.getName();

    private static final String BEARER = "Bearer ";

    private final JWTAuthMechanism bearer;

    AccessCookies(JWTAuthMechanism bearer) {
        this.bearer = bearer;
    }

    /** @param oursOnly whether to refuse tokens of other issuers */
    private record Candidates(List<String> tokens, boolean oursOnly) {}

    /** Makes the first valid one of {@code tokens} the bearer token. */
    public static void useAsBearer(RoutingContext routing, List<String> tokens, boolean oursOnly) {
        routing.request().headers().set(AUTHORIZATION, BEARER + tokens.get(0));
        if (tokens.size() > 1 || oursOnly) {
            routing.put(CANDIDATES, new Candidates(tokens, oursOnly));
        }
    }

    /** The bearer token of the request, or its access cookie. */
    public static Optional<String> bearerToken(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader(AUTHORIZATION))
                .filter(AccessCookies::isBearer)
                .map(header -> header.substring(BEARER.length()).strip());
    }

    public static boolean isBearer(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext routing, IdentityProviderManager identities) {
        Candidates candidates = routing.get(CANDIDATES);
        return candidates == null
                ? bearer.authenticate(routing, identities)
                : firstValid(routing, identities, candidates, candidates.tokens());
    }

    private Uni<SecurityIdentity> firstValid(
            RoutingContext routing, IdentityProviderManager identities, Candidates candidates, List<String> tokens) {
        Uni<SecurityIdentity> first = authenticate(tokens.get(0), routing, identities);
        if (tokens.size() == 1) {
            return candidates.oursOnly() ? first.invoke(AccessCookies::refuseOthers) : first;
        }
        return first.onItemOrFailure().transformToUni((identity, failure) -> {
            if (failure != null && !(failure instanceof AuthenticationFailedException)) {
                return Uni.createFrom().failure(failure);
            }
            if (failure == null && isOurs(identity)) {
                return Uni.createFrom().item(identity);
            }
            Uni<SecurityIdentity> next = firstValid(routing, identities, candidates, tokens.subList(1, tokens.size()));
            return failure != null || candidates.oursOnly() ? next : preferOurs(identity, next);
        });
    }

    /** Uses a token of another issuer only if none of Latchkey's own is valid. */
    private static Uni<SecurityIdentity> preferOurs(SecurityIdentity other, Uni<SecurityIdentity> next) {
        return next.onItemOrFailure()
                .transform((identity, failure) -> failure == null && isOurs(identity) ? identity : other);
    }

    private Uni<SecurityIdentity> authenticate(
            String token, RoutingContext routing, IdentityProviderManager identities) {
        return Uni.createFrom().deferred(() -> {
            routing.request().headers().set(AUTHORIZATION, BEARER + token);
            return bearer.authenticate(routing, identities);
        });
    }

    private static void refuseOthers(SecurityIdentity identity) {
        if (!isOurs(identity)) {
            throw new AuthenticationFailedException("not one of Latchkey's own tokens");
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
