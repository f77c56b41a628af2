package latchkey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import latchkey.command.HealthCommand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Health, metrics and logs. */
class ObservabilityIT {

    private static final Path COMPONENTS = Path.of("deploy/components");
    private static final Pattern METRIC = Pattern.compile("\\b(?:latchkey|http_server|agroal)_[a-z_]+");

    /** Exists if {@code latchkey.metrics.histograms} is true. */
    private static final String BY_SETTING = "http_server_requests_seconds_bucket";

    private Map<String, String> settings;

    @BeforeEach
    void anEmptyDatabase() {
        settings = ProductionIT.settings();
        Database.execute("drop database if exists observed");
        Database.execute("create database observed");
        settings.put("quarkus.datasource.jdbc.url", Database.url().replaceFirst("/postgres\\?", "/observed?"));
    }

    @Test
    void healthAndMetricsAreServedOnTheManagementPort() throws Exception {
        try (Replica replica = Replica.start(settings)) {
            assertThatAllIsThereFromTheStart(replica);
            for (String path : List.of("/q/health/live", "/q/health/ready", "/q/health/started", "/q/metrics")) {
                assertThat(replica.given().get(path).statusCode()).as(path).isEqualTo(404);
                assertThat(replica.givenManagement().get(path).statusCode())
                        .as(path)
                        .isEqualTo(200);
            }
            assertThat(replica.given().get("/q/openapi").statusCode()).isEqualTo(200);
            assertThat(replica.givenManagement().get("/express/api/user").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void readinessWaitsForTheSchema() throws Exception {
        settings.put("latchkey.migrate-at-start", "false");
        try (Replica replica = Replica.start(settings)) {
            Response early = replica.givenManagement().get("/q/health/ready");
            assertThat(early.statusCode()).isEqualTo(503);
            assertThat(early.asString()).contains("older than this release");
            assertThat(health(replica.managementPort()))
                    .isEqualTo(
                            "1 Not ready: database (its schema is older than this release; latchkey migrate brings it"
                                    + " up to date), signing keys (not read).\n");
            assertThat(replica.givenManagement().get("/q/health/live").statusCode())
                    .isEqualTo(200);

            try (Replica migration = Replica.start(settings, "migrate")) {
                assertThat(migration.exitCode()).as(migration.output()).isZero();
            }

            replica.awaitReady();
            assertThat(health(replica.managementPort())).isEqualTo("0 Ready.\n");
            assertThat(health(replica.port())).startsWith("1 Not ready: port " + replica.port() + " answers 404, ");
        }
    }

    /** What {@code latchkey health} in the container of a service does: no setting but the port. */
    private static String health(int port) throws IOException, InterruptedException {
        ProcessBuilder builder = Replica.process(Replica.command(Map.of(), HealthCommand.NAME));
        builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(port));
        try (Replica command = Replica.start(builder)) {
            return command.exitCode() + " " + command.output();
        }
    }

    @Test
    void everyMetricOfTheDashboardAndTheAlertsIsThere() throws Exception {
        try (Replica replica = Replica.start(settings)) {
            String body = "{\"username\": \"ada\", \"password\": \"lovelace\"}";
            post(replica, "/express/api/auth/register", body);
            Response login = post(replica, "/express/api/auth/login", body);
            post(replica, "/express/api/auth/login", body.replace("lovelace", "babbage!"));
            for (int i = 0; i < 2; i++) {
                replica.given()
                        .cookie("refresh_token", login.cookie("refresh_token"))
                        .post("/express/api/auth/refresh");
            }

            // The count comes from the database: if that takes long, the page is answered without.
            AtomicReference<String> answered = new AtomicReference<>("");
            Waiting.until("sessions are counted", () -> {
                answered.set(replica.givenManagement().get("/q/metrics").asString());
                return !answered.get().contains("latchkey_sessions NaN");
            });
            String metrics = answered.get();

            assertThat(metrics)
                    .contains("latchkey_logins_total{contract=\"express\",outcome=\"accepted\"} 1.0")
                    .contains("latchkey_logins_total{contract=\"express\",outcome=\"refused\"} 1.0")
                    .contains("latchkey_refreshes_total{outcome=\"rotated\"} 1.0")
                    .contains("latchkey_refreshes_total{outcome=\"replayed\"} 1.0")
                    .contains("latchkey_sessions 1.0")
                    .contains("latchkey_hashing_seconds_count 3")
                    .contains("uri=\"/express/api/auth/login\"")
                    .doesNotContain("\"ada\"");
            assertThat(METRIC.matcher(metrics).results().map(m -> m.group()).toList())
                    .containsAll(metricsOf(COMPONENTS))
                    .containsAll(metricsOf(Path.of("docs/kubernetes.md")))
                    .containsAll(metricsOf(Path.of("docs/operations.md")).stream()
                            .filter(name -> !name.equals(BY_SETTING))
                            .toList());
        }
    }

    /** An alert needs a counter that exists before the first event. */
    private static void assertThatAllIsThereFromTheStart(Replica replica) throws Exception {
        String fresh = replica.givenManagement().get("/q/metrics").asString();
        assertThat(METRIC.matcher(fresh).results().map(m -> m.group()).toList()).containsAll(metricsOf(COMPONENTS));
        for (String outcome : List.of("rotated", "renewed", "replayed", "reused", "carried over")) {
            assertThat(fresh).contains("latchkey_refreshes_total{outcome=\"" + outcome + "\"} 0.0");
        }
        for (String limit : List.of("hashing", "account", "network", "registration", "mail", "session")) {
            assertThat(fresh).contains("latchkey_throttled_total{limit=\"" + limit + "\"} 0.0");
        }
        for (String contract : List.of("drf-cookie", "drf-token", "express", "fastapi", "tasti")) {
            for (String outcome : List.of("accepted", "refused", "throttled", "code required")) {
                assertThat(fresh)
                        .contains("latchkey_logins_total{contract=\"%s\",outcome=\"%s\"} 0.0"
                                .formatted(contract, outcome));
            }
        }
        for (String outcome : List.of("sent", "to be retried", "failed")) {
            assertThat(fresh).contains("latchkey_mails_total{outcome=\"" + outcome + "\"} 0.0");
        }
        for (String outcome : List.of("delivered", "to be retried", "failed")) {
            assertThat(fresh).contains("latchkey_webhook_events_total{outcome=\"" + outcome + "\"} 0.0");
        }
        assertThat(fresh)
                .contains(
                        "latchkey_hashing_waiting 0.0",
                        "latchkey_hashing_floor_seconds 0.0",
                        "latchkey_key_age_seconds")
                .doesNotContain(BY_SETTING)
                .as("what the container tells of itself")
                .doesNotContain("\nsystem_", "\nprocess_", "\ndisk_");
    }

    @Test
    void settingsTurnOnHistogramsAndHealthOnThePublicPort() throws Exception {
        settings.put("latchkey.metrics.histograms", "true");
        settings.put("latchkey.health.public", "true");
        try (Replica replica = Replica.start(settings)) {
            for (String path : List.of("/q/health/live", "/q/health/ready")) {
                Response answer = replica.given().get(path);
                assertThat(answer.statusCode()).as(path).isEqualTo(200);
                assertThat(answer.asString()).isEqualTo("{\"status\":\"UP\"}");
                assertThat(replica.given().head(path).statusCode()).isEqualTo(200);
                assertThat(replica.given().post(path).statusCode()).isEqualTo(405);
            }
            for (String path :
                    List.of("/q/health", "/q/health/started", "/q/health/well", "/q/metrics", "/q/health/live/x")) {
                assertThat(replica.given().get(path).statusCode()).as(path).isEqualTo(404);
            }
            replica.given().get("/forward-auth").then().statusCode(401);
            String metrics = replica.givenManagement().get("/q/metrics").asString();
            assertThat(metrics.lines()
                            .filter(line -> line.startsWith(BY_SETTING) && line.contains("uri=\"/forward-auth\"")))
                    .hasSize(12)
                    .anyMatch(line -> line.contains("le=\"0.005\""))
                    .anyMatch(line -> line.contains("le=\"+Inf\"") && line.endsWith(" 1.0"));

            Database.execute("drop database observed with (force)");
            Waiting.until(
                    "it is not ready",
                    () -> replica.given().get("/q/health/ready").statusCode() == 503);
            assertThat(replica.given().get("/q/health/ready").asString()).isEqualTo("{\"status\":\"DOWN\"}");
            assertThat(replica.given().get("/q/health/live").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void logsInJsonWithTheIdsOfRequestAndTrace() throws Exception {
        BlockingQueue<String> traces = new LinkedBlockingQueue<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            traces.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        settings.put("quarkus.log.console.json.enabled", "true");
        settings.put("quarkus.otel.sdk.disabled", "false");
        settings.put("quarkus.otel.bsp.schedule.delay", "100MS");
        settings.put("quarkus.otel.exporter.otlp.protocol", "http/protobuf");
        settings.put(
                "quarkus.otel.exporter.otlp.endpoint",
                "http://localhost:" + collector.getAddress().getPort());
        try (Replica replica = Replica.start(settings)) {
            post(replica, "/express/api/auth/login", "{\"username\": \"ada\", \"password\": \"lovelace\"}");
            assertThat(traces.poll(5, TimeUnit.MINUTES))
                    .contains("/express/api/auth/login")
                    .contains("latchkey")
                    .doesNotContain("lovelace");
            Database.execute("drop database observed with (force)");

            Response fault =
                    post(replica, "/express/api/auth/login", "{\"username\": \"ada\", \"password\": \"lovelace\"}");

            assertThat(fault.statusCode()).isIn(500, 503);
            JsonNode line = replica.output()
                    .lines()
                    .map(ObservabilityIT::json)
                    .filter(entry -> entry.path("level").asText().equals("ERROR"))
                    .reduce((first, last) -> last)
                    .orElseThrow();
            assertThat(line.at("/mdc/request").asText()).isEqualTo(fault.header("X-Request-Id"));
            assertThat(line.at("/mdc/traceId").asText()).matches("[0-9a-f]{32}");
        } finally {
            collector.stop(0);
        }
    }

    @Test
    void onShutdownReadinessFailsFirstAndRequestsInFlightAreFinished() throws Exception {
        settings.put("quarkus.shutdown.delay", "PT10S");
        settings.put("latchkey.connections.request-timeout", "PT1M");
        String body = "{\"username\": \"ada\", \"password\": \"lovelace\"}";
        try (Replica replica = Replica.start(settings)) {
            post(replica, "/express/api/auth/register", body);
            try (Socket slow = new Socket("localhost", replica.port())) {
                OutputStream out = slow.getOutputStream();
                out.write(("POST /express/api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                + body.substring(0, 10))
                        .getBytes(UTF_8));
                out.flush();

                replica.terminate();
                Waiting.until(
                        "readiness fails",
                        () -> replica.givenManagement().get("/q/health/ready").statusCode() == 503);
                assertThat(post(replica, "/express/api/auth/login", body).statusCode())
                        .isEqualTo(200);
                Waiting.until("no client is let in", () -> refuses(replica.port()));
                out.write(body.substring(10).getBytes(UTF_8));
                out.flush();
                assertThat(new String(slow.getInputStream().readAllBytes(), UTF_8))
                        .startsWith("HTTP/1.1 200");
            }
            assertThat(replica.exitCode()).isIn(0, 143);
        }
    }

    private static boolean refuses(int port) {
        try (Socket client = new Socket("localhost", port)) {
            return client.isClosed();
        } catch (IOException refused) {
            return true;
        }
    }

    private static TreeSet<String> metricsOf(Path fileOrFolder) throws Exception {
        TreeSet<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(fileOrFolder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                METRIC.matcher(Files.readString(file))
                        .results()
                        .map(match -> match.group())
                        .filter(name -> !name.endsWith("_"))
                        .forEach(names::add);
            }
        }
        assertThat(names).isNotEmpty();
        return names;
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    private static Response post(Replica replica, String path, String body) {
        return replica.given().contentType(ContentType.JSON).body(body).post(path);
    }
}
