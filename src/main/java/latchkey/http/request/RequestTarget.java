package latchkey.http.request;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Checks the path and the host of a request: the proxy in front and Latchkey must read them alike. */
public class RequestTarget {

    /** The host and the rest of a target in absolute form (RFC 9112, 3.2.2). */
    private static final Pattern ABSOLUTE =
            Pattern.compile("https?://([^/?#]+)(?:/.*)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** A name or an address, and a port (RFC 9110, 7.2); excludes characters that RFC 3986 allows but no host name has. */
    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9._~-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(?::([0-9]{0,5}))?");

    private static final int MAX_PORT = 65_535;

    /** The last valid host; nearly every request names the same one. */
    private static volatile String latestHost = "localhost";

    private static final String OTHER_SPELLING = RequestTarget.class.getName();

    /**
     * A dot segment (RFC 3986, 5.2.4) in any spelling or with parameters; a slash that only some readers take for one; the
     * start of a fragment, which no target has.
     */
    private static final Pattern AMBIGUOUS =
            Pattern.compile("/(?:\\.|%2e){1,2}(?:/|;|%3b|$)|%2f|%5c|\\\\|#", Pattern.CASE_INSENSITIVE);

    /** Whether every reader reads it alike. A parent segment could lead out of the path that the proxy checked. */
    public static boolean isUnambiguous(HttpServerRequest request) {
        List<String> hosts = HostHeaders.of(request);
        if (hosts.isEmpty()) {
            return mayLackHostHeader(request) && isUnambiguous(request.uri(), "");
        }
        return hosts.size() == 1 && isHost(hosts.get(0)) && isUnambiguous(request.uri(), hosts.get(0));
    }

    /** HTTP/2, which the management port speaks, has the host in its own field. */
    private static boolean mayLackHostHeader(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_1_0
                || request.version() == HttpVersion.HTTP_2
                        && request.authority() != null
                        && isHost(request.authority().toString());
    }

    /**
     * Refuses a path in another spelling: a proxy's rules would not match it.
     *
     * @throws AuthFailure NOT_FOUND
     */
    @ServerRequestFilter(preMatching = true, priority = Priorities.AUTHENTICATION)
    public void refuseOtherSpellings(RoutingContext routing) {
        if (hasOtherSpelling(routing)) {
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
    }

    /** Remembers, before the request is rerouted, whether its path is not in the normal spelling. */
    public static void rememberSpelling(RoutingContext routing) {
        if (!routing.request().path().equals(routing.normalizedPath())) {
            routing.put(OTHER_SPELLING, true);
        }
    }

    /** Whether the path has parameters (RFC 3986, 3.3), empty segments, or letters that are percent-encoded. */
    public static boolean hasOtherSpelling(RoutingContext routing) {
        return hasParameters(routing) || routing.get(OTHER_SPELLING) != null;
    }

    public static boolean hasParameters(RoutingContext routing) {
        return routing.request().path().indexOf(';') >= 0;
    }

    private static boolean isHost(String host) {
        if (host.equals(latestHost)) {
            return true;
        }
        Matcher parts = HOST.matcher(host);
        boolean valid = parts.matches()
                && (parts.group(1) == null || parts.group(1).isEmpty() || Integer.parseInt(parts.group(1)) <= MAX_PORT);
        if (valid) {
            latestHost = host;
        }
        return valid;
    }

    private static boolean isUnambiguous(String target, String host) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return (path.startsWith("/") || namesHost(host, target))
                && !(mayBeAmbiguous(path) && AMBIGUOUS.matcher(path).find());
    }

    /** A host in the target must equal the {@code Host} header: otherwise another reader could choose another contract. */
    private static boolean namesHost(String host, String target) {
        Matcher absolute = ABSOLUTE.matcher(target);
        return absolute.matches() && absolute.group(1).equalsIgnoreCase(host);
    }

    // A cheap check first, since nearly every path is plain.
    private static boolean mayBeAmbiguous(String path) {
        return path.contains("/.") || path.indexOf('%') >= 0 || path.indexOf('\\') >= 0 || path.indexOf('#') >= 0;
    }
}
