package latchkey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * PostgreSQL as operators run it: with a private certificate authority, client certificates, schemas, passwords, a
 * connection pooler.
 */
class DatabasesIT {

    private static final String PASSWORD = "p@ss:w/o?r#d%$$";
    private static final String ENCODED = "p%40ss%3Aw%2Fo%3Fr%23d%25$$";
    private static final Pattern GRANTS = Pattern.compile("```sql\n(create role serving.+?)```", Pattern.DOTALL);
    private static final String URL_FILE = "quarkus.datasource.jdbc.url";
    private static final String UNAVAILABLE = "{\"message\":\"Error: try again later.\"}";

    @TempDir
    private static Path folder;

    private static PostgresServer server;
    private static Certificates certificates;

    @BeforeAll
    static void thereIsAServer() throws Exception {
        certificates = Certificates.of(folder, "authority", "localhost", "certified");
        server = PostgresServer.in(folder.resolve("data"));
        server.configure("""
                ssl = on
                ssl_cert_file = '%s'
                ssl_key_file = '%s'
                ssl_ca_file = '%s'
                """.formatted(file("localhost.crt"), file("localhost.key"), file("authority.crt")), """
                hostssl   all certified     127.0.0.1/32 cert
                hostnossl all certified     127.0.0.1/32 reject
                host      all owner,serving,rotated 127.0.0.1/32 scram-sha-256
                """);
        server.start();
        server.execute("create role owner login createrole password '" + PASSWORD + "'");
        server.execute("create role certified login");
        for (String database : List.of("whole", "pooled")) {
            server.execute("create database " + database + " owner owner");
        }
        server.execute("create database certified owner certified");
        server.execute("create role rotated login password '" + PASSWORD + "'");
        server.execute("create database rotated owner rotated");
        server.execute("create database others");
        server.execute("others", "create table theirs (id bigint)");
        server.execute("whole", "create schema auth authorization owner");
    }

    @AfterAll
    static void end() throws Exception {
        server.close();
    }

    private record CommandResult(int exit, String output) {}

    @Test
    void aDatabaseErrorAtTheStartIsExplainedWithItsFix() throws Exception {
        Certificates others = Certificates.of(Files.createDirectory(folder.resolve("others")), "authority");
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            // StartupTest and ConnectionUriTest try other URLs that cannot be read.
            Map<String, String> sentences = Map.ofEntries(
                    Map.entry(
                            "jdbc:postgresql://owner:hidden@nosuchhost.invalid/whole",
                            "there is no host nosuchhost.invalid; DNS does"),
                    Map.entry(
                            "postgres://owner:hidden@localhost:%d/whole".formatted(server.port()),
                            "password authentication failed for user \"owner\"; the database does not let this role in"),
                    Map.entry(
                            "postgres://owner:hid%%en@localhost:%d/whole".formatted(server.port()),
                            "QUARKUS_DATASOURCE_JDBC_URL is no address of a PostgreSQL database: it is written as"),
                    Map.entry(
                            "jdbc:postgresql://localhost:%d?user=owner&password=hidden".formatted(server.port()),
                            "QUARKUS_DATASOURCE_JDBC_URL is no address of a PostgreSQL database: it is written as"),
                    Map.entry(
                            "postgres://owner@localhost:%d/whole".formatted(silent.getLocalPort()),
                            "does not answer in time"),
                    Map.entry(url("whole?sslmode=verify-full&sslrootcert=/nowhere/ca.crt"), "/nowhere/ca.crt"),
                    Map.entry(
                            url("whole?sslmode=verify-full&sslrootcert=" + others.file("authority.crt")),
                            "; TLS with the database fails"),
                    Map.entry(
                            url("whole?sslmode=verify-full&sslrootcert=" + file("authority.crt"))
                                    .replace("localhost", "127.0.0.1"),
                            "; TLS with the database fails"),
                    Map.entry(
                            url("whole?sslmode=require").replace("owner:" + ENCODED, "certified"),
                            "client certificate"),
                    Map.entry(Database.url() + "&sslmode=require", "; the database does not take such a connection"),
                    Map.entry(
                            "postgres://postgres@localhost:%d/others".formatted(server.port()),
                            "the schema has tables that are not Latchkey's; name a database or a schema"));
            List<String> urls = List.copyOf(sentences.keySet());

            ConcurrentCallers.of(2, half -> () -> {
                for (int i = half; i < urls.size(); i += 2) {
                    saysInOneSentence(migrate(urls.get(i)), sentences.get(urls.get(i)));
                }
                return half;
            });
        }
    }

    private static void saysInOneSentence(CommandResult result, String sentence) {
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output().lines())
                .singleElement()
                .asString()
                .contains(sentence)
                .endsWith(".");
        assertThat(result.output()).doesNotContain("hid", "Exception", "baseline", ".;");
    }

    @Test
    void connectsWithTlsAndClientCertificatesAsManagedDatabasesRequire() throws Exception {
        String trusting = "?sslmode=verify-full&sslrootcert=" + file("authority.crt");
        List<String> urls = List.of(
                url("whole" + trusting + "&application_name=latchkey&target_session_attrs=read-write"),
                url("certified" + trusting).replace("owner:" + ENCODED, "certified") + "&sslcert="
                        + file("certified.crt") + "&sslkey=" + file("certified.pk8") + "&currentSchema=public",
                url("whole?sslrootcert=system"),
                url("whole" + trusting + "&currentSchema=auth"),
                jdbc("certified" + trusting) + "&user=certified&sslcert=" + file("certified.crt") + "&sslkey="
                        + file("certified.key"),
                url("whole?sslmode=require&sslfactory=org.postgresql.ssl.NonValidatingFactory"),
                url(
                        "whole?sslmode=require&sslfactory=org.postgresql.ssl.SingleCertValidatingFactory&sslfactoryarg=file:"
                                + file("localhost.crt")),
                url("whole" + trusting + "&sslhostnameverifier=org.postgresql.ssl.PGjdbcHostnameVerifier"));

        // Of two at once on an empty schema, each waits for the other.
        ConcurrentCallers.of(2, half -> () -> {
            for (int i = half; i < urls.size(); i += 2) {
                CommandResult result = migrate(urls.get(i));
                assertThat(result.exit()).as(urls.get(i) + result.output()).isZero();
                assertThat(result.output())
                        .contains("The schema is up to date")
                        .doesNotContain("p@ss", ENCODED, "jdbc:");
            }
            return half;
        });
    }

    @Test
    void theDatabaseCanBeNamedByDatabaseUrl() throws Exception {
        Map<String, String> settings = settings("");
        settings.remove("quarkus.datasource.jdbc.url");
        ProcessBuilder command = Replica.process(Replica.command(settings, "accounts", "schemes"));
        command.environment().put("DATABASE_URL", url("others"));

        try (Replica replica = Replica.start(command)) {
            assertThat(replica.exitCode()).isEqualTo(1);
            assertThat(replica.output()).contains("run latchkey migrate first");
        }
        for (String mistaken : List.of("postgres://ada:se/cret@localhost/others", "\"" + url("others") + "\"")) {
            command.environment().put("DATABASE_URL", mistaken);
            try (Replica replica = Replica.start(command)) {
                assertThat(replica.exitCode()).isEqualTo(1);
                assertThat(replica.output())
                        .startsWith("DATABASE_URL is no address of a PostgreSQL database")
                        .doesNotContain("cret", ENCODED);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            max     | 0  | QUARKUS_DATASOURCE_JDBC_MAX_SIZE is 0; it must be 1 or more.
            min     | 51 | QUARKUS_DATASOURCE_JDBC_MIN_SIZE is 51; it cannot be negative, nor more than QUARKUS_DATASOURCE_JDBC_MAX_SIZE, which is 50.
            """)
    void aPoolThatCannotBeMadeIsReportedByItsSetting(String which, String size, String sentence) throws Exception {
        Map<String, String> settings = settings(url("whole"));
        settings.put("quarkus.datasource.jdbc." + which + "-size", size);

        try (Replica replica = Replica.start(settings)) {
            assertThat(replica.exitCode()).isEqualTo(1);
            assertThat(replica.output().lines().filter(line -> line.contains("QUARKUS") || line.contains("Exception")))
                    .containsExactly(sentence);
        }
    }

    /** In a separate schema, with the serving role; each fault is fixed before the next. */
    @Test
    void aDatabaseFaultIsLoggedOnceAndAccessTokensAreStillChecked() throws Exception {
        String schema = "whole?currentSchema=auth";
        assertThat(migrate(url(schema)).exit()).isZero();
        Matcher grants = GRANTS.matcher(Manifests.text(Path.of("docs/operations.md")));
        assertThat(grants.find()).isTrue();
        server.execute(
                "whole",
                "set role owner; set search_path to auth; " + grants.group(1).replace("schema public", "schema auth"));
        server.execute("alter role serving password 'first'");
        Map<String, String> settings =
                settings("postgres://serving:first@localhost:%d/%s".formatted(server.port(), schema));
        settings.put("latchkey.migrate-at-start", "false");
        // A statement under way waits for as long.
        settings.put("quarkus.datasource.jdbc.additional-jdbc-properties.socketTimeout", "4");
        try (Replica replica = Replica.start(settings)) {
            User ada = User.signedIn(replica);
            ready(replica);

            server.execute("whole", "revoke select on all tables in schema auth from serving");
            server.execute("whole", "revoke usage on all sequences in schema auth from serving");
            server.execute("whole", "grant select on auth.flyway_schema_history to serving");
            unready(replica, tables());
            unready(replica, "account_number");
            server.execute("whole", "grant select on all tables in schema auth to serving");
            server.execute("whole", "grant usage on all sequences in schema auth to serving");
            ready(replica);

            server.execute("whole", "revoke usage on schema auth from serving");
            unready(replica, "this role may not do that in the database", "it lacks rights on the schema auth");
            try (Replica command = Replica.start(settings, "keys", "list")) {
                assertThat(command.exitCode()).isEqualTo(1);
                assertThat(command.output())
                        .startsWith("Not done: this role may not do that in the database")
                        .contains("schema auth");
            }
            server.execute("whole", "grant usage on schema auth to serving");
            ready(replica);

            server.execute("whole", "revoke update on auth.session from serving");
            for (int i = 0; i < 20; i++) {
                refused(ada.refresh());
            }
            unready(replica, "this role may not do that in the database", "session");
            server.execute("whole", "grant update on auth.session to serving");
            recovers(replica, ada);

            server.execute("alter role serving password 'second'");
            server.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'serving'");
            Waiting.until("connections are lost", () -> {
                refused(ada.refresh());
                return replica.output().contains("the database does not let this role in");
            });
            ada.isKnown();
            unready(replica, "the database does not let this role in");
            server.execute("alter role serving password 'first'");
            recovers(replica, ada);

            server.hang(() -> {
                refused(ada.refresh());
                ada.isKnown();
                unready(replica, "the database does not answer in time");
            });
            recovers(replica, ada);

            List<String> lines = replica.output()
                    .lines()
                    .filter(line -> line.contains("requests get 503"))
                    .toList();
            assertThat(lines).hasSizeBetween(3, 20);
            assertThat(lines.get(0)).contains("this role may not do that", "permission denied for table session");
            assertThat(lines).anyMatch(line -> line.contains("does not let this role in"));
            assertThat(lines).anyMatch(line -> line.contains("does not answer in time"));
            assertThat(replica.output()).doesNotContain("\tat ", "Retrying", ":first", "jdbc:");
        }
    }

    /** All that requests use, so that a table of a later migration is not forgotten. */
    private static String[] tables() throws SQLException {
        try (Connection connection = server.connect("whole");
                Statement statement = connection.createStatement();
                ResultSet names = statement.executeQuery("select string_agg(tablename, ',') from pg_tables"
                        + " where schemaname = 'auth' and tablename <> 'flyway_schema_history'")) {
            names.next();
            return names.getString(1).split(",");
        }
    }

    private record User(Replica replica, String access, String[] token) {

        static User signedIn(Replica replica) {
            post(replica, "register").then().statusCode(201);
            Response login = post(replica, "login");
            return new User(replica, Json.text(login, "data.token"), new String[] {login.cookie("refresh_token")});
        }

        Response refresh() {
            Response answer = replica.given().cookie("refresh_token", token[0]).post("/express/api/auth/refresh");
            token[0] = answer.statusCode() == 200 ? answer.cookie("refresh_token") : token[0];
            return answer;
        }

        void isKnown() {
            replica.given().get("/.well-known/jwks.json").then().statusCode(200);
            replica.given()
                    .header("Authorization", "Bearer " + access)
                    .get("/forward-auth")
                    .then()
                    .statusCode(200);
        }
    }

    private static void refused(Response answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.asString()).isEqualTo(UNAVAILABLE);
        assertThat(answer.header("Retry-After")).isEqualTo("2");
    }

    private static void recovers(Replica replica, User user) throws InterruptedException {
        Waiting.until("it refreshes", () -> user.refresh().statusCode() == 200);
        ready(replica);
    }

    private static void ready(Replica replica) throws InterruptedException {
        Waiting.until(
                "it is ready",
                () -> replica.givenManagement().get("/q/health/ready").statusCode() == 200);
    }

    private static void unready(Replica replica, String... reasons) throws InterruptedException {
        Waiting.until("readiness says why", () -> {
            Response answer = replica.givenManagement().get("/q/health/ready");
            return answer.statusCode() == 503 && List.of(reasons).stream().allMatch(answer.asString()::contains);
        });
    }

    /**
     * As a rotated Secret of Kubernetes, Vault, or a sidecar that writes the tokens of a cloud: one replica has the password in a file,
     * the other in a URL in a folder. Each opens its four connections at the start, and none later, unless it loses them.
     */
    @Test
    void aPasswordIsReadAgainFromItsFileForEachConnection() throws Exception {
        Path file = folder.resolve("rotated");
        Path mounted = Files.createDirectory(folder.resolve("mounted"));
        store(PASSWORD, file, mounted);
        Map<String, String> settings = settings(jdbc("rotated"));
        List.of("initial", "min", "max")
                .forEach(size -> settings.put("quarkus.datasource.jdbc." + size + "-size", "4"));
        ProcessBuilder ofFile = Replica.process(Replica.command(settings));
        ofFile.environment().put("QUARKUS_DATASOURCE_USERNAME", "rotated");
        ofFile.environment().put("QUARKUS_DATASOURCE_PASSWORD_FILE", file.toString());
        settings.remove("quarkus.datasource.jdbc.url");
        settings.put("latchkey.secrets-directory", mounted.toString());
        try (Replica one = Replica.start(ofFile);
                Replica other = Replica.start(settings)) {
            List<Replica> replicas = List.of(one, other);
            one.awaitReady();
            other.awaitReady();
            Load load = Load.on(replicas);
            try (load) {
                load.awaitProgress();

                Instant changed = Instant.now();
                server.execute("alter role rotated password 'role-first'");
                load.awaitProgress();
                assertThat(load.failures()).isEmpty();
                loseAllConnections(replicas, "the database does not let this role in");
                store("role-first", file, mounted);
                Instant stored = Instant.now();
                load.awaitProgress();
                List<Load.Failure> failures = load.failures();
                assertThat(failures).isNotEmpty().allSatisfy(failure -> {
                    assertThat(failure.ended()).isAfter(changed);
                    assertThat(failure.began()).isBefore(stored);
                    assertThat(failure.status()).isEqualTo(503);
                });

                store("file-first", file, mounted);
                load.awaitProgress();
                server.execute("alter role rotated password 'file-first'");
                load.awaitProgress();
                assertThat(load.failures()).hasSameSizeAs(failures);

                Files.delete(file);
                Files.writeString(mounted.resolve(URL_FILE), "");
                load.awaitProgress();
                assertThat(load.failures()).hasSameSizeAs(failures);
                loseAllConnections(replicas, "the file with the password of the database cannot be read");
                assertThat(one.output())
                        .contains("QUARKUS_DATASOURCE_PASSWORD_FILE is " + file + ", which is not a readable file");
                assertThat(other.output())
                        .contains("A file of latchkey.secrets-directory is " + mounted.resolve(URL_FILE)
                                + ", which is empty");
                for (Replica replica : replicas) {
                    unready(replica, "the file with the password of the database cannot be read");
                }
                store("file-first", file, mounted);
                load.awaitProgress();
            }
            for (Replica replica : replicas) {
                ready(replica);
                assertThat(replica.output().lines().filter(line -> line.contains("requests get 503")))
                        .hasSizeBetween(2, 20);
                assertThat(replica.output()).doesNotContain("role-first", "file-first", "p@ss", "p%40ss", "\tat ");
            }
        }
    }

    private static void store(String password, Path file, Path mounted) throws IOException {
        Files.writeString(file, password + "\n");
        String encoded = password.equals(PASSWORD) ? ENCODED : password;
        Files.writeString(mounted.resolve(URL_FILE), url("rotated").replace("owner:" + ENCODED, "rotated:" + encoded));
    }

    /** Until the log says why no new one opens, and no pool has a connection that it does not know to be lost. */
    private static void loseAllConnections(List<Replica> replicas, String why) throws Exception {
        server.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'rotated'");
        for (Replica replica : replicas) {
            Waiting.until("the log says why", () -> replica.output().contains(why));
            Waiting.until("connections are lost", () -> replica.givenManagement()
                    .get("/q/metrics")
                    .asString()
                    .lines()
                    .filter(line -> line.startsWith("agroal_available_count") || line.startsWith("agroal_active_count"))
                    .allMatch(line -> line.endsWith(" 0.0")));
        }
    }

    /** PgBouncer of Debian 12, which does not support prepared statements, and in a schema that the role's search path names. */
    @Test
    void poolersInTransactionModeNeedPrepareThresholdZero() throws Exception {
        assumeTrue(Nginx.runs("pgbouncer", "--version"), "skipped: pgbouncer is not there");
        server.execute("pooled", "create schema auth authorization owner");
        for (String role : List.of("owner", "postgres")) {
            server.execute("alter role " + role + " in database pooled set search_path = auth");
        }
        assertThat(migrate(url("pooled")).exit()).isZero();
        server.execute("pooled", "select id from auth.session");
        int port = Nginx.freePort();
        Path file = Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                pooled = host=127.0.0.1 port=%d dbname=pooled user=postgres
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                auth_type = any
                pool_mode = transaction
                default_pool_size = 3
                ignore_startup_parameters = extra_float_digits
                """.formatted(server.port(), port));
        Process pooler = Nginx.process("unshare", "-U", "pgbouncer", file.toString());
        try {
            String url = "postgres://pooled@localhost:%d/pooled".formatted(port);
            try (Replica replica = Replica.start(settings(url + "?prepareThreshold=0"))) {
                User ada = User.signedIn(replica);
                for (int round = 0; round < 10; round++) {
                    assertThat(askedByFour(ada)).containsOnly(200);
                }
            }
            try (Replica replica = Replica.start(settings(url))) {
                User ada = new User(replica, post(replica, "login").jsonPath().getString("data.token"), new String[1]);
                Waiting.until("it is met", () -> {
                    assertThat(askedByFour(ada)).isSubsetOf(200, 401, 503);
                    return replica.output().contains("prepareThreshold=0");
                });
            }
        } finally {
            pooler.destroy();
        }
    }

    private static List<Integer> askedByFour(User user) {
        try {
            return ConcurrentCallers.of(
                    4,
                    caller -> () -> IntStream.range(0, 8)
                            .map(i -> user.replica()
                                    .given()
                                    .header("Authorization", "Bearer " + user.access())
                                    .get(i % 2 == 0 ? "/express/api/user" : "/account/sessions")
                                    .statusCode())
                            .filter(status -> status != 200)
                            .findFirst()
                            .orElse(200));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Response post(Replica replica, String path) {
        return replica.given()
                .contentType(ContentType.JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/express/api/auth/" + path);
    }

    private static CommandResult migrate(String url) throws Exception {
        Process command = Replica.process(Replica.command(settings(url), "migrate"))
                .redirectErrorStream(true)
                .start();
        String output = new String(command.getInputStream().readAllBytes(), UTF_8);
        int exit = command.waitFor();
        // A successful migration prints JSON only.
        return new CommandResult(
                exit,
                output.lines().filter(line -> !line.startsWith("{")).reduce("", (all, line) -> all + line + "\n"));
    }

    private static Map<String, String> settings(String url) {
        Map<String, String> settings = ProductionIT.settings();
        settings.put("quarkus.datasource.jdbc.url", url);
        settings.put("javax.net.ssl.trustStore", file("keys.p12").toString());
        settings.put("javax.net.ssl.trustStorePassword", "for tests only");
        return settings;
    }

    private static String url(String database) {
        return "postgres://owner:%s@localhost:%d/%s".formatted(ENCODED, server.port(), database);
    }

    private static String jdbc(String database) {
        return "jdbc:postgresql://localhost:%d/%s".formatted(server.port(), database);
    }

    private static Path file(String name) {
        return certificates.file(name);
    }
}
