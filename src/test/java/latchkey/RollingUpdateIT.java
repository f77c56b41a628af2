package latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A rolling update from one release to the next, behind a proxy that checks readiness as an ingress does, while users go on. */
class RollingUpdateIT {

    @TempDir
    private Path folder;

    private final Map<String, String> settings = ProductionIT.settings();
    private final List<Replica> replicas = new ArrayList<>();
    private final List<Replica> started = new ArrayList<>();

    @BeforeEach
    void anEmptyDatabaseWithoutTables() throws Exception {
        assumeTrue(Nginx.isThere(), "skipped: nginx is not on the PATH");
        Database.execute("drop database if exists updated with (force)");
        Database.execute("create database updated");
        settings.put("quarkus.datasource.jdbc.url", Database.url().replaceFirst("/[a-z]+\\?", "/updated?"));
        settings.put("quarkus.shutdown.delay", "PT2S");
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Replica replica : replicas) {
            replica.close();
        }
    }

    /** A later release's migration adds columns to all tables. */
    @Test
    void noRequestFailsAndNoSessionEndsDuringARollingUpdate() throws Exception {
        start(this::present);
        try (Nginx proxy = Nginx.start(folder, upstream());
                SteadyUsers users = SteadyUsers.at(proxy.port())) {
            users.awaitMore();
            addColumns();
            users.awaitMore();
            update(proxy, users, this::present);

            users.close();
            assertThat(users.failures()).as(errors()).isEmpty();
        }
    }

    /** The schema is that of the former release first, then the present one, as {@code latchkey migrate} leaves it, also on the way back. */
    @EnabledIfSystemProperty(
            named = "former.release",
            matches = ".+",
            disabledReason = "skipped: -Dformer.release=true builds the former release")
    @Test
    void noRequestFailsAndNoSessionEndsDuringAnUpdateFromTheFormerReleaseAndBack() throws Exception {
        FormerRelease former = FormerRelease.build(
                System.getProperty("former.release"), Files.createDirectory(folder.resolve("former")));
        start(() -> former.start(settings));
        try (Nginx proxy = Nginx.start(folder, upstream());
                SteadyUsers users = SteadyUsers.at(proxy.port())) {
            users.awaitMore();
            migrate();
            users.awaitMore();
            update(proxy, users, this::present);
            update(proxy, users, () -> former.start(settings));

            users.close();
            assertThat(users.failures()).as(errors()).isEmpty();
        }
    }

    private void start(Callable<Replica> release) throws Exception {
        for (int i = 0; i < 2; i++) {
            add(release.call());
        }
    }

    private void add(Replica replica) throws InterruptedException {
        replicas.add(replica);
        started.add(replica);
        replica.awaitReady();
    }

    private Replica present() throws Exception {
        return Replica.start(settings);
    }

    private void migrate() throws Exception {
        try (Replica command = Replica.start(settings, "migrate")) {
            assertThat(command.exitCode()).as(command.output()).isZero();
        }
    }

    /** Replaces each replica by one of {@code release}, when that is ready. */
    private void update(Nginx proxy, SteadyUsers users, Callable<Replica> release) throws Exception {
        for (int i = 0; i < 2; i++) {
            add(release.call());
            Replica last = replicas.remove(0);
            last.terminate();
            proxy.reload(upstream());
            assertThat(last.exitCode()).as(last.output()).isIn(0, 143);
            users.awaitMore();
        }
    }

    private void addColumns() throws SQLException {
        try (Connection connection = DriverManager.getConnection(settings.get("quarkus.datasource.jdbc.url"));
                Statement statement = connection.createStatement()) {
            for (String table : List.of(
                    "account", "credential", "login_name", "session", "attempt", "audit_event", "signing_key")) {
                statement.execute("alter table " + table + " add column later text");
            }
        }
    }

    /** What the replicas logged, without where it was. */
    private String errors() {
        return started.stream()
                .flatMap(replica -> replica.output().lines())
                .filter(line -> line.contains("ERROR") || line.startsWith("Caused by"))
                .distinct()
                .limit(20)
                .collect(Collectors.joining("\n"));
    }

    private String upstream() {
        return """
                upstream latchkey { %s keepalive 8; }
                server {
                    listen 8443;
                    # A reload closes idle connections, whatever a client is about to send.
                    keepalive_timeout 0;
                    location / {
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_pass http://latchkey;
                    }
                }
                """.formatted(replicas.stream()
                .map(replica -> "server 127.0.0.1:%d;".formatted(replica.port()))
                .collect(Collectors.joining(" ")));
    }
}
