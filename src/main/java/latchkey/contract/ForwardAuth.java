package latchkey.contract;

import static io.vertx.core.http.HttpHeaders.ACCEPT;
import static io.vertx.core.http.HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD;
import static io.vertx.core.http.HttpHeaders.LOCATION;
import static io.vertx.core.http.HttpHeaders.ORIGIN;
import static jakarta.ws.rs.core.HttpHeaders.WWW_AUTHENTICATE;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import latchkey.LatchkeyConfig;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy is answered of a client that is not signed in: a preflight, which has no credentials (Fetch, 3.2.2), and what is public,
 * may pass; a browser is sent to where its user signs in.
 */
@ApplicationScoped
public class ForwardAuth {

    /** Under these a request remembers that it may pass, and where to send its user otherwise. */
    private static final String PASSES = ForwardAuth.class.getName();

    private static final String SIGN_IN = PASSES + ".page";

    private static final String PATH = "/forward-auth";

    private static final List<String> IDENTITY =
            List.of("X-Auth-User-Id", "X-Auth-Username", "X-Auth-Email", "X-Auth-Groups");

    private static final Pattern PAGE = Pattern.compile("(https?://[^/?#]+)(?:[/?][!-~&&[^#]]*)?");

    /** Of an address to come back to. More is longer than what signing in may pass on in an address of its own. */
    private static final int LONGEST = 2048;

    private static final int OK = 200;
    private static final int FOUND = 302;
    private static final int UNAUTHORIZED = 401;

    private final ForwardAuthConfig.@Nullable Proxy proxy;
    private final @Nullable String page;
    private final PublicPaths paths;
    private final Origins origins;

    ForwardAuth(LatchkeyConfig config, Origins origins) {
        proxy = config.forwardAuth().proxy().orElse(null);
        page = config.forwardAuth().signInPage().orElse(null);
        paths = new PublicPaths(config.forwardAuth().publicPaths().orElse(List.of()));
        this.origins = origins;
    }

    /** Why the settings do not do what they say. */
    public static Optional<String> flaw(ForwardAuthConfig config) {
        if (config.proxy().isEmpty()
                && (config.signInPage().isPresent() || config.publicPaths().isPresent())) {
            return Optional.of(
                    "latchkey.forward-auth.proxy is not set: without, it is not known what the request is for that a"
                            + " proxy asks about. It is nginx, traefik or envoy.");
        }
        Optional<String> page = config.signInPage()
                .filter(url -> originOf(url).isEmpty())
                .map(url -> "latchkey.forward-auth.sign-in-page is \"" + url
                        + "\"; it is a URL, as https://shop.example/sign-in.");
        return page.or(() -> config.publicPaths().orElse(List.of()).stream()
                .filter(path -> !PublicPaths.isOne(path))
                .map(path -> "latchkey.forward-auth.public-paths has \"" + path
                        + "\"; a path is /health, or with all below it /assets/*, and has nothing encoded.")
                .findFirst());
    }

    /** Keeps what is asked about, before the question is sent on to where it is answered. */
    void look(RoutingContext routing) {
        if (proxy != null) {
            HttpServerRequest question = routing.request();
            HeldRequest.of(proxy, question).ifPresent(held -> {
                if (isPreflight(held, question) || paths.has(held.path())) {
                    routing.put(PASSES, true);
                } else if (page != null && isNavigation(held, question)) {
                    routing.put(SIGN_IN, location(page, held));
                }
            });
        }
    }

    /** Whether the request may pass whichever client sent it, and was answered. */
    boolean answered(RoutingContext routing) {
        String location = routing.get(SIGN_IN);
        if (location != null) {
            routing.addHeadersEndHandler(ending -> sendTo(location, routing.response()));
        }
        if (routing.get(PASSES) == null) {
            return false;
        }
        HttpServerResponse answer = routing.response();
        IDENTITY.forEach(header -> answer.putHeader(header, ""));
        RequestTimes.name(routing, PATH);
        answer.setStatusCode(OK).end();
        return true;
    }

    private static boolean isPreflight(HeldRequest held, HttpServerRequest question) {
        return held.method().equals("OPTIONS")
                && question.headers().contains(ORIGIN)
                && question.headers().contains(ACCESS_CONTROL_REQUEST_METHOD);
    }

    /** Whether a browser shows what is answered, and no script reads it. */
    private static boolean isNavigation(HeldRequest held, HttpServerRequest question) {
        String accepted = question.getHeader(ACCEPT);
        String mode = question.getHeader("Sec-Fetch-Mode");
        return held.method().equals("GET")
                && accepted != null
                && accepted.contains("text/html")
                && (mode == null || mode.equals("navigate"));
    }

    /** Of a refusal for want of a good token. */
    private void sendTo(String location, HttpServerResponse answer) {
        if (answer.getStatusCode() == UNAUTHORIZED) {
            answer.putHeader(LOCATION, location);
            if (proxy != ForwardAuthConfig.Proxy.NGINX) {
                answer.setStatusCode(FOUND).headers().remove(WWW_AUTHENTICATE);
            }
        }
    }

    /** With where to come back to, if that is where pages are trusted. */
    private String location(String page, HeldRequest held) {
        boolean trusted = origins.isTrusted(held.origin())
                || originOf(page).filter(held.origin()::equals).isPresent();
        return trusted && held.url().length() <= LONGEST
                ? page + (page.contains("?") ? "&" : "?") + "rd="
                        + URLEncoder.encode(held.url(), StandardCharsets.UTF_8)
                : page;
    }

    private static Optional<String> originOf(String page) {
        Matcher parts = PAGE.matcher(page);
        return parts.matches() && Origins.canBe(parts.group(1)) ? Optional.of(parts.group(1)) : Optional.empty();
    }
}
