package latchkey.contract.fastapi;

import io.vertx.ext.web.RoutingContext;
import latchkey.http.request.CurrentRequest;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Words refusals as fastapi-users does, where a method speaks for it. */
class FastApiUsersFilter {

    /** Before anything can be refused. */
    private static final int FIRST = -2;

    @FastApiUsersReset
    @ServerRequestFilter(nonBlocking = true, priority = FIRST)
    public void useReset(RoutingContext routing) {
        CurrentRequest.useDialect(routing, new FastApiUsersResetWording());
    }

    @FastApiUsersVerify
    @ServerRequestFilter(nonBlocking = true, priority = FIRST)
    public void useVerify(RoutingContext routing) {
        CurrentRequest.useDialect(routing, new FastApiUsersVerifyWording());
    }
}
