package latchkey.contract;

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

/** What a request is for: the path and the host, which a proxy in front and this service must read alike. */
class RequestTarget {

    /** The host and what follows it, of a target in absolute form (RFC 9112, 3.2.2). */
    private static final Pattern ABSOLUTE =
            Pattern.compile("https?://([^/?#]+)(?:/.*)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** A name or an address, and a port (RFC 9110, 7.2), without the characters of RFC 3986 that no name has. */
    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9._~-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(?::([0-9]{0,5}))?");

    private static final int LAST_PORT = 65_535;

    /** One that is a host; nearly every request names the same. */
    private static volatile String latestHost = "localhost";

    private static final String OTHERWISE = RequestTarget.class.getName();

    /**
     * A segment of dots (RFC 3986, 5.2.4), however it is written and whatever parameters it has; a slash that is no slash to
     * all; the start of a fragment, which no target has.
     */
    private static final Pattern UNCLEAR =
            Pattern.compile("/(?:\\.|%2e){1,2}(?:/|;|%3b|$)|%2f|%5c|\\\\|#", Pattern.CASE_INSENSITIVE);

    /** Whether there is one way to read it. One way up in a path leads out of what a proxy asked about. */
    static boolean isClear(HttpServerRequest request) {
        List<String> hosts = HostLines.of(request);
        if (hosts.isEmpty()) {
            return mayHaveNone(request) && isClear(request.uri(), "");
        }
        return hosts.size() == 1 && isHost(hosts.get(0)) && isClear(request.uri(), hosts.get(0));
    }

    /** HTTP/2, which the management port speaks, has the host in a field of its own. */
    private static boolean mayHaveNone(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_1_0
                || request.version() == HttpVersion.HTTP_2
                        && request.authority() != null
                        && isHost(request.authority().toString());
    }

    /** Has a path in another spelling be not found: what is found by it was not found by the rules of a proxy in front. */
    @ServerRequestFilter(preMatching = true, priority = Priorities.AUTHENTICATION)
    public void refuseOtherSpellings(RoutingContext routing) {
        if (isOtherwiseSpelled(routing)) {
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
    }

    /** Remembers, before the request is sent on to another path, whether its path is one that is written otherwise. */
    static void read(RoutingContext routing) {
        if (!routing.request().path().equals(routing.normalizedPath())) {
            routing.put(OTHERWISE, true);
        }
    }

    /** Whether the path has parameters (RFC 3986, 3.3), empty segments, or letters that are encoded. */
    static boolean isOtherwiseSpelled(RoutingContext routing) {
        return hasParameters(routing) || routing.get(OTHERWISE) != null;
    }

    static boolean hasParameters(RoutingContext routing) {
        return routing.request().path().indexOf(';') >= 0;
    }

    private static boolean isHost(String host) {
        if (host.equals(latestHost)) {
            return true;
        }
        Matcher parts = HOST.matcher(host);
        boolean is = parts.matches()
                && (parts.group(1) == null
                        || parts.group(1).isEmpty()
                        || Integer.parseInt(parts.group(1)) <= LAST_PORT);
        if (is) {
            latestHost = host;
        }
        return is;
    }

    private static boolean isClear(String target, String host) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return (path.startsWith("/") || isFor(host, target))
                && !(mayBeUnclear(path) && UNCLEAR.matcher(path).find());
    }

    /** Where a target names a host, it is that of the {@code Host} line: by the other, another reader would choose another contract. */
    private static boolean isFor(String host, String target) {
        Matcher absolute = ABSOLUTE.matcher(target);
        return absolute.matches() && absolute.group(1).equalsIgnoreCase(host);
    }

    // Nearly every path is plain, and this is done for every request.
    private static boolean mayBeUnclear(String path) {
        return path.contains("/.") || path.indexOf('%') >= 0 || path.indexOf('\\') >= 0 || path.indexOf('#') >= 0;
    }
}
