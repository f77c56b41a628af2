package latchkey.http;

import static jakarta.ws.rs.core.HttpHeaders.ALLOW;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper.RequestMatch;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;

/** The methods of a path (RFC 9110, 10.2.1), for the answer to OPTIONS and the refusal of other methods. */
public class AllowedMethods {

    /** Runs after all filters that may refuse the request itself. */
    private static final int AFTER_ALL_CHECKS = Priorities.USER + 1;

    /**
     * Answers OPTIONS. Quarkus' own answer lists the methods of all paths of a resource.
     *
     * @throws AuthFailure NOT_FOUND
     */
    @ServerRequestFilter(preMatching = true, priority = AFTER_ALL_CHECKS)
    public Optional<RestResponse<Void>> answerOptions(RoutingContext routing) {
        if (routing.request().method() != HttpMethod.OPTIONS) {
            return Optional.empty();
        }
        String allowed = allowed();
        if (allowed.isEmpty()) {
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
        return Optional.of(ResponseBuilder.<Void>ok().header(ALLOW, allowed).build());
    }

    /** The methods of the current request's path, as the Allow header lists them; empty if nothing is at this path. */
    public static String allowed() {
        ResteasyReactiveRequestContext request = CurrentRequestManager.get();
        String path = request.getPathWithoutPrefix();
        RequestMapper<InitialMatch> resources =
                new RequestMapper<>(request.getDeployment().getClassMappers());
        Set<String> methods = new TreeSet<>();
        RequestMatch<InitialMatch> match = resources.map(path);
        while (match != null) {
            String rest = match.remaining.isEmpty() ? "/" : match.remaining;
            Stream.of(match.value.handlers)
                    .filter(ClassRoutingHandler.class::isInstance)
                    .flatMap(handler -> ((ClassRoutingHandler) handler).getMappers().entrySet().stream())
                    .filter(method -> matches(method, rest))
                    .forEach(method -> methods.add(method.getKey()));
            match = resources.continueMatching(path, match);
        }
        return withImplied(methods);
    }

    /** A sub-resource locator has no method. */
    private static boolean matches(Map.Entry<String, RequestMapper<RuntimeResource>> method, String path) {
        return method.getKey() != null && method.getValue().map(path) != null;
    }

    private static String withImplied(Set<String> methods) {
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        if (!methods.isEmpty()) {
            methods.add("OPTIONS");
        }
        return String.join(", ", methods);
    }
}
