package latchkey.dev;

import static java.util.stream.Collectors.toSet;

import io.vertx.core.http.CookieSameSite;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import latchkey.contract.ContractConfig;
import latchkey.contract.Contracts;
import latchkey.dev.Verdict.Outcome;
import latchkey.dev.Verdict.Step;
import latchkey.http.browser.Cors;
import latchkey.http.browser.TokenCookie;
import latchkey.http.browser.TrustedOrigins;

/**
 * Predicts what Chromium and Latchkey do in a situation. Latchkey's part calls the production classes; the browser's part is
 * implemented here, and tests compare it with a real Chromium.
 */
final class Doctor {

    private final Situation situation;
    private final Settings config;
    private final TrustedOrigins origins;
    private final Optional<Contracts.Route> route;
    private final Set<Obstacle> requestObstacles;
    private final List<TokenCookie> cookies;

    private Doctor(Situation situation) {
        this.situation = situation;
        config = situation.config();
        origins = new TrustedOrigins(config.service(), config.cors(), situation.development());
        route = new Contracts(situation.contracts(), config.contract())
                .route(situation.arrives(), situation.asked().host());
        requestObstacles = findRequestObstacles();
        cookies = cookies();
    }

    /** @return the verdict, with the settings that make it work if it does not */
    static Verdict examine(Situation situation) {
        Doctor doctor = new Doctor(situation);
        Set<Obstacle> obstacles = doctor.obstacles();
        return new Verdict(
                obstacles.isEmpty(),
                doctor.site(),
                !doctor.cookies.isEmpty() && !situation.isSameOrigin(),
                doctor.steps(),
                doctor.cookies.stream().map(doctor::cookie).toList(),
                doctor.headers(),
                new Advice(situation, doctor.config, doctor.cookies).on(obstacles),
                obstacles.isEmpty() ? null : Remedy.of(situation));
    }

    /** Everything that prevents a user of the page from signing in and staying signed in. */
    static Set<Obstacle> obstacles(Situation situation) {
        return new Doctor(situation).obstacles();
    }

    private Set<Obstacle> obstacles() {
        Set<Obstacle> all = EnumSet.copyOf(requestObstacles);
        for (TokenCookie cookie : cookies) {
            all.addAll(obstaclesToStore(cookie));
            all.addAll(obstaclesToFetch(cookie));
        }
        all.addAll(obstaclesToTrust());
        all.remove(Obstacle.NOT_STORED);
        return all;
    }

    private Verdict.Cookie cookie(TokenCookie cookie) {
        return new Verdict.Cookie(
                cookie.name(),
                header(cookie),
                outcome(obstaclesToStore(cookie)),
                outcome(obstaclesToFetch(cookie)),
                outcome(obstaclesToNavigate(cookie)));
    }

    private List<Step> steps() {
        return List.of(
                step("asks", "The browser lets the page send the request", Obstacle.MIXED_CONTENT, Obstacle.CORS),
                step("answers", "The contract answers", Obstacle.SETTINGS, Obstacle.CONTRACT),
                new Step("trusts", "Latchkey trusts the page (CSRF check)", outcome(obstaclesToTrust())),
                step(
                        "reads",
                        "The page may read the response",
                        Obstacle.CONTRACT,
                        Obstacle.MIXED_CONTENT,
                        Obstacle.CORS));
    }

    private Step step(String id, String what, Obstacle... obstacles) {
        return new Step(
                id,
                what,
                outcome(Arrays.stream(obstacles)
                        .filter(requestObstacles::contains)
                        .collect(toSet())));
    }

    private Set<Obstacle> findRequestObstacles() {
        Set<Obstacle> found = EnumSet.noneOf(Obstacle.class);
        if (TokenCookie.flaw(config.cookies()).isPresent()
                || TrustedOrigins.flaw(config.cors()).isPresent()) {
            found.add(Obstacle.SETTINGS);
        }
        if (route.filter(to -> to.contract().name().equals(situation.contract().name()))
                .isEmpty()) {
            found.add(Obstacle.CONTRACT);
        }
        if (situation.page().isHttps() && !situation.api().isTrustworthy()) {
            found.add(Obstacle.MIXED_CONTENT);
        }
        if (!situation.isSameOrigin() && !origins.isListed(situation.page().toString())) {
            found.add(Obstacle.CORS);
        }
        return found;
    }

    /** Why the browser does not store a cookie from the response to the page's fetch. */
    private Set<Obstacle> obstaclesToStore(TokenCookie cookie) {
        Set<Obstacle> found = EnumSet.copyOf(requestObstacles);
        found.remove(Obstacle.SETTINGS); // the page shows the cookies as if Latchkey had started
        boolean sameSiteNone = cookie.sameSite() == CookieSameSite.NONE;
        boolean prefixed = cookie.name().startsWith("__");
        boolean crossSite = !situation.isFirstParty();
        add(found, withholdsCookies(), Obstacle.CREDENTIALS);
        add(found, sameSiteNone && !cookie.secure(), Obstacle.SAME_SITE_NEEDS_SECURE);
        add(found, prefixed && !cookie.secure(), Obstacle.PREFIX_NEEDS_SECURE);
        add(found, cookie.partitioned() && !cookie.secure(), Obstacle.PARTITIONED_NEEDS_SECURE);
        add(found, cookie.secure() && !situation.api().isTrustworthy(), Obstacle.SECURE_NEEDS_HTTPS);
        add(found, crossSite && !sameSiteNone, Obstacle.OTHER_SITE);
        add(
                found,
                crossSite && sameSiteNone && !cookie.partitioned() && !situation.thirdParties(),
                Obstacle.THIRD_PARTY);
        return found;
    }

    /** Why the browser does not send the cookie with the next fetch. */
    private Set<Obstacle> obstaclesToFetch(TokenCookie cookie) {
        Set<Obstacle> found = EnumSet.noneOf(Obstacle.class);
        add(found, !obstaclesToStore(cookie).isEmpty(), Obstacle.NOT_STORED);
        add(found, !matchesPath(cookie.path(), situation.path()), Obstacle.PATH);
        return found;
    }

    /** Why the browser does not send the cookie when it navigates to the service: it leaves the partition of the page. */
    private Set<Obstacle> obstaclesToNavigate(TokenCookie cookie) {
        Set<Obstacle> found = obstaclesToFetch(cookie);
        add(found, cookie.partitioned() && !situation.isFirstParty(), Obstacle.PARTITION);
        return found;
    }

    /** Whether Latchkey rejects a POST with cookies. Browsers send Sec-Fetch-Site only to https and localhost. */
    private Set<Obstacle> obstaclesToTrust() {
        String site = situation.api().isTrustworthy() ? site() : null;
        Set<Obstacle> found = EnumSet.noneOf(Obstacle.class);
        add(
                found,
                !cookies.isEmpty() && origins.foreign(site, situation.page().toString(), situation.asked()),
                Obstacle.FOREIGN);
        return found;
    }

    private boolean withholdsCookies() {
        return switch (situation.credentials()) {
            case INCLUDE -> false;
            case SAME_ORIGIN -> !situation.isSameOrigin();
            case OMIT -> true;
        };
    }

    private String site() {
        if (situation.isSameOrigin()) {
            return "same-origin";
        }
        return situation.page().isSameSite(situation.api()) ? "same-site" : "cross-site";
    }

    /** The cookies that the chosen contract sets on a request to this path. */
    private List<TokenCookie> cookies() {
        if (situation.contract().name().equals("fastapi")
                && config.contract().fastapi().tokens() == ContractConfig.TokensIn.BODY) {
            return List.of();
        }
        String prefix = route.map(Contracts.Route::prefix).orElse("");
        TokenCookie access = TokenCookie.of(config.cookies(), TokenCookie.ACCESS);
        TokenCookie refresh = TokenCookie.of(config.cookies(), TokenCookie.REFRESH)
                .below(prefix + situation.contract().refreshPath());
        return Stream.concat(
                        situation.contract().usesAccessCookie() ? Stream.of(access) : Stream.empty(),
                        situation.contract().usesRefreshCookie() ? Stream.of(refresh) : Stream.empty())
                .toList();
    }

    private String header(TokenCookie cookie) {
        Duration age = cookie.name().endsWith(TokenCookie.ACCESS)
                ? config.tokens().accessLifetime()
                : config.session().idle();
        return cookie.holding("token", age);
    }

    private List<Verdict.Header> headers() {
        if (situation.isSameOrigin()) {
            return List.of();
        }
        String page = situation.page().toString();
        boolean listed = origins.isListed(page);
        return List.of(
                new Verdict.Header("Access-Control-Allow-Origin", page, listed),
                new Verdict.Header("Access-Control-Allow-Credentials", "true", listed),
                new Verdict.Header("Access-Control-Allow-Methods", Cors.METHODS, listed),
                new Verdict.Header("Access-Control-Allow-Headers", "content-type", listed));
    }

    /** Whether a cookie path matches a request path (RFC 6265, 5.1.4). */
    static boolean matchesPath(String cookiePath, String path) {
        return path.equals(cookiePath) || path.startsWith(cookiePath.endsWith("/") ? cookiePath : cookiePath + "/");
    }

    private static void add(Set<Obstacle> found, boolean applies, Obstacle obstacle) {
        if (applies) {
            found.add(obstacle);
        }
    }

    private static Outcome outcome(Set<Obstacle> obstacles) {
        return new Outcome(
                obstacles.isEmpty(),
                obstacles.stream().map(obstacle -> obstacle.by).distinct().toList());
    }
}
