package latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.http.ContentType;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import latchkey.contract.GoldenCase;
import org.junit.jupiter.api.Test;

/**
 * What openapi-generator makes of each contract's document: it compiles, and a frontend can use it. {@code .ci/run} brings what
 * is needed.
 */
class GeneratedClientsIT {

    private static final List<String> DOCUMENTS = Stream.concat(
                    GoldenCase.contracts().stream(), Stream.of("admin", "platform"))
            .toList();
    private static final Path GENERATOR = Path.of("target/openapi-generator-cli.jar");
    private static final Path SCRIPTS = Path.of("src/test/js");
    private static final Path TYPESCRIPT = SCRIPTS.resolve("node_modules/typescript/bin/tsc");

    /** Kept after the test, for inspection. */
    private static final Path FOLDER = Path.of("target/clients");

    @Test
    void aFrontendSignsInThroughEveryContract() throws Exception {
        assumeTrue(Nginx.runs("node", "--version"), "skipped: node is not on the PATH");
        assumeTrue(Files.exists(TYPESCRIPT), "skipped: typescript is missing; npm install in src/test/js brings it");
        assumeTrue(Files.exists(GENERATOR), "skipped: " + GENERATOR + " is missing; mvnw verify brings it");
        Map<String, String> settings = Database.settings();
        settings.put("quarkus.http.port", "0");
        settings.put("quarkus.management.port", "0");
        settings.put("latchkey.limits.attempts", "5");
        settings.put("latchkey.email.sender", "no-reply@shop.example");
        // No mail leaves: nothing listens there.
        settings.put("quarkus.mailer.port", "1");
        try (Replica replica = Replica.start(settings)) {
            replica.awaitReady();
            Database.empty();
            replica.given()
                    .contentType(ContentType.JSON)
                    .body("{\"username\": \"root\", \"password\": \"lovelace\"}")
                    .post("/express/api/auth/register")
                    .then()
                    .statusCode(201);
            Database.execute("update account set superuser = true");

            generate("http://localhost:" + replica.port());
            compile();

            assertThat(run("node", FOLDER.resolve("js/clients.js").toString(), "ada"))
                    .contains("throughTasti", "throughAdmin");
        }
    }

    /** The process that generates, since the generator's libraries are others than ours. */
    static final class Generator {

        /**
         * Generates one client after the other. The generator's own batches use a thread for each, also with {@code --threads 1}, and then
         * confuse the documents.
         */
        public static void main(String[] configurations) throws ReflectiveOperationException {
            Method generator =
                    Class.forName("org.openapitools.codegen.OpenAPIGenerator").getMethod("main", String[].class);
            for (String configuration : configurations) {
                generator.invoke(null, (Object) new String[] {"generate", "-c", configuration});
            }
        }
    }

    private static void generate(String address) throws Exception {
        List<String> command = new ArrayList<>(Replica.java());
        command.addAll(List.of("-cp", "target/test-classes:" + GENERATOR, Generator.class.getName()));
        Files.createDirectories(FOLDER);
        for (String contract : DOCUMENTS) {
            Path config = FOLDER.resolve(contract + ".json");
            command.add(Files.writeString(
                            config,
                            new ObjectMapper()
                                    .writeValueAsString(Map.of(
                                            "generatorName",
                                            "typescript-fetch",
                                            "inputSpec",
                                            address + "/q/openapi?contract=" + contract,
                                            "outputDir",
                                            FOLDER.resolve(contract)
                                                    .toAbsolutePath()
                                                    .toString(),
                                            "additionalProperties",
                                            Map.of("importFileExtension", ".js"))))
                    .toAbsolutePath()
                    .toString());
        }
        run(command.toArray(String[]::new));
    }

    private static void compile() throws Exception {
        Files.writeString(FOLDER.resolve("package.json"), "{\"type\": \"module\"}");
        Files.writeString(FOLDER.resolve("clients.ts"), Files.readString(SCRIPTS.resolve("clients.ts")));
        run(
                "node",
                TYPESCRIPT.toString(),
                "--strict",
                "--noEmitOnError",
                "--target",
                "es2022",
                "--module",
                "nodenext",
                "--lib",
                "es2022,dom,dom.iterable",
                "--outDir",
                FOLDER.resolve("js").toString(),
                FOLDER.resolve("clients.ts").toString());
    }

    /** The output of the command; fails if the command fails. */
    private static String run(String... command) throws Exception {
        Process process = Nginx.process(command);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(Stream.of(command).toList() + "\n" + output)
                .isZero();
        return output;
    }
}
