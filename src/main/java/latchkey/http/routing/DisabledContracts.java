package latchkey.http.routing;

import io.vertx.ext.web.RoutingContext;
import latchkey.contract.Contracts;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.AdminConfig;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses requests to contracts, and to the admin API, that are not enabled: their resources exist in every build. */
class DisabledContracts {

    private final Contracts contracts;
    private final AdminConfig admin;

    DisabledContracts(Contracts contracts, AdminConfig admin) {
        this.contracts = contracts;
        this.admin = admin;
    }

    /** @throws AuthFailure NOT_FOUND */
    @ServerRequestFilter(preMatching = true)
    public void refuse(RoutingContext routing) {
        String path = routing.normalizedPath();
        if (contracts.isDisabled(path) || admin.hides(path)) {
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
    }
}
