package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.http.ContentType;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import latchkey.PostgresServer.End;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas under load lose their database: it restarts, or a standby replaces it. */
class DatabaseLossIT {

    @TempDir
    private Path folder;

    private final Map<String, String> settings = ProductionIT.settings();
    private PostgresServer server;
    private PostgresServer standby;
    private final List<Replica> replicas = new ArrayList<>();

    @BeforeEach
    void initialise() throws Exception {
        server = PostgresServer.in(folder.resolve("server"));
        standby = server.standby(folder.resolve("standby"));
        server.start();
        // A client that heard nothing of its rotation asks again when the database is back.
        settings.put("latchkey.session.grace", "PT1H");
    }

    @AfterEach
    void stop() throws Exception {
        for (Replica replica : replicas) {
            replica.close();
        }
        standby.close();
        server.close();
    }

    @Test
    void aDatabaseRestartFailsOnlyRequestsDuringItAndEndsNoSession() throws Exception {
        startReplicas(server.url());

        for (End end : End.values()) {
            lose(end, server::start, server);
        }
    }

    @Test
    void acknowledgedWritesSurviveTheLossOfThePrimary() throws Exception {
        standby.start();
        server.set("synchronous_standby_names", "*");
        Waiting.until("the standby is synchronous", this::synchronous);
        startReplicas(urlOf(server.port(), standby.port()));

        lose(End.ALL_KILLED, () -> standby.query("select pg_promote()"), standby);
    }

    @Test
    void aDatabaseServerThatHangsIsSkipped() throws Exception {
        try (SilentServer silent = new SilentServer()) {
            startReplicas(urlOf(silent.port(), server.port()));

            Load load = Load.on(replicas);
            try (load) {
                load.awaitProgress();
            }

            assertThat(load.failures()).isEmpty();
        }
    }

    /** For example a standby before its promotion, behind an address that always leads to the primary. */
    @Test
    void aReadOnlyDatabaseServerCountsAsUnavailable() throws Exception {
        startReplicas(server.url());

        Load load = Load.on(replicas);
        try (load) {
            load.awaitProgress();
            server.set("default_transaction_read_only", "on");
            Waiting.until("requests fail", () -> load.failures().size() > 10);
            server.set("default_transaction_read_only", "off");
            load.awaitProgress();
        }

        assertThat(load.failures()).allSatisfy(DatabaseLossIT::assertTemporary);
    }

    /** As behind a proxy that follows the primary: connections opened before the failover stay on the old server. */
    @Test
    void connectionsToAStandbyAreClosed() throws Exception {
        standby.start();
        settings.put("quarkus.datasource.jdbc.url", server.url());
        try (Replica migration = Replica.start(settings, "migrate")) {
            assertThat(migration.exitCode()).as(migration.output()).isZero();
        }
        String name = "before";
        try (SwitchableProxy detour = new SwitchableProxy(server.port())) {
            settings.put("latchkey.migrate-at-start", "false");
            settings.put("quarkus.datasource.jdbc.initial-size", "8");
            settings.put("quarkus.datasource.jdbc.min-size", "8");
            detour.leadTo(standby.port());
            Waiting.until("the standby has the schema", this::followed);
            replicas.add(
                    Replica.start(settings("jdbc:postgresql://localhost:%d/postgres?user=postgres", detour.port())));
            Replica replica = replicas.get(0);
            awaitReadiness(503);
            assertThat(replica.givenManagement().get("/q/health/ready").asString())
                    .contains("the database only reads");
            assertThat(register(replica, name)).isEqualTo(503);

            detour.leadTo(server.port());

            Waiting.until("writes succeed", () -> register(replica, name) == 201);
            awaitReadiness(200);
            AtomicInteger others = new AtomicInteger();
            Waiting.until("no connection leads to the standby", () -> IntStream.range(0, 20)
                    .allMatch(i -> register(replica, name + others.getAndIncrement()) == 201));
        }
    }

    private Map<String, String> settings(String url, int port) {
        settings.put("quarkus.datasource.jdbc.url", url.formatted(port));
        return settings;
    }

    private boolean followed() {
        try {
            return standby.query("select count(*) from pg_tables where tablename = 'session'")
                    .equals("1");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int register(Replica replica, String name) {
        return replica.given()
                .contentType(ContentType.JSON)
                .body("{\"username\": \"%s\", \"password\": \"lovelace\"}".formatted(name))
                .post("/express/api/auth/register")
                .statusCode();
    }

    /** The action that makes the database available again. */
    private interface Remedy {

        void apply() throws Exception;
    }

    private void lose(End end, Remedy remedy, PostgresServer next) throws Exception {
        Load load = Load.on(replicas);
        Instant lost;
        Instant ready;
        try (load) {
            load.awaitProgress();
            lost = Instant.now();
            server.end(end);
            awaitReadiness(503);
            List<Load.RefreshProgress> told = load.progress();
            remedy.apply();
            assertKept(told, next);
            awaitReadiness(200);
            ready = Instant.now();
            load.awaitProgress();
        }
        assertThat(load.failures()).isNotEmpty().allSatisfy(failure -> {
            assertThat(failure.ended()).isAfter(lost);
            assertThat(failure.began()).isBefore(ready);
            assertTemporary(failure);
        });
        assertKept(load.progress(), next);
        for (String name : load.registered()) {
            assertThat(load.login(name).statusCode()).as(name).isEqualTo(200);
        }
        assertThat(replicas).allSatisfy(replica -> assertThat(replica.output()).doesNotContain("\tat "));
    }

    private static void assertTemporary(Load.Failure failure) {
        assertThat(failure.status()).isEqualTo(503);
        assertThat(failure.retryAfter()).contains("2");
        assertThat(failure.body()).isEqualTo("{\"message\":\"Error: try again later.\"}");
    }

    /** Each session has at least the generation that its client last received. */
    private static void assertKept(List<Load.RefreshProgress> told, PostgresServer server) throws SQLException {
        for (Load.RefreshProgress session : told) {
            String stored = server.query("select generation from session where id = '%s'".formatted(session.session()));
            assertThat(Integer.parseInt(stored)).isGreaterThanOrEqualTo(session.generation());
        }
    }

    private static String urlOf(int port, int otherPort) {
        return "jdbc:postgresql://localhost:%d,localhost:%d/postgres?targetServerType=primary&user=postgres"
                .formatted(port, otherPort);
    }

    private boolean synchronous() {
        try {
            return server.query("select sync_state from pg_stat_replication").equals("sync");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void startReplicas(String url) throws Exception {
        settings.put("quarkus.datasource.jdbc.url", url);
        replicas.add(Replica.start(settings));
        replicas.add(Replica.start(settings));
        awaitReadiness(200);
    }

    private void awaitReadiness(int status) throws InterruptedException {
        for (Replica replica : replicas) {
            Waiting.until(
                    "readiness is " + status,
                    () -> replica.givenManagement().get("/q/health/ready").statusCode() == status);
        }
    }
}
