package latchkey.http.routing;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.NotSupportedException;
import java.util.EnumSet;
import java.util.Set;
import latchkey.contract.Contracts;
import latchkey.contract.Endpoint;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.request.CurrentRequest;
import latchkey.http.signin.CurrentUser;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * Signs out although the body is refused, so that the method of the contract is never called: ends the sessions of the cookies and of the
 * bearer token, and clears the cookies.
 */
class RefusedSignOut {

    private static final Set<Reason> OF_BODY = EnumSet.of(
            Reason.BODY_TOO_LARGE,
            Reason.REQUEST_TIMEOUT,
            Reason.UNREADABLE_BODY,
            Reason.INVALID_FIELDS,
            Reason.UNAVAILABLE);

    private final CurrentUser currentUser;

    RefusedSignOut(CurrentUser currentUser) {
        this.currentUser = currentUser;
    }

    /** @return null if there is nothing to do; Quarkus then goes on at once, as it must for all other responses */
    @ServerResponseFilter
    public @Nullable Uni<Void> signOut(RoutingContext routing, @Nullable Throwable failure) {
        return isOfBody(failure) && signsOut(routing) ? signOut(routing.vertx()) : null;
    }

    private Uni<Void> signOut(Vertx vertx) {
        return Uni.createFrom()
                .completionStage(() -> vertx.executeBlocking(
                                () -> {
                                    currentUser.signOutIfSignedIn(null);
                                    return true;
                                },
                                false)
                        .toCompletionStage())
                .replaceWithVoid();
    }

    private static boolean isOfBody(@Nullable Throwable failure) {
        return failure instanceof NotSupportedException
                || failure instanceof AuthFailure refused && OF_BODY.contains(refused.reason());
    }

    /** By method and path, since a refused body may leave the request without a resource. */
    private static boolean signsOut(RoutingContext routing) {
        return CurrentRequest.isRouted(routing)
                && CurrentRequest.of(routing)
                        // A page that acts for a contract has none of its paths.
                        .filter(route -> !route.path().isEmpty())
                        .filter(route ->
                                asked(routing, route).equals(route.contract().signOutEndpoint()))
                        .isPresent();
    }

    private static Endpoint asked(RoutingContext routing, Contracts.Route route) {
        String path = route.path().substring(route.contract().name().length() + 1);
        return new Endpoint(
                routing.request().method().name(), path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }
}
