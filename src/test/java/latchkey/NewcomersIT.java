package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import latchkey.docs.MarkdownPage;
import latchkey.docs.Newcomer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A platform team and a maintainer, who have a clone and its documentation. The commands are those of the pages. {@code DevelopmentIT} plays the
 * third newcomer, a frontend team; {@code ChartValuesTest} renders the chart with the values of docs/kubernetes.md.
 */
@EnabledIfSystemProperty(
        named = "newcomers",
        matches = "true",
        disabledReason = "skipped: -Dnewcomers=true builds clones of the last commit")
class NewcomersIT {

    private static final MarkdownPage README = page("README.md");
    private static final MarkdownPage OPERATIONS = page("docs/operations.md");
    private static final MarkdownPage CONTRIBUTING = page("CONTRIBUTING.md");

    /** What operations.md writes as {@code latchkey}. */
    private static final String LATCHKEY = "java -jar target/quarkus-app/quarkus-run.jar";

    private static final String PASSWORD = "p@ss $word";

    @TempDir
    private Path folder;

    @Test
    void aPlatformTeamBuildsServesChecksRotatesAndUpdates() throws Exception {
        String production = README.block("createuser");
        assertThat(production).contains("\n" + LATCHKEY);
        String exports =
                production.lines().filter(line -> line.startsWith("export ")).collect(Collectors.joining("\n"));
        Path checkout = checkout();
        int port = Nginx.freePort();
        try (PostgresServer server = database()) {
            Newcomer owner = team(checkout, server, port, port, "latchkey");
            owner.types(production.lines().findFirst().orElseThrow());
            owner.types(exports + "\n" + latchkey("migrate"));
            server.execute("latchkey", "set role latchkey; " + OPERATIONS.block("create role serving"));
            server.execute("alter role serving password '%s'".formatted(PASSWORD));
            Newcomer serving = team(checkout, server, port, port, "serving");
            try (Replica first = Replica.start(serving.shell(exports + "\nexec " + LATCHKEY))) {
                isReady(first, serving, exports);
                serving.types(README.block("auth/register"));
                checksTokens(serving, first, port);
                keysRotate(serving, exports);
                updates(owner, team(checkout, server, port, Nginx.freePort(), "serving"), first, exports);
            }
        }
    }

    /** With an empty one for the owner, as createuser and createdb make it. */
    private PostgresServer database() throws Exception {
        PostgresServer server = PostgresServer.in(folder.resolve("data"));
        server.configure("", "host all latchkey,serving all scram-sha-256\n");
        server.start();
        server.execute("create role latchkey login createrole password '%s'".formatted(PASSWORD));
        server.execute("create database latchkey owner latchkey");
        return server;
    }

    private static void isReady(Replica replica, Newcomer team, String exports) throws Exception {
        replica.awaitReady();
        assertThat(team.types(exports + "\n" + latchkey("health"))).contains("Ready.");
        assertThat(replica.givenManagement().get("/q/metrics").asString()).contains("latchkey_logins_total");
    }

    /** The sample with jose, as its page says. */
    private static void checksTokens(Newcomer team, Replica latchkey, int port) throws Exception {
        String token = latchkey.given()
                .contentType(ContentType.JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/express/api/auth/login")
                .path("data.token");
        int free = Nginx.freePort();
        Newcomer service = new Newcomer(
                team.folder().resolve("docs/verify/express"),
                Map.of("ISSUER=https://auth.shop.example", "PORT=%d ISSUER=http://localhost:%d".formatted(free, port)));
        try (Replica orders = Replica.start(service.shell(page("docs/verify/express/README.md")
                .block("npm start")
                .replace("npm start", "exec node orders.js")))) {
            Waiting.until("the service answers", () -> status(free, token) == 200);
            assertThat(orders.isRunning()).isTrue();
            assertThat(status(free, token.substring(0, token.length() - 9) + "forgeries"))
                    .isEqualTo(401);
        }
    }

    private static int status(int port, String token) {
        try {
            return RestAssured.given()
                    .port(port)
                    .header("Authorization", "Bearer " + token)
                    .get("/orders")
                    .statusCode();
        } catch (Exception notYet) {
            return 0;
        }
    }

    private static void keysRotate(Newcomer team, String exports) throws Exception {
        team.types(exports + "\n" + latchkey("keys rotate"));

        assertThat(team.types(exports + "\n" + latchkey("keys list"))).contains("signing", "published");
    }

    /** In the order of docs/upgrading.md, here to the same release. */
    private static void updates(Newcomer owner, Newcomer update, Replica first, String exports) throws Exception {
        Map<String, String> ada = Map.of("username", "ada", "password", "lovelace");
        String refresh = first.given()
                .contentType(ContentType.JSON)
                .body(ada)
                .post("/drf-token/api/auth/login")
                .path("refresh");
        assertThat(owner.types(exports + "\n" + latchkey("migrate")))
                .contains("The schema is up to date after 0 steps.");
        try (Replica second = Replica.start(update.shell(exports + "\nexec " + LATCHKEY))) {
            isReady(second, update, exports);
            first.terminate();
            assertThat(first.exitCode()).isEqualTo(143);
            second.given()
                    .contentType(ContentType.JSON)
                    .body(Map.of("refresh", refresh))
                    .post("/drf-token/api/auth/refresh")
                    .then()
                    .statusCode(200);
        }
    }

    /** A command of docs/operations.md, as one types it. */
    private static String latchkey(String command) {
        assertThat(OPERATIONS.text()).contains("`latchkey " + command + "`");
        return LATCHKEY + " " + command;
    }

    /** With what this team has in the place of the README's host, port, role and password; and one secret, which it keeps. */
    private static Newcomer team(Path clone, PostgresServer server, int issuer, int port, String role)
            throws IOException {
        String own =
                "export QUARKUS_HTTP_PORT=%d QUARKUS_MANAGEMENT_PORT=%d LATCHKEY_COOKIES_SECURE=false LATCHKEY_MIGRATE_AT_START=false"
                        .formatted(port, Nginx.freePort());
        return new Newcomer(
                clone,
                Map.of(
                        "localhost:5432",
                        "localhost:" + server.port(),
                        "USERNAME=latchkey",
                        "USERNAME=" + role,
                        "PASSWORD=…",
                        "PASSWORD='" + PASSWORD + "'",
                        "\"$(openssl rand -base64 48)\"",
                        "'a secret that this team has generated once, and keeps'",
                        "https://auth.example.com",
                        "http://localhost:" + issuer + "\n" + own,
                        "http://localhost:8080",
                        "http://localhost:" + port));
    }

    @Test
    void aMaintainerTestsFormatsLintsAndAddsAContract() throws Exception {
        Newcomer maintainer = new Newcomer(checkout(), Map.of());
        for (String does : List.of(
                "formats the code",
                "runs Error Prone",
                "runs one test class",
                "writes docs/collections again",
                "writes docs/api.md",
                "builds the [site]")) {
            maintainer.types(CONTRIBUTING.command(does));
        }
        assertThat(maintainer.types("git status --porcelain")).isEmpty();

        maintainer.types(CONTRIBUTING.command("begins a [contract]"));
        maintainer.types(CONTRIBUTING.command("formats the code"));
        maintainer.types(CONTRIBUTING.code("-Dtest=ContractTest,ActionsTest"));
        maintainer.types(CONTRIBUTING.code("-Dtest=DescriptionsTest,ReferencePagesTest,CollectionsTest"));
        assertThat(maintainer.folder().resolve("docs/contracts/acme.md"))
                .content()
                .contains("## Sign in with a code");
        assertThat(maintainer.folder().resolve("docs/collections/acme.json")).isNotEmptyFile();
    }

    /** Of the last commit. */
    private Path checkout() throws Exception {
        Path clone = folder.resolve("latchkey");
        new Newcomer(folder, Map.of())
                .types("git clone -q '%s' '%s'".formatted(Path.of("").toAbsolutePath(), clone));
        return clone;
    }

    private static MarkdownPage page(String name) {
        return MarkdownPage.read(Path.of(name));
    }
}
