package latchkey.http.routing;

import io.vertx.ext.web.RoutingContext;
import latchkey.contract.Contracts;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses requests to contracts that are not enabled: their resources exist in every build. */
class DisabledContracts {

    private final Contracts contracts;

    DisabledContracts(Contracts contracts) {
        this.contracts = contracts;
    }

    /** @throws AuthFailure NOT_FOUND */
    @ServerRequestFilter(preMatching = true)
    public void refuse(RoutingContext routing) {
        if (contracts.isDisabled(routing.normalizedPath())) {
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
    }
}
