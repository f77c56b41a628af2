package latchkey.playground;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.email.MailOn;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Clicks through every page, and every example, in a real browser: the scripts are {@code src/test/js/*.test.mjs}. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(BrowserIT.Quick.class)
class BrowserIT {

    private static final Path SCRIPTS = Path.of("src/test/js");

    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");

    private static final List<String> HEADLESS_SHELLS = List.of("chromium-headless-shell", "chrome-headless-shell");

    /** Where the examples are, which the service has to know before. */
    private static final String EXAMPLES_PORT = "21730";

    private static final int LONGEST_MINUTES = 30;

    /** A test's line in the Test Anything Protocol. */
    private static final Pattern RESULT = Pattern.compile("(?m)^(not )?ok \\d+ - (.+)$");

    /** The same for a failed test, of a suite too, and what it says of the failure. */
    private static final Pattern FAILURE = Pattern.compile("(?ms)^( *)not ok \\d+ - .+?^\\1  \\.\\.\\.$");

    @TestHTTPResource("/")
    private URI latchkey;

    /** As development is, but for thieves and users who have less patience. */
    public static class Quick implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            // Mailed links begin with the issuer.
            String port = Integer.toString(freePort());
            Map<String, String> settings = new TreeMap<>(new MailOn().getConfigOverrides());
            settings.put("quarkus.http.test-port", port);
            settings.put("latchkey.issuer", "http://localhost:" + port);
            settings.put("latchkey.limits.mails", "0");
            settings.put("latchkey.limits.attempts", "20");
            settings.put("latchkey.admin.enabled", "true");
            settings.put("latchkey.console.enabled", "true");
            settings.put("latchkey.factors.required-for", "guarded");
            settings.put("latchkey.factors.grace", "PT0S");
            settings.put("latchkey.email.sender", "Latchkey <latchkey@localhost>");
            settings.put("quarkus.log.category.\"quarkus-mailer\".level", "WARN");
            settings.put("orchard.enabled", "true");
            settings.put("latchkey.contract.hosts.\"orchard.test\"", "orchard");
            settings.put("latchkey.session.grace", "PT2S");
            settings.put("latchkey.playground.accounts.demo", "demo-password");
            settings.put("latchkey.passkeys.rp-id", "localhost");
            settings.put("latchkey.cors.origins", "http://localhost:" + EXAMPLES_PORT + ",https://shop.example");
            return settings;
        }

        private static int freePort() {
            try (ServerSocket socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> everythingWorksInABrowser() throws Exception {
        Optional<Path> browser = program(BROWSERS);
        assumeTrue(browser.isPresent(), "skipped: there is none of " + BROWSERS);
        assumeTrue(
                Files.exists(SCRIPTS.resolve("node_modules/playwright-core")),
                "skipped: playwright-core is missing; npm install in src/test/js brings it");

        String report = report(browser.get());

        List<MatchResult> results = RESULT.matcher(report).results().toList();
        assertThat(results).as(report).isNotEmpty();
        String failures =
                FAILURE.matcher(report).results().map(MatchResult::group).collect(joining("\n"));
        return results.stream()
                .map(result -> dynamicTest(result.group(2), () -> {
                    assumeTrue(!result.group(2).contains("# SKIP"), result.group(2));
                    assertThat(result.group(1)).as(failures).isNull();
                }));
    }

    /** An operator for the console, as {@code accounts create --superuser} makes one. */
    private static void addOperator() {
        RestAssured.given()
                .contentType(ContentType.JSON)
                .body(Map.of("username", "operator", "password", "the difference engine"))
                .post("/express/api/auth/register")
                .then()
                .statusCode(201);
        Database.execute("update account set superuser = true where username = 'operator'");
    }

    private String report(Path browser) throws IOException, InterruptedException {
        addOperator();
        List<String> command =
                new ArrayList<>(List.of("node", "--test", "--test-concurrency=4", "--test-reporter=tap"));
        try (Stream<Path> scripts = Files.list(SCRIPTS)) {
            scripts.map(script -> script.getFileName().toString())
                    .filter(name -> name.endsWith(".test.mjs"))
                    .sorted()
                    .forEach(command::add);
        }
        ProcessBuilder node =
                new ProcessBuilder(command).directory(SCRIPTS.toFile()).redirectErrorStream(true);
        node.environment().put("CHROMIUM", browser.toString());
        program(HEADLESS_SHELLS).ifPresent(shell -> node.environment().put("HEADLESS_SHELL", shell.toString()));
        String screenshots = System.getProperty("screenshots");
        if (screenshots != null) {
            node.environment()
                    .put("SCREENSHOTS", Path.of(screenshots).toAbsolutePath().toString());
        }
        node.environment().put("EXAMPLES_PORT", EXAMPLES_PORT);
        node.environment().put("LATCHKEY_URL", "http://localhost:" + latchkey.getPort());
        Path report = Files.createTempFile("browser", ".tap");
        Process process = node.redirectOutput(report.toFile()).start();
        try {
            boolean ended = process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES);
            String said = Files.readString(report);
            // Of a run that was broken off, the plan at the end is missing.
            assertThat(ended && said.contains("\n# tests ")).as(said).isTrue();
            return said;
        } finally {
            process.destroyForcibly();
            Files.delete(report);
        }
    }

    private static Optional<Path> program(List<String> names) {
        return Stream.of(System.getenv("PATH").split(":"))
                .flatMap(folder -> names.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
