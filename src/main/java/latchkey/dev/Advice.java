package latchkey.dev;

import static java.util.Objects.requireNonNullElse;
import static java.util.stream.Collectors.joining;
import static latchkey.dev.Verdict.Level.BAD;
import static latchkey.dev.Verdict.Level.NOTE;
import static latchkey.dev.Verdict.Level.WARN;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import latchkey.LatchkeyConfig;
import latchkey.contract.Origins;
import latchkey.contract.Proxies;
import latchkey.contract.TokenCookie;
import latchkey.dev.Verdict.Finding;
import latchkey.dev.Verdict.Level;
import latchkey.dev.Verdict.Line;

/** Words what is in the way of a situation, and what may be elsewhere. */
final class Advice {

    private final Situation situation;
    private final LatchkeyConfig config;
    private final List<TokenCookie> cookies;
    private final WebOrigin page;
    private final WebOrigin api;
    private final List<Finding> findings = new ArrayList<>();

    Advice(Situation situation, LatchkeyConfig config, List<TokenCookie> cookies) {
        this.situation = situation;
        this.config = config;
        this.cookies = cookies;
        page = situation.page();
        api = situation.api();
    }

    List<Finding> on(Set<Obstacle> obstacles) {
        for (Obstacle obstacle : obstacles) {
            // Who is not listed is a stranger, too.
            if (obstacle != Obstacle.FOREIGN || !obstacles.contains(Obstacle.CORS)) {
                say(BAD, obstacle.by, says(obstacle), mends(obstacle));
            }
        }
        warn(obstacles);
        note();
        return findings;
    }

    private String says(Obstacle obstacle) {
        return switch (obstacle) {
            case SETTINGS -> "The service does not start: " + flaw();
            case CONTRACT ->
                situation.arrives() + " is not answered by "
                        + situation.contract().name() + " at " + situation.asked()
                        + ". Its own paths work everywhere: /"
                        + situation.contract().name() + situation.contract().refreshPath() + ".";
            case MIXED_CONTENT ->
                "A page on https cannot call " + api
                        + ": the browser sends nothing. Serve the service over https, too.";
            case CORS ->
                page + " is another origin than " + api
                        + ", and latchkey.cors.origins does not list it: the browser's preflight is answered without Access-Control-Allow-Origin, and the login is never sent.";
            case CREDENTIALS ->
                situation.credentials() == Situation.Credentials.OMIT
                        ? "fetch is told to omit credentials: it sends no cookie and stores none."
                        : "Of another origin, fetch neither sends nor stores cookies unless it says so.";
            case SAME_SITE_NEEDS_SECURE -> "Browsers refuse SameSite=None without Secure.";
            case PREFIX_NEEDS_SECURE -> "Browsers refuse a name that begins with __Secure- or __Host- without Secure.";
            case PARTITIONED_NEEDS_SECURE -> "Browsers refuse Partitioned without Secure.";
            case SECURE_NEEDS_HTTPS ->
                "A Secure cookie is stored and sent over https only, or by localhost; " + api
                        + " is neither. Without Secure it works, for trying out: an attacker on the network can read it.";
            case OTHER_SITE -> otherSite();
            case THIRD_PARTY ->
                "To a page of " + shown().site() + ", " + api.site()
                        + " is another site, and this browser lets no other site's cookies in: as Safari, as Chrome's incognito windows, as many settings. A name for the service below "
                        + shown().site() + " works in all.";
            case PATH ->
                situation.path().equals(situation.arrives())
                        ? "The refresh cookie goes no further than Path=" + refreshPath() + ", where it is of use; "
                                + situation.path() + " is not below it."
                        : "The proxy makes " + situation.arrives() + " of " + situation.path()
                                + ", so that the cookie's Path=" + refreshPath()
                                + " is none that the browser asks for: it is stored, and never sent.";
            case FOREIGN ->
                "The service takes the page for a stranger's and answers 403: " + page
                        + " is not the host that it is asked for (" + situation.asked()
                        + "), nor listed, nor the issuer.";
            case PARTITION, NOT_STORED -> "";
        };
    }

    private List<Line> mends(Obstacle obstacle) {
        if (obstacle == Obstacle.CREDENTIALS) {
            return List.of(
                    new Line("fetch", "fetch(url, { credentials: 'include' })"),
                    new Line("axios", "axios.defaults.withCredentials = true"));
        }
        if (obstacle == Obstacle.PATH && !situation.path().equals(situation.arrives())) {
            return List.of(
                    new Line("Vite", "cookiePathRewrite: { '" + refreshPath() + "': '" + seenPath() + "' }"),
                    new Line("nginx", "proxy_cookie_path " + refreshPath() + " " + seenPath() + ";"));
        }
        return obstacle == Obstacle.FOREIGN
                ? List.of(
                        new Line("Vite", "changeOrigin: false"), new Line("nginx", "proxy_set_header Host $http_host;"))
                : List.of();
    }

    private String otherSite() {
        String site = shown().site();
        if (page.isSameSite(api)) {
            return "The page is in a frame of " + site + ", where " + api.site() + " is another site: a cookie with "
                    + sameSite() + " is neither stored nor sent.";
        }
        String sites;
        String way;
        if (page.site().equals(api.site())) {
            sites = "http and https of " + site;
            way = "Serve both over https.";
        } else {
            sites = site + " and " + api.site();
            way = page.isLoopback() && api.isLoopback()
                    ? "They are one machine: call both by one name, as localhost."
                    : "A name for the service below " + site + " needs none of these settings.";
        }
        return sites + " are two sites: a cookie with " + sameSite()
                + " is neither stored nor sent when one's page calls the other. " + way;
    }

    private String sameSite() {
        return "SameSite=" + cookies.get(0).sameSite();
    }

    private void warn(Set<Obstacle> obstacles) {
        if (!page.isPrivate() && api.isPrivate()) {
            say(
                    WARN,
                    "local network",
                    "The service is in a network of your own and the page is not: Chromium first asks the user whether the page may call it.");
        }
        if (situation.isProxied() && !situation.development() && !proxyIsBelieved()) {
            warnOfProxy();
        }
        if (cookies.isEmpty()) {
            say(NOTE, "cookies", "This contract hands its tokens out in bodies: there is no cookie to lose.");
        } else {
            warnOfCookies(cookies.get(0), obstacles.isEmpty());
        }
    }

    private void warnOfCookies(TokenCookie cookie, boolean works) {
        if (works && !situation.isFirstParty() && !cookie.partitioned()) {
            say(
                    WARN,
                    Obstacle.THIRD_PARTY.by,
                    "It works only in browsers that let other sites' cookies in. Safari, incognito windows and many settings do not; a name for the service below "
                            + shown().site() + " works in all.");
        }
        if (cookie.secure() && api.isLoopback() && !api.isHttps()) {
            say(WARN, "Secure", "Chromium and Firefox take Secure cookies from http on localhost; Safari does not.");
        }
        if (!cookie.secure() && api.isHttps() && !situation.development()) {
            say(
                    WARN,
                    "Secure",
                    "Without Secure the cookies would also go over plain http.",
                    Remedy.lines(situation, "latchkey.cookies.secure", "true"));
        }
        if (!cookie.secure() && !api.isHttps()) {
            say(
                    NOTE,
                    "Secure",
                    "A Secure cookie of the same name and host, left from https, is not replaced over http: delete it. Ports make no difference to cookies.");
        }
    }

    private boolean proxyIsBelieved() {
        return !situation.proxy().isEmpty() && new Proxies(config).believed(situation.proxy());
    }

    private void warnOfProxy() {
        String sentence =
                "latchkey.proxies does not name the address from which the proxy connects, so that everybody behind it counts as one client. No cookie is lost by that.";
        if (situation.proxy().isEmpty()) {
            say(WARN, "X-Forwarded-For", sentence + " The line needs that address.");
            return;
        }
        String proxies = Stream.concat(config.proxies().orElse(List.of()).stream(), Stream.of(situation.proxy()))
                .collect(joining(","));
        say(WARN, "X-Forwarded-For", sentence, Remedy.lines(situation, "latchkey.proxies", proxies));
    }

    private void note() {
        if (situation.headers().containsKey("x-forwarded-host")) {
            say(NOTE, "X-Forwarded-Host", "It counts for nothing: the proxy must pass Host on.");
        }
        if (situation.headers().containsKey("x-forwarded-proto")) {
            say(
                    NOTE,
                    "X-Forwarded-Proto",
                    "No cookie depends on it: latchkey.cookies.secure alone says what is Secure.");
        }
    }

    private String flaw() {
        return TokenCookie.flaw(config.cookies()).or(() -> Origins.flaw(config)).orElse("");
    }

    /** The page that the address bar shows. */
    private WebOrigin shown() {
        return requireNonNullElse(situation.embedder(), page);
    }

    private String refreshPath() {
        return cookies.get(cookies.size() - 1).path();
    }

    /** What of the path that the browser asks for stands for the cookie's. */
    private String seenPath() {
        String rest = situation
                .arrives()
                .substring(Math.min(refreshPath().length(), situation.arrives().length()));
        return situation.path().endsWith(rest)
                        && rest.length() < situation.path().length()
                ? situation.path().substring(0, situation.path().length() - rest.length())
                : "/";
    }

    private void say(Level level, String by, String sentence) {
        say(level, by, sentence, List.of());
    }

    private void say(Level level, String by, String sentence, List<Line> mends) {
        findings.add(new Finding(level, by, sentence, mends));
    }
}
