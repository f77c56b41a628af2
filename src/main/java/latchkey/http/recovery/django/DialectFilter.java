package latchkey.http.recovery.django;

import io.vertx.ext.web.RoutingContext;
import latchkey.http.request.CurrentRequest;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Words refusals as the libraries of Django REST framework do, where a method speaks for one of them. */
class DialectFilter {

    /** Before anything can be refused. */
    private static final int FIRST = -2;

    @DjRestAuth
    @ServerRequestFilter(nonBlocking = true, priority = FIRST)
    public void useDjRestAuth(RoutingContext routing) {
        CurrentRequest.useDialect(routing, new DjRestAuthWording());
    }

    @Allauth
    @ServerRequestFilter(nonBlocking = true, priority = FIRST)
    public void useAllauth(RoutingContext routing) {
        CurrentRequest.useDialect(routing, new AllauthWording());
    }

    @Djoser
    @ServerRequestFilter(nonBlocking = true, priority = FIRST)
    public void useDjoser(RoutingContext routing) {
        CurrentRequest.useDialect(routing, new DjoserWording());
    }
}
