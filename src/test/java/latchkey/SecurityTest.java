package latchkey;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/security.md has a row for every requirement, and every test that it names exists. */
class SecurityTest {

    private static final Path PAGE = Path.of("docs/security.md");

    private static final Pattern ROW = Pattern.compile("^\\| (\\d+)(?:–(\\d+))? \\|", Pattern.MULTILINE);

    private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z0-9]+)[.]([a-z][A-Za-z0-9]+)`");

    @Test
    void everyRequirementHasARow() throws IOException {
        List<Integer> rows = ROW.matcher(Files.readString(PAGE))
                .results()
                .flatMap(row -> IntStream.rangeClosed(
                                Integer.parseInt(row.group(1)),
                                Integer.parseInt(row.group(2) == null ? row.group(1) : row.group(2)))
                        .boxed())
                .toList();

        assertThat(rows)
                .hasSizeGreaterThanOrEqualTo(47)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, rows.size()).boxed().toList());
    }

    @Test
    void everyTestNamedInSecurityMdExists() throws IOException {
        Set<String> missing = new TreeSet<>();
        NAMED.matcher(Files.readString(PAGE)).results().forEach(named -> {
            if (!source(named.group(1)).contains("void " + named.group(2) + "(")) {
                missing.add(named.group());
            }
        });

        assertThat(missing).isEmpty();
    }

    @Test
    void thereAreNoDefaultAccounts() throws IOException {
        try (Stream<Path> steps = Files.list(Path.of("src/main/resources/db/migration"))) {
            assertThat(steps.map(SecurityTest::text))
                    .noneMatch(step -> step.matches("(?is).*insert\\s+into\\s+(account|credential)\\b.*"));
        }
    }

    private static String source(String test) {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.filter(file -> file.endsWith(test + ".java"))
                    .map(SecurityTest::text)
                    .collect(joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
