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
import latchkey.LatchkeyConfig;
import latchkey.contract.ContractConfig;
import latchkey.contract.Contracts;
import latchkey.contract.Origins;
import latchkey.contract.TokenCookie;
import latchkey.dev.Verdict.Outcome;
import latchkey.dev.Verdict.Step;

/**
 * What Chromium and the service make of a situation. What the service does is asked of the classes that do it; what a browser
 * does is written down here, and held to by the tests against a real one.
 */
final class Doctor {

    private final Situation situation;
    private final LatchkeyConfig config;
    private final Origins origins;
    private final Optional<Contracts.Route> route;
    private final Set<Obstacle> before;
    private final List<TokenCookie> cookies;

    private Doctor(Situation situation) {
        this.situation = situation;
        config = situation.config();
        origins = new Origins(config, situation.development());
        route = new Contracts(situation.contracts(), config)
                .route(situation.arrives(), situation.asked().host());
        before = beforeTheAnswer();
        cookies = cookies();
    }

    /** With what would mend it, if it does not work. */
    static Verdict examine(Situation situation) {
        Doctor doctor = new Doctor(situation);
        Set<Obstacle> obstacles = doctor.obstacles();
        return new Verdict(
                obstacles.isEmpty(),
                doctor.site(),
                !doctor.cookies.isEmpty() && !situation.isSameOrigin(),
                doctor.steps(),
                doctor.cookies.stream().map(doctor::told).toList(),
                doctor.headers(),
                new Advice(situation, doctor.config, doctor.cookies).on(obstacles),
                obstacles.isEmpty() ? null : Remedy.of(situation));
    }

    /** What keeps the page from signing a user in for good. */
    static Set<Obstacle> obstacles(Situation situation) {
        return new Doctor(situation).obstacles();
    }

    private Set<Obstacle> obstacles() {
        Set<Obstacle> all = EnumSet.copyOf(before);
        for (TokenCookie cookie : cookies) {
            all.addAll(storing(cookie));
            all.addAll(fetching(cookie));
        }
        all.addAll(trusting());
        all.remove(Obstacle.NOT_STORED);
        return all;
    }

    private Verdict.Cookie told(TokenCookie cookie) {
        return new Verdict.Cookie(
                cookie.name(),
                header(cookie),
                outcome(storing(cookie)),
                outcome(fetching(cookie)),
                outcome(navigating(cookie)));
    }

    private List<Step> steps() {
        return List.of(
                step("asks", "The browser lets the page ask", Obstacle.MIXED_CONTENT, Obstacle.CORS),
                step("answers", "The contract answers", Obstacle.SETTINGS, Obstacle.CONTRACT),
                new Step("trusts", "The service takes the page for one of its own", outcome(trusting())),
                step(
                        "reads",
                        "The page may read the answer",
                        Obstacle.CONTRACT,
                        Obstacle.MIXED_CONTENT,
                        Obstacle.CORS));
    }

    private Step step(String id, String what, Obstacle... obstacles) {
        return new Step(
                id,
                what,
                outcome(Arrays.stream(obstacles).filter(before::contains).collect(toSet())));
    }

    private Set<Obstacle> beforeTheAnswer() {
        Set<Obstacle> found = EnumSet.noneOf(Obstacle.class);
        if (TokenCookie.flaw(config.cookies()).isPresent()
                || Origins.flaw(config).isPresent()) {
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

    /** What keeps a cookie of an answer to the page's fetch from being stored. */
    private Set<Obstacle> storing(TokenCookie cookie) {
        Set<Obstacle> found = EnumSet.copyOf(before);
        found.remove(Obstacle.SETTINGS); // shown as if it had started
        boolean none = cookie.sameSite() == CookieSameSite.NONE;
        boolean prefixed = cookie.name().startsWith("__");
        boolean foreign = !situation.isFirstParty();
        add(found, withholdsCookies(), Obstacle.CREDENTIALS);
        add(found, none && !cookie.secure(), Obstacle.SAME_SITE_NEEDS_SECURE);
        add(found, prefixed && !cookie.secure(), Obstacle.PREFIX_NEEDS_SECURE);
        add(found, cookie.partitioned() && !cookie.secure(), Obstacle.PARTITIONED_NEEDS_SECURE);
        add(found, cookie.secure() && !situation.api().isTrustworthy(), Obstacle.SECURE_NEEDS_HTTPS);
        add(found, foreign && !none, Obstacle.OTHER_SITE);
        add(found, foreign && none && !cookie.partitioned() && !situation.thirdParties(), Obstacle.THIRD_PARTY);
        return found;
    }

    /** What keeps it from going along with the next fetch. */
    private Set<Obstacle> fetching(TokenCookie cookie) {
        Set<Obstacle> found = EnumSet.noneOf(Obstacle.class);
        add(found, !storing(cookie).isEmpty(), Obstacle.NOT_STORED);
        add(found, !fits(cookie.path(), situation.path()), Obstacle.PATH);
        return found;
    }

    /** A page that the browser goes to is no longer below the one from where it went. */
    private Set<Obstacle> navigating(TokenCookie cookie) {
        Set<Obstacle> found = fetching(cookie);
        add(found, cookie.partitioned() && !situation.isFirstParty(), Obstacle.PARTITION);
        return found;
    }

    /** Whether a POST with cookies is refused. Browsers say the site only to what is as good as https. */
    private Set<Obstacle> trusting() {
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

    /** Those of the contract that is meant, as they are set by a request that arrives there. */
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
        boolean there = origins.isListed(page);
        return List.of(
                new Verdict.Header("Access-Control-Allow-Origin", page, there),
                new Verdict.Header("Access-Control-Allow-Credentials", "true", there),
                new Verdict.Header("Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE", there),
                new Verdict.Header("Access-Control-Allow-Headers", "content-type", there));
    }

    /** RFC 6265, 5.1.4. */
    static boolean fits(String cookiePath, String path) {
        return path.equals(cookiePath) || path.startsWith(cookiePath.endsWith("/") ? cookiePath : cookiePath + "/");
    }

    private static void add(Set<Obstacle> found, boolean is, Obstacle obstacle) {
        if (is) {
            found.add(obstacle);
        }
    }

    private static Outcome outcome(Set<Obstacle> obstacles) {
        return new Outcome(
                obstacles.isEmpty(),
                obstacles.stream().map(obstacle -> obstacle.by).distinct().toList());
    }
}
