package latchkey.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What CONTRIBUTING.md says of a new contract: it begins as a copy that compiles, and that keeps all promises of its model. */
class NewContractTest {

    /** What a build needs. */
    private static final List<String> SOURCES =
            List.of("src/main", "src/test/java", "src/test/resources", "docs", "pom.xml", "mvnw", ".mvn");

    @TempDir
    private Path checkout;

    @Test
    void aCopyCompilesAndIsTheNewestContract() throws Exception {
        copy(List.of("src/main/java/latchkey/contract", "src/main/resources", "src/test/resources/contracts"));

        List<Path> written = new NewContract(checkout, "acme-two").write();

        assertThat(written).hasSize(8).allSatisfy(file -> assertThat(checkout.resolve(file))
                .isNotEmptyFile());
        List<Path> classes = written.stream()
                .filter(file -> file.toString().endsWith(".java"))
                .map(checkout::resolve)
                .toList();
        assertThat(errorsOf(classes)).isEmpty();
        assertThat(Files.readString(classes.get(1)))
                .contains("NAME = \"acme-two\";", "docs/contracts/acme-two.md")
                .containsPattern("since\\(\\) \\{\\s+return ([3-9]|[1-9]\\d+);");
        assertThat(checkout.resolve("src/main/resources/application.properties"))
                .content()
                .contains("%dev,test.latchkey.contract.hosts.\"acme-two.localhost\"=acme-two\n");
        assertThatThrownBy(() -> new NewContract(checkout, "acme-two").write())
                .hasMessage("There is a contract acme-two.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Acme", "acme-", "-acme", "../acme", "acme_two", "2acme"})
    void aNameThatIsNoPathSegmentOrPackageIsRefused(String name) {
        assertThatThrownBy(() -> new NewContract(checkout, name)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Builds the whole service: some minutes. */
    @Test
    void aCopyKeepsAllThatItsModelPromises() throws Exception {
        assumeTrue(
                Boolean.getBoolean("new.contract"),
                "skipped: -Dnew.contract=true builds the service with a new contract");
        copy(SOURCES);
        new NewContract(checkout, "acme-two").write();

        Process build = new ProcessBuilder(
                        "./mvnw",
                        "-B",
                        "-ntp",
                        "-q",
                        "test",
                        "-Dtest=ContractTest,ActionsTest,DescriptionsTest,CollectionsTest",
                        "-Dpages.write=true",
                        "-Dcollections.write=true")
                .directory(checkout.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(build.waitFor()).as(said).isZero();
        assertThat(checkout.resolve("docs/contracts/acme-two.md")).content().contains("## Sign in with a code");
    }

    private static String errorsOf(List<Path> classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            compiler.getTask(
                            errors,
                            files,
                            null,
                            List.of(
                                    "-proc:none",
                                    "-d",
                                    Files.createTempDirectory("classes").toString()),
                            null,
                            files.getJavaFileObjectsFromPaths(classes))
                    .call();
        }
        return errors.toString();
    }

    private void copy(List<String> sources) throws IOException {
        for (String source : sources) {
            try (Stream<Path> files = Files.walk(Path.of(source))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path copy = checkout.resolve(file);
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
    }
}
