package latchkey.dev;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.LaunchMode;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import latchkey.contract.Contract;
import latchkey.contract.Contracts;
import latchkey.http.ReadOnlyRoute;
import latchkey.http.browser.CookieConfig;
import latchkey.http.browser.TokenCookie;
import latchkey.http.browser.TrustedOrigins;
import latchkey.http.request.TrustedProxies;
import latchkey.playground.Pages;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** Serves {@code /dev/doctor}: the page, the verdict on the developer's input, and what Latchkey sees of a request. */
@IfBuildProfile(anyOf = {"dev", "test"})
@Singleton
class DoctorRoutes {

    private static final String ROOT = "/dev/doctor";

    /** The script of the page calls other origins, to test them. */
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' http: https:;"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** The name of a cookie without a token, to test how the browser treats a cookie with these settings. */
    private static final String PROBE = "doctor";

    private static final Duration PROBE_LIFETIME = Duration.ofMinutes(1);

    private static final List<String> FORWARDED =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port");

    private final Contracts contracts;
    private final TrustedOrigins origins;
    private final TrustedProxies proxies;
    private final CookieConfig cookies;
    private final ObjectMapper json;
    private final boolean development = LaunchMode.current() == LaunchMode.DEVELOPMENT;

    DoctorRoutes(
            Contracts contracts,
            TrustedOrigins origins,
            TrustedProxies proxies,
            CookieConfig cookies,
            ObjectMapper json) {
        this.contracts = contracts;
        this.origins = origins;
        this.proxies = proxies;
        this.cookies = cookies;
        this.json = json;
    }

    /** The settings of this service, and what it saw of the request. */
    private record Seen(
            boolean development,
            Map<String, String> settings,
            List<ContractInfo> contracts,
            String scheme,
            String host,
            @Nullable String origin,
            @Nullable String site,
            boolean listed,
            boolean foreign,
            String peer,
            boolean believed,
            Map<String, String> forwarded,
            List<String> cookies,
            String probe) {}

    /** @param path the refresh endpoint of the contract */
    private record ContractInfo(String name, String path) {}

    void register(@Observes Router router) {
        ReadOnlyRoute.serve(router.route(ROOT), DoctorRoutes::servePage);
        ReadOnlyRoute.serve(router.route(ROOT + "/verdict"), this::answerWithVerdict);
        router.route(ROOT + "/request").handler(this::answerWithRequest);
    }

    private static void servePage(RoutingContext routing) {
        routing.addHeadersEndHandler(
                ignored -> routing.response().putHeader("Content-Security-Policy", CONTENT_POLICY));
        Pages.answer(routing, "doctor.html");
    }

    private void answerWithVerdict(RoutingContext routing) {
        Map<String, String> typed = routing.queryParams().entries().stream()
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> other));
        try {
            answer(routing, Doctor.examine(Situation.of(typed, currentSettings(), development, contracts.built())));
        } catch (RuntimeException e) {
            // Not a 400, which the browser would log as an error in the developer's console.
            answer(routing, Map.of("message", String.valueOf(e.getMessage())));
        }
    }

    private void answerWithRequest(RoutingContext routing) {
        TokenCookie probe = TokenCookie.of(cookies, PROBE).below(ROOT);
        if (routing.request().method() == HttpMethod.POST) {
            routing.response().headers().add(HttpHeaders.SET_COOKIE, probe.holding("1", PROBE_LIFETIME));
        }
        answer(routing, seen(routing.request(), probe.name()));
    }

    private Seen seen(HttpServerRequest request, String probe) {
        String peer = TrustedProxies.peer(request);
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        String site = request.getHeader("Sec-Fetch-Site");
        return new Seen(
                development,
                currentSettings(),
                contracts.all().stream().map(DoctorRoutes::info).toList(),
                request.scheme(),
                String.valueOf(request.authority()),
                origin,
                site,
                origin != null && origins.isListed(origin),
                origins.foreign(site, origin, request.authority()),
                peer,
                proxies.isTrustedProxy(peer),
                FORWARDED.stream()
                        .filter(request.headers()::contains)
                        .collect(toMap(name -> name, request::getHeader, (one, other) -> one, TreeMap::new)),
                request.cookies().stream().map(Cookie::getName).sorted().toList(),
                probe);
    }

    private static ContractInfo info(Contract contract) {
        return new ContractInfo(contract.name(), contract.refreshEndpoint().path());
    }

    /** The settings that the verdict depends on, including those of each host. */
    private static Map<String, String> currentSettings() {
        Config config = ConfigProvider.getConfig();
        Stream<String> hosts = StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith(Situation.HOSTS));
        Map<String, String> currentSettings = new TreeMap<>();
        Stream.concat(Situation.SETTINGS.stream(), hosts)
                .forEach(name -> currentSettings.put(
                        name, config.getOptionalValue(name, String.class).orElse("")));
        return currentSettings;
    }

    private void answer(RoutingContext routing, Object body) {
        try {
            routing.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(json.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            routing.fail(e);
        }
    }
}
