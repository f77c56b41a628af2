package latchkey.platform;

import io.vertx.ext.web.RoutingContext;
import latchkey.http.request.CurrentRequest;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Words refusals as RFC 6749 has them. */
class OAuthErrorsFilter {

    /** Before anything can be refused. */
    private static final int FIRST = -2;

    @OAuthErrors
    @ServerRequestFilter(nonBlocking = true, priority = FIRST)
    public void useOAuth(RoutingContext routing) {
        CurrentRequest.useDialect(routing, new OAuthWording());
    }
}
