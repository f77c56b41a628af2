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
import latchkey.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Arguments that the command import refuses. ImportIT runs it as an operator does. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class ImportCommandTest {

    @Inject
    CommandLine.IFactory factory;

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            import %s/users.csv --format csv --on-conflict merge | 2 | Invalid value for option '--on-conflict'
            import %s/nowhere.csv --format csv | 1 | There is no readable file %s/nowhere.csv.
            import %s/users.csv --format csv --rejects %s/users.csv | 1 | --rejects names %s/users.csv, the file to import: choose another.
            import %s/users.csv --format csv --rejects %s/nowhere/x | 1 | There is no writable folder
            import %s/users.csv | 2 | Missing required option: '--format=FORMAT'
            import %s/users.csv --format django | 1 | Stopped: the file is not JSON, near line 1, column 9. The users imported before that remain.
            import %s/users.csv --format csv --model auth.user | 1 | --model works only with --format django.
            """)
    void aRefusedImportHasAnExitCodeAndAReason(String typed, int code, String sentence) throws IOException {
        Database.empty();
        Path users = Files.writeString(folder.resolve("users.csv"), "username\nada\n");
        ByteArrayOutputStream said = new ByteArrayOutputStream();

        assertThat(run(said, inFolder(typed).split(" "))).isEqualTo(code);

        assertThat(said.toString(UTF_8)).contains(inFolder(sentence)).doesNotContain("\tat ");
        assertThat(users).content().isEqualTo("username\nada\n");
        assertThat(Database.query("select count(*) from account")).isEqualTo("0");
    }

    @Test
    void anImportWithoutRejectsDeletesThoseOfTheOneBefore() throws IOException {
        Database.empty();
        Files.writeString(folder.resolve("users.csv"), "username\nada\n");
        Path rejects = Files.writeString(folder.resolve("users.csv.rejects"), "of the import before");

        assertThat(run(
                        new ByteArrayOutputStream(),
                        inFolder("import %s/users.csv --format csv").split(" ")))
                .isZero();

        assertThat(rejects).doesNotExist();
    }

    private String inFolder(String text) {
        return text.replace("%s", folder.toString());
    }

    private int run(ByteArrayOutputStream said, String... typed) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        PrintStream both = new PrintStream(said, true, UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            return new CommandLine(LatchkeyCommand.class, factory)
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .setErr(new PrintWriter(both, true))
                    .execute(typed);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
