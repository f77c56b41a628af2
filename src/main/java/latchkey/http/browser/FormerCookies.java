package latchkey.http.browser;

import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import latchkey.http.request.CurrentRequest;
import latchkey.legacy.LegacyConfig;
import latchkey.session.TokenIssuer;

/**
 * The cookies of the former backend with the names of Latchkey's own. Latchkey clears them when a user signs in or out; from
 * then on it ignores in this browser those that it cannot clear, since their domain is unknown.
 */
@ApplicationScoped
public class FormerCookies {

    /** Marks a browser that has opened or ended a session here: tokens of another issuer in it may not be the user's. */
    static final String MARK = "no_legacy_tokens";

    /** The start of every JWT: {@code {"} in Base64. */
    private static final String JWT = "eyJ";

    private final CurrentRequest current;
    private final LegacyConfig legacy;
    private final Clock clock;
    private final TokenCookie mark;

    /** Cookies with the names that other issuers gave to their refresh tokens. */
    private final List<TokenCookie> former;

    FormerCookies(CurrentRequest current, CookieConfig cookies, LegacyConfig legacy, Clock clock) {
        this.current = current;
        this.legacy = legacy;
        this.clock = clock;
        mark = TokenCookie.of(cookies, MARK);
        former = legacy.byName().values().stream()
                .flatMap(issuer -> issuer.cookie().stream())
                .distinct()
                .map(name -> mark.named(name))
                .toList();
    }

    /**
     * The refresh tokens of other issuers in the cookies configured for them; never Latchkey's own, which belong in its own
     * cookies.
     */
    List<String> formerTokens(HttpServerRequest request) {
        if (former.isEmpty()) {
            return List.of();
        }
        return former.stream()
                .flatMap(cookie -> RequestCookies.named(request, cookie.name()).stream())
                .filter(token -> !TokenIssuer.isOurs(token))
                .toList();
    }

    /** Whether Latchkey ignores the cookies of other issuers in {@code request}. */
    public boolean areIgnored(HttpServerRequest request) {
        return !legacy.byName().isEmpty()
                && !RequestCookies.named(request, mark.name()).isEmpty();
    }

    /** The {@code Set-Cookie} values that clear them, or mark the browser; empty if there can be none. */
    List<String> clear(TokenCookie access, TokenCookie refresh) {
        List<String> lines = new ArrayList<>();
        Optional<Duration> remaining = remainingTime();
        boolean anySent = (usesAccess() && wasSent(access))
                || wasSent(refresh)
                || !formerTokens(current.request()).isEmpty();
        if (remaining.isPresent() || anySent) {
            Set<String> paths = paths(current.refreshEndpoint());
            if (usesAccess()) {
                clear(access, paths, lines);
            }
            clear(refresh, paths, lines);
            former.stream()
                    .flatMap(cookie -> paths.stream().map(cookie::below))
                    .distinct()
                    .forEach(cookie -> lines.add(cookie.cleared()));
        }
        remaining.ifPresent(time -> lines.add(mark.holding("1", time)));
        return lines;
    }

    private static void clear(TokenCookie cookie, Set<String> paths, List<String> lines) {
        paths.stream()
                .map(path -> cookie.unpartitioned().below(path))
                .filter(other -> !other.equals(cookie))
                .distinct()
                .forEach(other -> lines.add(other.cleared()));
    }

    /**
     * The paths of cookies that browsers send to {@code endpoint} (RFC 6265, 5.1.4); a path with a slash at its end is another
     * cookie.
     */
    private static Set<String> paths(String endpoint) {
        Set<String> paths = new LinkedHashSet<>();
        paths.add(TokenCookie.ROOT);
        for (int end = endpoint.indexOf('/', 1); end > 0; end = endpoint.indexOf('/', end + 1)) {
            paths.add(endpoint.substring(0, end));
            paths.add(endpoint.substring(0, end + 1));
        }
        paths.add(endpoint);
        paths.add(endpoint + "/");
        return paths;
    }

    private boolean wasSent(TokenCookie named) {
        List<String> values = RequestCookies.named(current.request(), named.name());
        return values.size() > 1
                || (named.name().endsWith(TokenCookie.REFRESH)
                        && values.stream().anyMatch(value -> value.startsWith(JWT) && !TokenIssuer.isOurs(value)));
    }

    private boolean usesAccess() {
        return current.contract().usesAccessCookie();
    }

    /** How long Latchkey still accepts tokens of other issuers. */
    private Optional<Duration> remainingTime() {
        Instant now = clock.instant();
        return legacy.byName().values().stream()
                .map(LegacyConfig.Issuer::until)
                .filter(now::isBefore)
                .max(Comparator.naturalOrder())
                .map(until -> Duration.between(now, until));
    }
}
