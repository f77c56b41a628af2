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
import latchkey.LatchkeyConfig;
import latchkey.contract.Contract;
import latchkey.contract.Contracts;
import latchkey.contract.Origins;
import latchkey.contract.Proxies;
import latchkey.contract.ReadOnly;
import latchkey.contract.TokenCookie;
import latchkey.playground.Pages;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** {@code /dev/doctor}: its page, what it says of what is typed, and what the service sees of a request. */
@IfBuildProfile(anyOf = {"dev", "test"})
@Singleton
class DoctorRoutes {

    private static final String ROOT = "/dev/doctor";

    /** Its script calls other origins, since that is what is to be tried out. */
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' http: https:;"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** What a browser makes of a cookie of these settings can be tried with one that is worth nothing. */
    private static final String PROBE = "doctor";

    private static final Duration PROBE_LIFETIME = Duration.ofMinutes(1);

    private static final List<String> FORWARDED =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port");

    private final Contracts contracts;
    private final Origins origins;
    private final Proxies proxies;
    private final LatchkeyConfig settings;
    private final ObjectMapper json;
    private final boolean development = LaunchMode.current() == LaunchMode.DEVELOPMENT;

    DoctorRoutes(Contracts contracts, Origins origins, Proxies proxies, LatchkeyConfig settings, ObjectMapper json) {
        this.contracts = contracts;
        this.origins = origins;
        this.proxies = proxies;
        this.settings = settings;
        this.json = json;
    }

    /** How the service at hand is set, and what it saw of the request. */
    private record Seen(
            boolean development,
            Map<String, String> settings,
            List<Known> contracts,
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

    /** @param path where it refreshes */
    private record Known(String name, String path) {}

    void open(@Observes Router router) {
        ReadOnly.serve(router.route(ROOT), DoctorRoutes::show);
        ReadOnly.serve(router.route(ROOT + "/verdict"), this::judge);
        router.route(ROOT + "/request").handler(this::look);
    }

    private static void show(RoutingContext routing) {
        routing.addHeadersEndHandler(
                ignored -> routing.response().putHeader("Content-Security-Policy", CONTENT_POLICY));
        Pages.answer(routing, "doctor.html");
    }

    private void judge(RoutingContext routing) {
        Map<String, String> typed = routing.queryParams().entries().stream()
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> other));
        try {
            answer(routing, Doctor.examine(Situation.of(typed, running(), development, contracts.built())));
        } catch (RuntimeException e) {
            // No 400, which would be one more line in the console that the developer is looking at.
            answer(routing, Map.of("message", String.valueOf(e.getMessage())));
        }
    }

    private void look(RoutingContext routing) {
        TokenCookie probe = TokenCookie.of(settings.cookies(), PROBE).below(ROOT);
        if (routing.request().method() == HttpMethod.POST) {
            routing.response().headers().add(HttpHeaders.SET_COOKIE, probe.holding("1", PROBE_LIFETIME));
        }
        answer(routing, seen(routing.request(), probe.name()));
    }

    private Seen seen(HttpServerRequest request, String probe) {
        String peer = Proxies.peer(request);
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        String site = request.getHeader("Sec-Fetch-Site");
        return new Seen(
                development,
                running(),
                contracts.all().stream().map(DoctorRoutes::known).toList(),
                request.scheme(),
                String.valueOf(request.authority()),
                origin,
                site,
                origin != null && origins.isListed(origin),
                origins.foreign(site, origin, request.authority()),
                peer,
                proxies.believed(peer),
                FORWARDED.stream()
                        .filter(request.headers()::contains)
                        .collect(toMap(name -> name, request::getHeader, (one, other) -> one, TreeMap::new)),
                request.cookies().stream().map(Cookie::getName).sorted().toList(),
                probe);
    }

    private static Known known(Contract contract) {
        return new Known(contract.name(), contract.refreshEndpoint());
    }

    /** What counts of the settings, those of each host among them. */
    private static Map<String, String> running() {
        Config config = ConfigProvider.getConfig();
        Stream<String> hosts = StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith(Situation.HOSTS));
        Map<String, String> running = new TreeMap<>();
        Stream.concat(Situation.SETTINGS.stream(), hosts)
                .forEach(name -> running.put(
                        name, config.getOptionalValue(name, String.class).orElse("")));
        return running;
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
