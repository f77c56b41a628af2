package latchkey;

import static java.util.Objects.requireNonNullElse;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The documentation lists the settings of the code, with the same names and defaults. */
class ReadmeTest {

    private static final Pattern ROW =
            Pattern.compile("^\\| `(latchkey\\.[^`]+)` \\| (?:`([^`]*)`)?", Pattern.MULTILINE);

    @Test
    void listsEverySettingWithItsDefault() throws IOException {
        Map<String, String> listed = listed("docs/settings.md");
        SmallRyeConfig defaults = Settings.defaults();
        Map<String, String> known = new TreeMap<>();
        for (String name : Settings.names()) {
            if (name.endsWith("[*]")) {
                continue; // a list's other name
            }
            known.put(
                    name.replace("[*]", "")
                            .replace("hosts.*", "hosts.\"<host>\"")
                            .replace("clients.*", "clients.\"<id>\"")
                            .replace("legacy.*", "legacy.\"<name>\"")
                            .replace("accounts.*", "accounts.\"<name>\""),
                    requireNonNullElse(defaults.getRawValue(name), ""));
        }

        assertThat(new TreeMap<>(listed)).isEqualTo(known);
        assertThat(known).containsAllEntriesOf(listed("README.md"));
    }

    @Test
    void isShort() throws IOException {
        assertThat(Files.readAllLines(Path.of("README.md"))).hasSizeLessThanOrEqualTo(150);
    }

    private static Map<String, String> listed(String file) throws IOException {
        return ROW.matcher(Files.readString(Path.of(file)))
                .results()
                .collect(toMap(row -> row.group(1), ReadmeTest::fallback));
    }

    private static String fallback(MatchResult row) {
        return row.group(2) == null ? "" : row.group(2);
    }
}
