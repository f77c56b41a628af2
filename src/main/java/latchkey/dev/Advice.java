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
import latchkey.dev.Verdict.Finding;
import latchkey.dev.Verdict.Level;
import latchkey.dev.Verdict.Line;
import latchkey.http.browser.TokenCookie;
import latchkey.http.browser.TrustedOrigins;
import latchkey.http.request.TrustedProxies;

/** Explains each obstacle of a situation to the developer, and warns of obstacles in other browsers. */
final class Advice {

    private final Situation situation;
    private final Settings config;
    private final List<TokenCookie> cookies;
    private final WebOrigin page;
    private final WebOrigin api;
    private final List<Finding> findings = new ArrayList<>();

    Advice(Situation situation, Settings config, List<TokenCookie> cookies) {
        this.situation = situation;
        this.config = config;
        this.cookies = cookies;
        page = situation.page();
        api = situation.api();
    }

    List<Finding> on(Set<Obstacle> obstacles) {
        for (Obstacle obstacle : obstacles) {
            // An origin that is not listed is not trusted either: one finding is enough.
            if (obstacle != Obstacle.FOREIGN || !obstacles.contains(Obstacle.CORS)) {
                add(BAD, obstacle.by, explanation(obstacle), fixes(obstacle));
            }
        }
        warn(obstacles);
        note();
        return findings;
    }

    private String explanation(Obstacle obstacle) {
        return switch (obstacle) {
            case SETTINGS -> "The service does not start: " + flaw();
            case CONTRACT ->
                situation.contract().name() + " does not answer " + situation.arrives() + " at "
                        + situation.asked() + ". This path works at every host: /"
                        + situation.contract().name() + situation.contract().refreshPath() + ".";
            case MIXED_CONTENT ->
                "A page on https cannot call " + api
                        + ": the browser blocks the request (mixed content). Serve the service over https, too.";
            case CORS ->
                page + " is another origin than " + api
                        + ", and latchkey.cors.origins does not list it: Latchkey answers the preflight without Access-Control-Allow-Origin, so the browser never sends the login.";
            case CREDENTIALS ->
                situation.credentials() == Situation.Credentials.OMIT
                        ? "The script calls fetch with credentials: 'omit': the browser sends no cookie and stores none."
                        : "For another origin, fetch sends and stores cookies only with credentials: 'include'.";
            case SAME_SITE_NEEDS_SECURE -> "Browsers reject a SameSite=None cookie without Secure.";
            case PREFIX_NEEDS_SECURE ->
                "Browsers reject a cookie without Secure if its name begins with __Secure- or __Host-.";
            case PARTITIONED_NEEDS_SECURE -> "Browsers reject a Partitioned cookie without Secure.";
            case SECURE_NEEDS_HTTPS ->
                "Browsers store and send a Secure cookie only over https or on localhost; " + api
                        + " is neither. For a trial, turn Secure off: an attacker on the network can then read the cookie.";
            case OTHER_SITE -> otherSite();
            case THIRD_PARTY ->
                "For a page of " + visiblePage().site() + ", " + api.site()
                        + " is another site, and this browser blocks third-party cookies, as do Safari, Chrome's incognito windows and many settings. A hostname for the service below "
                        + visiblePage().site() + " works in all browsers.";
            case PATH ->
                situation.path().equals(situation.arrives())
                        ? "The browser sends the refresh cookie only to paths below Path=" + refreshPath() + "; "
                                + situation.path() + " is not below it."
                        : "The proxy rewrites " + situation.path() + " to " + situation.arrives()
                                + ". The cookie has Path=" + refreshPath()
                                + ", where the browser sends no request: it stores the cookie and never sends it.";
            case FOREIGN ->
                "Latchkey's CSRF check rejects the request with 403: " + page
                        + " is neither the host of the request (" + situation.asked()
                        + ") nor a listed origin nor the issuer.";
            case PARTITION, NOT_STORED -> "";
        };
    }

    private List<Line> fixes(Obstacle obstacle) {
        if (obstacle == Obstacle.CREDENTIALS) {
            return List.of(
                    new Line("fetch", "fetch(url, { credentials: 'include' })"),
                    new Line("axios", "axios.defaults.withCredentials = true"));
        }
        if (obstacle == Obstacle.PATH && !situation.path().equals(situation.arrives())) {
            return List.of(
                    new Line("Vite", "cookiePathRewrite: { '" + refreshPath() + "': '" + browserPath() + "' }"),
                    new Line("nginx", "proxy_cookie_path " + refreshPath() + " " + browserPath() + ";"));
        }
        return obstacle == Obstacle.FOREIGN
                ? List.of(
                        new Line("Vite", "changeOrigin: false"), new Line("nginx", "proxy_set_header Host $http_host;"))
                : List.of();
    }

    private String otherSite() {
        String site = visiblePage().site();
        if (page.isSameSite(api)) {
            return "The page is in a frame of " + site + ", and " + api.site()
                    + " is another site: the browser neither stores" + " nor sends a cookie with " + sameSite() + ".";
        }
        String sites;
        String way;
        if (page.site().equals(api.site())) {
            sites = "http and https of " + site;
            way = "Serve both over https.";
        } else {
            sites = site + " and " + api.site();
            way = page.isLoopback() && api.isLoopback()
                    ? "Both are on one machine: use the same name for both, for example localhost."
                    : "With a hostname for the service below " + site + ", none of these settings are needed.";
        }
        return sites + " are two sites: the browser neither stores nor sends a cookie with " + sameSite()
                + " when a page of one site calls the other. " + way;
    }

    private String sameSite() {
        return "SameSite=" + cookies.get(0).sameSite();
    }

    private void warn(Set<Obstacle> obstacles) {
        if (!page.isPrivate() && api.isPrivate()) {
            add(
                    WARN,
                    "local network",
                    "The service is in a private network and the page is not: Chromium asks the user for permission first.");
        }
        if (situation.isProxied() && !situation.development() && !isTrustedProxy()) {
            warnOfProxy();
        }
        if (cookies.isEmpty()) {
            add(NOTE, "cookies", "This contract sends its tokens in response bodies and sets no cookies.");
        } else {
            warnOfCookies(cookies.get(0), obstacles.isEmpty());
        }
    }

    private void warnOfCookies(TokenCookie cookie, boolean works) {
        if (works && !situation.isFirstParty() && !cookie.partitioned()) {
            add(
                    WARN,
                    Obstacle.THIRD_PARTY.by,
                    "It works only in browsers that allow third-party cookies. Safari, incognito windows and many settings block them; a hostname for the service below "
                            + visiblePage().site() + " works in all browsers.");
        }
        if (cookie.secure() && api.isLoopback() && !api.isHttps()) {
            add(WARN, "Secure", "Chromium and Firefox accept Secure cookies from http on localhost; Safari does not.");
        }
        if (!cookie.secure() && api.isHttps() && !situation.development()) {
            add(
                    WARN,
                    "Secure",
                    "Without Secure, the browser would send the cookies over plain http, too.",
                    Remedy.lines(situation, "latchkey.cookies.secure", "true"));
        }
        if (!cookie.secure() && !api.isHttps()) {
            add(
                    NOTE,
                    "Secure",
                    "If the browser still has a Secure cookie of the same name and host from https, http cannot replace it: delete it. Cookies do not depend on the port.");
        }
    }

    private boolean isTrustedProxy() {
        return !situation.proxy().isEmpty() && new TrustedProxies(config.proxies()).isTrustedProxy(situation.proxy());
    }

    private void warnOfProxy() {
        String sentence =
                "latchkey.proxies does not list the address of the proxy, so Latchkey counts all clients behind it as one. This does not affect cookies.";
        if (situation.proxy().isEmpty()) {
            add(WARN, "X-Forwarded-For", sentence + " Enter the address of the proxy to see the setting.");
            return;
        }
        String proxies = Stream.concat(
                        config.proxies().trusted().orElse(List.of()).stream(), Stream.of(situation.proxy()))
                .collect(joining(","));
        add(WARN, "X-Forwarded-For", sentence, Remedy.lines(situation, "latchkey.proxies", proxies));
    }

    private void note() {
        if (situation.headers().containsKey("x-forwarded-host")) {
            add(NOTE, "X-Forwarded-Host", "Latchkey ignores it: the proxy must pass on the Host header.");
        }
        if (situation.headers().containsKey("x-forwarded-proto")) {
            add(
                    NOTE,
                    "X-Forwarded-Proto",
                    "It does not affect cookies: only latchkey.cookies.secure decides whether they are Secure.");
        }
    }

    private String flaw() {
        return TokenCookie.flaw(config.cookies())
                .or(() -> TrustedOrigins.flaw(config.cors()))
                .orElse("");
    }

    /** The page in the address bar: the one that embeds the frontend, or the frontend itself. */
    private WebOrigin visiblePage() {
        return requireNonNullElse(situation.embedder(), page);
    }

    private String refreshPath() {
        return cookies.get(cookies.size() - 1).path();
    }

    /** The part of the browser's path that the proxy rewrites to the path of the cookie. */
    private String browserPath() {
        String rest = situation
                .arrives()
                .substring(Math.min(refreshPath().length(), situation.arrives().length()));
        return situation.path().endsWith(rest)
                        && rest.length() < situation.path().length()
                ? situation.path().substring(0, situation.path().length() - rest.length())
                : "/";
    }

    private void add(Level level, String by, String sentence) {
        add(level, by, sentence, List.of());
    }

    private void add(Level level, String by, String sentence, List<Line> fixes) {
        findings.add(new Finding(level, by, sentence, fixes));
    }
}
