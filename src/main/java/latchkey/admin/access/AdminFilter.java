package latchkey.admin.access;

import static io.vertx.core.http.HttpHeaders.ORIGIN;
import static java.util.Objects.requireNonNull;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ResourceInfo;
import latchkey.client.Scope;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.browser.AccessCookies;
import latchkey.http.browser.TrustedOrigins;
import latchkey.http.request.CurrentRequest;
import latchkey.openapi.Scoped;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Checks each request to the admin API, before its body is read and a password waits to be hashed. */
class AdminFilter {

    /** After the filters that need no thread, and before the body is read: see HashingFilter. */
    private static final int BEFORE_BODIES = 1;

    private final AdminAccess access;
    private final CurrentAdmin current;
    private final TrustedOrigins origins;

    AdminFilter(AdminAccess access, CurrentAdmin current, TrustedOrigins origins) {
        this.access = access;
        this.current = current;
        this.origins = origins;
    }

    /** @throws AuthFailure NOT_AUTHENTICATED, FORBIDDEN, INSUFFICIENT_SCOPE or FRESH_SIGN_IN_REQUIRED */
    @Scoped(Scope.ACCOUNTS_READ) // The filter is for methods with any scope.
    @ServerRequestFilter(priority = BEFORE_BODIES)
    public void check(RoutingContext routing, ResourceInfo resource) {
        HttpServerRequest request = routing.request();
        // The cross-site request check trusts the pages of listed origins; an admin's browser should not.
        if (origins.isElsewhere(request.getHeader("Sec-Fetch-Site"), request.getHeader(ORIGIN), request.authority())) {
            throw AuthFailure.because(Reason.FORBIDDEN);
        }
        Scoped needed = requireNonNull(resource.getResourceMethod().getAnnotation(Scoped.class));
        Admin admin = AccessCookies.bearerToken(request)
                .flatMap(access::program)
                .orElseGet(() -> access.person(needed.fresh() || request.method() != HttpMethod.GET));
        admin.require(needed.value());
        current.set(admin);
        CurrentRequest.setActor(routing, admin.name());
    }
}
