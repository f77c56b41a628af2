package latchkey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import latchkey.settings.UnknownSettings;
import org.junit.jupiter.api.Test;

/** Links, navigation and commands of the documentation. {@code ReferencePagesTest} compares what its commands request. */
class DocsTest {

    private static final List<MarkdownPage> PAGES = MarkdownPage.all();

    private static final Pattern MARK = Pattern.compile("run by (\\w+)|not run: .{5,}");

    @Test
    void everyLinkHasATarget() {
        Set<String> broken = new TreeSet<>();
        PAGES.forEach(page -> page.relativeLinks().stream()
                .filter(link -> !resolves(page, link))
                .forEach(link -> broken.add(page.name() + ": " + link)));

        assertThat(broken).isEmpty();
    }

    @Test
    void everyPageIsInTheNavigation() throws IOException {
        Navigation navigation = Navigation.read();
        MarkdownPage home = MarkdownPage.read(MarkdownPage.ROOT.resolve("README.md"));

        assertThat(navigation.missing()).isEmpty();
        assertThat(navigation.links()).allMatch(link -> resolves(home, link));
        assertThat(PAGES.stream()
                        .filter(page -> page.file().startsWith(MarkdownPage.ROOT) && !navigation.lists(page))
                        .map(MarkdownPage::name))
                .as("add it to " + Navigation.FILE)
                .isEmpty();
    }

    @Test
    void everyCommandIsRunOrCheckedOrMarked() throws IOException {
        Navigation navigation = Navigation.read();
        Set<String> open = new TreeSet<>();
        int blocks = 0;
        for (MarkdownPage page : PAGES) {
            for (MarkdownPage.Block block : page.commandBlocks()) {
                blocks++;
                String mark = block.mark().isEmpty() ? navigation.mark(page) : block.mark();
                if (mark.isEmpty()) {
                    Commands.unchecked(block.text()).forEach(line -> open.add(page.name() + ": " + line));
                } else if (!isMark(mark)) {
                    open.add(page.name() + ": unknown mark: " + mark);
                }
            }
        }

        assertThat(blocks).isGreaterThan(40);
        assertThat(open)
                .as("mark the block, ```sh run by SomeTest or ```sh not run: reason; CONTRIBUTING.md says when")
                .isEmpty();
    }

    @Test
    void everyCommandOfLatchkeyExists() {
        Set<String> unknown = new TreeSet<>();
        int commands = 0;
        for (MarkdownPage page : PAGES) {
            List<List<String>> all = Stream.concat(
                            page.commandBlocks().stream().map(MarkdownPage.Block::text), page.codes().stream())
                    .flatMap(text -> Commands.ofLatchkey(text).stream())
                    .toList();
            commands += all.size();
            all.forEach(arguments -> Commands.unknown(arguments)
                    .ifPresent(word ->
                            unknown.add(page.name() + ": " + word + " in latchkey " + String.join(" ", arguments))));
        }

        assertThat(commands).isGreaterThan(50);
        assertThat(unknown).isEmpty();
    }

    @Test
    void everyVariableOfTheDocsIsASetting() {
        Map<String, String> variables = PAGES.stream()
                .flatMap(page -> page.commandBlocks().stream())
                .flatMap(block -> Commands.variables(block.text()).stream())
                .collect(Collectors.toMap(name -> name, name -> "", (one, other) -> one));

        UnknownSettings unknown = UnknownSettings.in(new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(variables, EnvConfigSource.ORDINAL))
                .build());

        assertThat(variables).containsKey("LATCHKEY_EMAIL_SENDER");
        assertThat(unknown.flaw()).isEmpty();
        assertThat(unknown.warnings()).isEmpty();
    }

    /** A test that runs a block exists. */
    private static boolean isMark(String mark) {
        Matcher found = MARK.matcher(mark);
        return found.matches() && (found.group(1) == null || exists(found.group(1)));
    }

    private static boolean exists(String test) {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.anyMatch(file -> file.endsWith(test + ".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean resolves(MarkdownPage page, String link) {
        String[] parts = link.split("#", 2);
        Path folder =
                page.file().getParent() == null ? Path.of("") : page.file().getParent();
        Path target =
                parts[0].isEmpty() ? page.file() : folder.resolve(parts[0]).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return parts.length == 1 || MarkdownPage.read(target).anchors().contains(parts[1]);
    }
}
