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
import latchkey.LatchkeyConfig;
import latchkey.audit.Audit;
import latchkey.audit.AuditEvent;
import latchkey.audit.Wanted;
import latchkey.contract.Contract;
import latchkey.contract.Contracts;
import latchkey.contract.TokenPlace;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;

/** What the playground asks for beside the contracts themselves. */
@Path("playground")
@Consumes(APPLICATION_JSON)
@Produces(APPLICATION_JSON)
@IfBuildProperty(name = "latchkey.playground.enabled", stringValue = "true")
public class PlaygroundResource {

    /** How long ago a request may have been whose events are asked for. */
    private static final Duration LATELY = Duration.ofMinutes(1);

    /** Where development runs. */
    private static final java.nio.file.Path GOLDEN = java.nio.file.Path.of("src/test/resources/contracts");

    private final LatchkeyConfig config;
    private final Contracts contracts;
    private final Exchanges exchanges;
    private final Audit audit;
    private final Clock clock;

    PlaygroundResource(LatchkeyConfig config, Contracts contracts, Exchanges exchanges, Audit audit, Clock clock) {
        this.config = config;
        this.contracts = contracts;
        this.exchanges = exchanges;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * @param now so that a page on a machine with another clock counts down rightly
     * @param grace in seconds
     */
    record Facts(Instant now, boolean development, long grace, Map<String, String> accounts, List<Door> contracts) {}

    /**
     * A contract, where its tokens travel, and how one gets to it.
     *
     * @param hosts those that are set to be its own
     * @param root whether its paths lead to it at the host of the page, too
     */
    record Door(
            String name,
            String about,
            Set<TokenPlace> accessToken,
            Set<TokenPlace> refreshToken,
            List<String> hosts,
            boolean root) {}

    /** What the audit log has, without whom it is about. */
    record Event(String kind, String outcome, String detail) {

        static Event of(AuditEvent event) {
            return new Event(event.kind().name(), event.outcome().name(), event.detail() == null ? "" : event.detail());
        }
    }

    @GET
    @Path("facts")
    @Operation(hidden = true)
    public Facts facts(HttpServerRequest asking) {
        return new Facts(
                clock.instant(),
                LaunchMode.current() != LaunchMode.NORMAL,
                config.session().grace().toSeconds(),
                new TreeMap<>(config.playground().accounts()),
                contracts.all().stream()
                        .map(contract -> door(contract, asking.authority().host()))
                        .toList());
    }

    private Door door(Contract contract, String host) {
        return new Door(
                contract.name(),
                contract.about(),
                contract.accessTokenIn(config.contract()),
                contract.refreshTokenIn(config.contract()),
                config.contract().hosts().entrySet().stream()
                        .filter(entry -> entry.getValue().equals(contract.name()))
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList(),
                contracts.route(contract.refreshEndpoint(), host).stream()
                        .anyMatch(route -> route.contract() == contract));
    }

    /** What the audit log says of one request. */
    @GET
    @Path("events/{request}")
    @Operation(hidden = true)
    public List<Event> events(@RestPath String request) {
        Instant now = clock.instant();
        return audit.read(new Wanted(now.minus(LATELY), now.plus(LATELY), null, null, null))
                .filter(event -> request.equals(event.request()))
                .map(Event::of)
                .toList();
    }

    @POST
    @Path("replays/{request}")
    @Operation(hidden = true)
    public CompletionStage<String> sendAgain(@RestPath String request, HttpServerRequest asking) {
        return exchanges
                .sendAgain(request, asking.localAddress())
                .orElseThrow(() -> AuthFailure.because(Reason.NOT_FOUND))
                .thenApply(answer -> answer.encode());
    }

    /** The exchanges that a contract promises, as they are in the working copy now. */
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
