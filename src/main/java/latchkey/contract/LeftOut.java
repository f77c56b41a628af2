package latchkey.contract;

import io.vertx.ext.web.RoutingContext;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Keeps contracts that are not enabled out of reach: their resources are there, as they were built. */
class LeftOut {

    private final Contracts contracts;

    LeftOut(Contracts contracts) {
        this.contracts = contracts;
    }

    /** @throws AuthFailure NOT_FOUND */
    @ServerRequestFilter(preMatching = true)
    public void refuse(RoutingContext routing) {
        if (contracts.leaveOut(routing.normalizedPath())) {
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
    }
}
