package latchkey.playground;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.runtime.LaunchMode;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import latchkey.audit.AuditEvent;
import latchkey.audit.AuditLog;
import latchkey.audit.AuditQuery;
import latchkey.contract.Contract;
import latchkey.contract.ContractConfig;
import latchkey.contract.Contracts;
import latchkey.contract.TokenLocation;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.session.SessionConfig;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;

/** The endpoints that the playground needs besides the contracts themselves. */
@Path("playground")
@Consumes(APPLICATION_JSON)
@Produces(APPLICATION_JSON)
@IfBuildProperty(name = "latchkey.playground.enabled", stringValue = "true")
public class PlaygroundResource {

    /** How far back the playground can look up the events of a request. */
    private static final Duration EVENT_WINDOW = Duration.ofMinutes(1);

    /** The golden cases in the working copy, relative to the folder in which development runs. */
    private static final java.nio.file.Path GOLDEN = java.nio.file.Path.of("src/test/resources/contracts");

    private final PlaygroundConfig config;
    private final SessionConfig sessions;
    private final ContractConfig settings;
    private final Contracts contracts;
    private final Exchanges exchanges;
    private final AuditLog audit;
    private final Clock clock;

    PlaygroundResource(
            PlaygroundConfig config,
            SessionConfig sessions,
            ContractConfig settings,
            Contracts contracts,
            Exchanges exchanges,
            AuditLog audit,
            Clock clock) {
        this.config = config;
        this.sessions = sessions;
        this.settings = settings;
        this.contracts = contracts;
        this.exchanges = exchanges;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * @param now the service's time, so that the page counts down correctly although the browser's clock differs
     * @param grace in seconds
     */
    record Facts(
            Instant now, boolean development, long grace, Map<String, String> accounts, List<ContractInfo> contracts) {}

    /**
     * A contract, where its tokens are sent, and how to reach it.
     *
     * @param hosts the hosts that the settings assign to it
     * @param root whether its paths also lead to it without its prefix, at the host of the page
     */
    record ContractInfo(
            String name,
            String about,
            Set<TokenLocation> accessToken,
            Set<TokenLocation> refreshToken,
            List<String> hosts,
            boolean root) {}

    /** An event of the audit log, without the account. */
    record Event(String kind, String outcome, String detail) {

        static Event of(AuditEvent event) {
            return new Event(event.kind.name(), event.outcome.name(), event.detail == null ? "" : event.detail);
        }
    }

    @GET
    @Path("facts")
    @Operation(hidden = true)
    public Facts facts(HttpServerRequest asking) {
        return new Facts(
                clock.instant(),
                LaunchMode.current() != LaunchMode.NORMAL,
                sessions.grace().toSeconds(),
                new TreeMap<>(config.accounts()),
                contracts.all().stream()
                        .map(contract -> info(contract, asking.authority().host()))
                        .toList());
    }

    private ContractInfo info(Contract contract, String host) {
        return new ContractInfo(
                contract.name(),
                contract.about(),
                contract.accessTokenIn(settings),
                contract.refreshTokenIn(settings),
                settings.hosts().entrySet().stream()
                        .filter(entry -> entry.getValue().equals(contract.name()))
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList(),
                contracts.route(contract.refreshEndpoint().path(), host).stream()
                        .anyMatch(route -> route.contract() == contract));
    }

    /** The events of the audit log for one request. */
    @GET
    @Path("events/{request}")
    @Operation(hidden = true)
    public List<Event> events(@RestPath String request) {
        Instant now = clock.instant();
        return audit.read(AuditQuery.of(now.minus(EVENT_WINDOW), now.plus(EVENT_WINDOW), null))
                .filter(event -> request.equals(event.request))
                .map(Event::of)
                .toList();
    }

    @POST
    @Path("replays/{request}")
    @Operation(hidden = true)
    public CompletionStage<String> sendAgain(@RestPath String request, HttpServerRequest asking) {
        return exchanges
                .replay(request, asking.localAddress())
                .orElseThrow(() -> AuthFailure.because(Reason.NOT_FOUND))
                .thenApply(answer -> answer.encode());
    }

    /** The golden cases of a contract, as they are in the working copy now. */
    @GET
    @Path("golden/{contract}")
    @Operation(hidden = true)
    public String golden(@RestPath String contract) throws IOException {
        java.nio.file.Path file = GOLDEN.resolve(contract + ".json");
        if (contracts.all().stream().noneMatch(known -> known.name().equals(contract)) || !Files.exists(file)) {
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
        return Files.readString(file);
    }
}
