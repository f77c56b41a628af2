package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import latchkey.command.LatchkeyCommand;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

/** The version in pom.xml is the only one: every other place has the same. */
class VersionTest {

    private static final Pattern VERSION =
            Pattern.compile("(?m)(?:latchkey:|VERSION=|newTag: |^(?:appV|v)ersion: \"?|--version |"
                    + "latchkey-client-|\"version\": \"|tag the commit `v)(\\d+\\.\\d+\\.\\d+)");

    private static final String RELEASED = first("(?m)^    <version>(.+)</version>", Path.of("pom.xml"));

    @Test
    void everyOtherPlaceHasTheVersionOfThePom() throws IOException {
        for (Path file : files().toList()) {
            assertThat(VERSION.matcher(Files.readString(file)).results().map(match -> match.group(1)))
                    .as(file.toString())
                    .allMatch(RELEASED::equals);
        }
        assertThat(LatchkeyCommand.class.getAnnotation(Command.class).version())
                .containsExactly("latchkey " + RELEASED);
    }

    @Test
    void theChangelogHasItAsTheNewestReleaseWithTheDayOfTheBuild() throws IOException {
        List<String> headings = Pattern.compile("(?m)^## (.+)$")
                .matcher(Files.readString(Path.of("CHANGELOG.md")))
                .results()
                .map(heading -> heading.group(1))
                .toList();
        String day = first("<project.build.outputTimestamp>(.{10})T00:00:00Z<", Path.of("pom.xml"));

        assertThat(headings).startsWith("Unreleased", RELEASED + " - " + day);
        assertThat(headings.stream().skip(1))
                .allMatch(heading -> heading.matches("\\d+\\.\\d+\\.\\d+ - \\d{4}-\\d\\d-\\d\\d"));
    }

    @Test
    void itsMinorVersionGetsSecurityFixes() {
        assertThat(first("(?m)^\\| (\\S+) \\| yes \\|$", Path.of("SECURITY.md")))
                .isEqualTo(RELEASED.replaceFirst("\\.\\d+$", ""));
    }

    private static Stream<Path> files() throws IOException {
        return Stream.concat(
                Stream.of(Path.of("README.md"), Path.of("CONTRIBUTING.md"), Path.of("clients/js/package.json")),
                Stream.of("docs", "deploy", "src/main/docker").flatMap(VersionTest::below));
    }

    private static Stream<Path> below(String folder) {
        try {
            return Files.walk(Path.of(folder))
                    .filter(file -> file.toString().matches(".*(\\.(md|ya?ml)|Dockerfile\\.[a-z-]+)"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String first(String pattern, Path file) {
        try {
            return Pattern.compile(pattern)
                    .matcher(Files.readString(file))
                    .results()
                    .map(match -> match.group(1))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
