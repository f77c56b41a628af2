package latchkey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.http.ContentType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says to type in production, on a PostgreSQL that asks for passwords. */
class ReadmeIT {

    private static final Pattern ROLE = Pattern.compile(
            "createuser --pwprompt (?<role>\\w+) && createdb --owner (?<owner>\\w+) (?<database>\\w+) .*");

    private static final String PASSWORD = "p@ss $word";

    @TempDir
    private static Path folder;

    private static PostgresServer server;
    private static List<String> lines;
    private static Matcher role;
    private static Map<String, String> variables;

    @BeforeAll
    static void thereIsARole() throws Exception {
        String section = Files.readString(Path.of("README.md")).split("## Run it in production\n")[1];
        lines = section.split("\n## ")[0].lines().toList();
        role = lines.stream()
                .map(ROLE::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .orElseThrow();
        server = PostgresServer.in(folder.resolve("data"));
        server.configure("", "host all %s all scram-sha-256\n".formatted(role.group("role")));
        server.start();
        // As createuser does.
        server.execute("create role %s login nosuperuser nocreatedb nocreaterole password '%s'"
                .formatted(role.group("role"), PASSWORD));
        variables = variables();
    }

    @BeforeEach
    void theRoleOwnsAnEmptyDatabase() throws Exception {
        server.execute("drop database if exists %s with (force)".formatted(role.group("database")));
        // As createdb does.
        server.execute("create database %s owner %s".formatted(role.group("database"), role.group("owner")));
    }

    @AfterAll
    static void end() throws Exception {
        server.close();
    }

    @Test
    void theJarStartsWithTheVariablesOfTheReadme() throws Exception {
        assertThat(lines).contains("java -jar target/quarkus-app/quarkus-run.jar");

        try (Replica replica = run()) {
            serves(replica);
        }
    }

    @Test
    void theImageMigratesAndServesWithTheSameVariables() throws Exception {
        List<String> commands = lines.stream()
                .filter(line -> line.startsWith("docker run "))
                .map(line -> line.replaceFirst(".* latchkey:\\S+ ?", ""))
                .toList();
        assertThat(commands).containsExactly("migrate", "");

        try (Replica migration = run("migrate")) {
            assertThat(migration.exitCode()).as(migration.output()).isZero();
        }
        try (Replica replica = run()) {
            serves(replica);
        }
    }

    private static void serves(Replica replica) throws InterruptedException {
        replica.awaitReady();
        replica.given()
                .get("/.well-known/openid-configuration")
                .then()
                .body("issuer", equalTo("https://auth.example.com"));
        replica.given()
                .contentType(ContentType.JSON)
                .body(Map.of("username", "ada", "password", "lovelace"))
                .post("/express/api/auth/register")
                .then()
                .statusCode(201);
        assertThat(replica.output().lines().filter(line -> line.contains("WARN")))
                .singleElement()
                .asString()
                .contains("express takes passwords of 6 characters");
    }

    /** On free ports, and the server's. */
    private static Replica run(String... arguments) throws IOException {
        Map<String, String> ports = Map.of("quarkus.http.port", "0", "quarkus.management.port", "0");
        ProcessBuilder builder = Replica.process(Replica.command(ports, arguments));
        builder.environment().putAll(variables);
        return Replica.start(builder);
    }

    /** What a shell makes of the lines that export variables. */
    private static Map<String, String> variables() throws IOException, InterruptedException {
        String exports = Stream.concat(lines.stream().filter(line -> line.startsWith("export ")), Stream.of("env -0"))
                .reduce("", (all, line) -> all + line + "\n")
                .replace("localhost:5432", "localhost:" + server.port())
                .replace("PASSWORD=…", "PASSWORD='" + PASSWORD + "'");
        Process shell = new ProcessBuilder("sh", "-euc", exports).start();
        Map<String, String> exported = new TreeMap<>();
        for (String variable : new String(shell.getInputStream().readAllBytes(), UTF_8).split("\0")) {
            String[] parts = variable.split("=", 2);
            if (parts[0].matches("(?:QUARKUS|LATCHKEY)_.*")) {
                exported.put(parts[0], parts[1]);
            }
        }
        assertThat(shell.waitFor()).isZero();
        assertThat(exported).hasSize(5).containsEntry("QUARKUS_DATASOURCE_PASSWORD", PASSWORD);
        return exported;
    }
}
