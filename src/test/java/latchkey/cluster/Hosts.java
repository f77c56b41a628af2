package latchkey.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import latchkey.Waiting;

/** The hosts that {@code bench/cluster} made. */
final class Hosts {

    static final List<String> SERVERS = List.of("one", "two", "three");
    static final List<String> REPLICAS = List.of("latchkey-1", "latchkey-2");

    /** Where mails and requests of clients come from. */
    static final String HERE = "10.87.0.1";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(2);

    /** From a replica to the primary. */
    private static final List<String> WAYS = List.of("hosts", "pgbouncer", "haproxy");

    private final Map<String, String> addresses = new ConcurrentHashMap<>();
    private final Path jarOfTheReleaseBefore;
    private int ways;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LONGEST_ANSWER).build();

    Hosts(Path jarOfTheReleaseBefore) {
        this.jarOfTheReleaseBefore = jarOfTheReleaseBefore;
    }

    String address(String host) {
        return addresses.computeIfAbsent(host, name -> command("host", name).strip());
    }

    /** Runs {@code bench/cluster} and returns what it printed. */
    String command(String... arguments) {
        List<String> command = new ArrayList<>(List.of("bench/cluster"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as(command + output).isZero();
            return output;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The server that Patroni calls the leader, once there is one. */
    String primary() throws InterruptedException {
        return awaited("leader");
    }

    String synchronousStandby() throws InterruptedException {
        return awaited("sync_standby");
    }

    private String awaited(String role) throws InterruptedException {
        return awaited("there is a " + role, () -> having(role));
    }

    private static String awaited(String what, Supplier<Optional<String>> asked) throws InterruptedException {
        AtomicReference<String> found = new AtomicReference<>();
        Waiting.until(what, () -> {
            asked.get().ifPresent(found::set);
            return found.get() != null;
        });
        return found.get();
    }

    /** Whether two standbys follow the primary, one of them synchronously, and both replicas are ready. */
    boolean isWhole() {
        List<JsonNode> members = members();
        // A former primary runs for a moment before Patroni sees that its timeline is not that of the primary.
        long timelines = members.stream()
                .map(member -> member.path("timeline").asInt())
                .distinct()
                .count();
        long following = members.stream()
                .filter(member -> Set.of("running", "streaming")
                        .contains(member.path("state").asText()))
                .count();
        return following == SERVERS.size()
                && timelines == 1
                && having("leader").isPresent()
                && having("sync_standby").isPresent()
                && REPLICAS.stream().allMatch(this::isReady);
    }

    boolean isReady(String replica) {
        return get(management(replica, "health/ready")).isPresent();
    }

    /** A replica that has just started may need longer for its first ones than a request waits. */
    String metrics(String replica) throws InterruptedException {
        return awaited("there are metrics", () -> get(management(replica, "metrics")));
    }

    private String management(String replica, String path) {
        return "http://%s:9000/q/%s".formatted(address(replica), path);
    }

    boolean isRunning(String replica) {
        return !command("pids", replica).isBlank();
    }

    /** Each replica has another way to the database when it starts next. */
    void changeWays() {
        ways++;
    }

    void startReplica(String replica) {
        startReplica(replica, List.of());
    }

    /** Starts a replica with settings of {@code bench/cluster start}, such as {@code SECRET=second}. */
    void startReplica(String replica, List<String> settings) {
        List<String> arguments = new ArrayList<>(List.of("start", replica, "WAY=" + way(replica)));
        arguments.addAll(settings);
        command(arguments.toArray(String[]::new));
    }

    Path jarOfTheReleaseBefore() {
        return jarOfTheReleaseBefore;
    }

    /** How a replica reaches the primary. */
    String way(String replica) {
        return WAYS.get((ways + REPLICAS.indexOf(replica)) % WAYS.size());
    }

    /** The kind and the request of every audit event. */
    Set<String> audited() throws SQLException {
        Set<String> audited = new HashSet<>();
        try (Connection connection = connect("haproxy", 5000, "latchkey");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select kind || ' ' || request from audit_event where outcome = 'ACCEPTED' and request is not null")) {
            while (rows.next()) {
                audited.add(rows.getString(1));
            }
        }
        return audited;
    }

    Connection connect(String host, int port, String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://%s:%d/%s?user=postgres&connectTimeout=1&socketTimeout=2"
                .formatted(address(host), port, database));
    }

    private Optional<String> having(String role) {
        return members().stream()
                .filter(member -> member.path("role").asText().equals(role))
                .map(member -> member.path("name").asText())
                .findFirst();
    }

    private List<JsonNode> members() {
        return SERVERS.stream()
                .map(server -> get("http://%s:8008/cluster".formatted(address(server))))
                .flatMap(Optional::stream)
                .findFirst()
                .map(Hosts::membersIn)
                .orElse(List.of());
    }

    private static List<JsonNode> membersIn(String answer) {
        try {
            return StreamSupport.stream(JSON.readTree(answer).path("members").spliterator(), false)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(answer, e);
        }
    }

    private Optional<String> get(String url) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .timeout(LONGEST_ANSWER)
                            .build(),
                    BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
