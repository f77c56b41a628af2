package latchkey.contract;

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
import latchkey.LatchkeyConfig;
import latchkey.legacy.LegacyConfig;
import latchkey.session.TokenIssuer;

/**
 * The cookies that the backend before left with a browser under our names. They are cleared where a user signs in or out, and
 * those that cannot be cleared, of a domain that we do not know, no longer count in a browser in which a user did so.
 */
@ApplicationScoped
class Leftovers {

    /** Says that this browser has had a session here, or given it up: what it has of another issuer is not its user's own. */
    static final String MARK = "no_legacy_tokens";

    /** How every JWT begins: {@code {"} in Base64. */
    private static final String JWT = "eyJ";

    private final CurrentContract current;
    private final LatchkeyConfig config;
    private final Clock clock;
    private final TokenCookie mark;

    /** Under the names that others gave to their refresh tokens. */
    private final List<TokenCookie> former;

    Leftovers(CurrentContract current, LatchkeyConfig config, Clock clock) {
        this.current = current;
        this.config = config;
        this.clock = clock;
        mark = TokenCookie.of(config.cookies(), MARK);
        former = config.legacy().values().stream()
                .flatMap(issuer -> issuer.cookie().stream())
                .distinct()
                .map(name -> mark.named(name))
                .toList();
    }

    /** The refresh tokens of other issuers in cookies that they named; never one of ours, which belongs into a cookie of ours. */
    List<String> formerTokens(HttpServerRequest request) {
        if (former.isEmpty()) {
            return List.of();
        }
        return former.stream()
                .flatMap(cookie -> SentCookies.named(request, cookie.name()).stream())
                .filter(token -> !TokenIssuer.isOurs(token))
                .toList();
    }

    /** Whether what {@code request} has of another issuer in cookies does not count. */
    boolean areIgnored(HttpServerRequest request) {
        return !config.legacy().isEmpty()
                && !SentCookies.named(request, mark.name()).isEmpty();
    }

    /** What {@code Set-Cookie} says so that none is left that counts: nothing, where there can be none. */
    List<String> clear(TokenCookie access, TokenCookie refresh) {
        List<String> lines = new ArrayList<>();
        Optional<Duration> left = whileTheyAreTaken();
        boolean came = (usesAccess() && came(access))
                || came(refresh)
                || !formerTokens(current.request()).isEmpty();
        if (left.isPresent() || came) {
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
        left.ifPresent(time -> lines.add(mark.holding("1", time)));
        return lines;
    }

    private static void clear(TokenCookie cookie, Set<String> paths, List<String> lines) {
        paths.stream()
                .map(path -> cookie.unpartitioned().below(path))
                .filter(other -> !other.equals(cookie))
                .distinct()
                .forEach(other -> lines.add(other.cleared()));
    }

    /** Where a cookie that goes along to {@code endpoint} may be (RFC 6265, 5.1.4): with a slash at the end it is another one. */
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

    private boolean came(TokenCookie named) {
        List<String> values = SentCookies.named(current.request(), named.name());
        return values.size() > 1
                || (named.name().endsWith(TokenCookie.REFRESH)
                        && values.stream().anyMatch(value -> value.startsWith(JWT) && !TokenIssuer.isOurs(value)));
    }

    private boolean usesAccess() {
        return current.contract().usesAccessCookie();
    }

    /** How long tokens of another issuer are still taken. */
    private Optional<Duration> whileTheyAreTaken() {
        Instant now = clock.instant();
        return config.legacy().values().stream()
                .map(LegacyConfig::until)
                .filter(now::isBefore)
                .max(Comparator.naturalOrder())
                .map(until -> Duration.between(now, until));
    }
}
