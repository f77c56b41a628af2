package latchkey.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import latchkey.Database;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command factors import, and the option of export, as an operator types them. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class FactorsImportCommandTest {

    private static final Path FILES = Path.of("src/test/resources/import/factors");

    @Inject
    CommandLine.IFactory factory;

    @TempDir
    private Path folder;

    @BeforeEach
    void adaAndGraceAreImported() {
        Database.empty();
        Database.execute("""
                insert into account (username, joined_at, legacy_id) values ('ada', now(), '1'), ('grace', now(), '2')
                """);
    }

    private record Ended(int code, String said) {}

    private Ended run(String... typed) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        PrintStream both = new PrintStream(said, true, UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            int code = CommandHelp.line(factory)
                    .setErr(new PrintWriter(both, true))
                    .setExecutionExceptionHandler((e, line, result) -> {
                        both.println(CommandFailure.of(e));
                        return 1;
                    })
                    .execute(typed);
            return new Ended(code, said.toString(UTF_8).replaceAll("(?m)^\\{\"happened_at\".*\\n", ""));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private Path copied(String name) throws IOException {
        return Files.copy(FILES.resolve(name), folder.resolve(name));
    }

    @Test
    void rejectedFactorsAreWrittenToAFileThatOnlyTheOwnerCanRead() throws IOException {
        Path file = copied("keycloak.json");
        Path rejects = folder.resolve("keycloak.json.rejects");

        Ended ended = run("factors", "import", file.toString(), "--format", "Keycloak", "--dry-run");

        assertThat(ended)
                .isEqualTo(new Ended(
                        1,
                        "This would be: 6 read: 2 imported, 0 skipped, 4 rejected, for the reasons in %s.\n"
                                .formatted(rejects)));
        assertThat(Files.readAllLines(rejects))
                .hasSize(4)
                .contains("{\"line\":7,\"username\":\"ada\",\"reason\":\"its recovery codes are stored as hashes\"}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(rejects)))
                .isEqualTo("rw-------");
        assertThat(run("factors", "import", file.toString(), "--format", "keycloak", "--json")
                        .said())
                .isEqualTo("{\"dry_run\":false,\"read\":6,\"imported\":2,\"skipped\":0,\"rejected\":4}\n");
        assertThat(Database.query("select count(*) from factor")).isEqualTo("2");
    }

    @Test
    void theSecretOfBetterAuthIsReadFromAFile() throws IOException {
        Path file = copied("better-auth.csv");
        Path secrets = Files.writeString(
                folder.resolve("secrets"),
                "the newest, which encrypts nothing yet\nmade up for a test, and long enough\n");

        assertThat(run("factors", "import", file.toString(), "--format", "better-auth")
                        .said())
                .isEqualTo("--format better-auth needs --secret-file, or BETTER_AUTH_SECRET in the environment.\n");
        assertThat(run(
                                "factors",
                                "import",
                                file.toString(),
                                "--format",
                                "better-auth",
                                "--secret-file",
                                secrets.toString())
                        .said())
                .startsWith("8 read: 5 imported, 0 skipped, 3 rejected");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            factors import %s/file | 2 | Missing required option: '--format=FORMAT'
            factors import %s/file --format csv | 2 | Invalid value for option '--format'
            factors import %s/nowhere --format ndjson | 1 | There is no readable file %s/nowhere.
            factors import %s/file --format ndjson --rejects %s/file | 1 | --rejects names %s/file, the file to import: choose another.
            factors import %s/file --format better-auth --secret-file %s/nowhere | 1 | Not done: there is no file or folder %s/nowhere.
            factors import %s/file --format django | 1 | Stopped: the file is not JSON, near line 1, column 7. The second factors imported before that remain.
            """)
    void aRefusedImportHasAnExitCodeAndAReason(String typed, int code, String sentence) throws IOException {
        Files.writeString(folder.resolve("file"), "secret");

        Ended ended = run(typed.replace("%s", folder.toString()).split(" "));

        assertThat(ended.code()).as(ended.said()).isEqualTo(code);
        assertThat(ended.said())
                .contains(sentence.replace("%s", folder.toString()))
                .doesNotContain("\tat ");
        assertThat(folder.resolve("file")).content().isEqualTo("secret");
    }

    @Test
    void anExportHasFactorsOnlyOnDemand() throws IOException {
        run("factors", "import", copied("supabase.csv").toString(), "--format", "supabase");
        Path file = folder.resolve("users.ndjson");

        assertThat(run("export", file.toString()).code()).isZero();
        assertThat(file).content().contains("\"ada\"").doesNotContain("factors");
        assertThat(run("export", file.toString(), "--factors").code()).isZero();
        assertThat(file)
                .content()
                .contains(
                        "\"factors\":[{\"kind\":\"totp\",\"name\":\"phone\",\"secret\":\"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\"}]");
        assertThat(run("import", file.toString(), "--format", "ndjson").said())
                .startsWith("1 users have second factors, which are not imported yet");
    }
}
