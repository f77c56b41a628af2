package latchkey.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One page of the documentation.
 *
 * @param file relative to the repository
 */
public record MarkdownPage(Path file, String text) {

    static final Path ROOT = Path.of("docs");

    private static final Set<String> SHELLS = Set.of("sh", "bash", "shell", "console");

    private static final Pattern BLOCK =
            Pattern.compile("^( *)```(\\w+)[ ]?(.*)\n((?s:.*?))^\\1```$", Pattern.MULTILINE);

    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s]+)\\)");

    private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.+?) *#*$", Pattern.MULTILINE);

    private static final Pattern ANCHOR = Pattern.compile("<a id=\"([^\"]+)\">");

    /**
     * A fenced block.
     *
     * @param mark what stands behind the language, such as {@code not run: needs Docker}
     */
    public record Block(String language, String mark, String text) {}

    /** The README and all pages below docs/. */
    public static List<MarkdownPage> all() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return Stream.concat(Stream.of(Path.of("README.md")), files.sorted())
                    .filter(file -> file.toString().endsWith(".md"))
                    .map(MarkdownPage::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static MarkdownPage read(Path file) {
        try {
            return new MarkdownPage(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String name() {
        return file.toString().replace('\\', '/');
    }

    /** The blocks with commands for a shell. */
    public List<Block> commandBlocks() {
        return blocks().filter(block -> SHELLS.contains(block.language())).toList();
    }

    /** The text of the one block that contains this. */
    public String block(String part) {
        List<String> found =
                blocks().map(Block::text).filter(text -> text.contains(part)).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " blocks of " + name() + " contain " + part);
        }
        return found.get(0).strip();
    }

    /** The command in the row of a table that says what it does. */
    public String command(String does) {
        return text.lines()
                .filter(line -> line.startsWith("| `") && line.contains("` | " + does))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name() + " has no command that " + does));
    }

    private Stream<Block> blocks() {
        return BLOCK.matcher(text)
                .results()
                .map(block -> new Block(block.group(2), block.group(3).strip(), block.group(4)));
    }

    /** The first of the sentences' commands that contains this. */
    public String code(String part) {
        return codes().stream()
                .filter(code -> code.contains(part))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name() + " has no command with " + part));
    }

    /** What is between backticks in sentences and tables. */
    List<String> codes() {
        return CODE.matcher(withoutBlocks())
                .results()
                .map(code -> code.group(1))
                .toList();
    }

    /** The targets of links and pictures that are in the repository. */
    List<String> relativeLinks() {
        return LINK.matcher(CODE.matcher(withoutBlocks()).replaceAll("code"))
                .results()
                .map(link -> link.group(1))
                .filter(target -> !target.matches("(?i)[a-z]+:.*"))
                .toList();
    }

    /** The anchors that headings have at the usual places where Markdown is shown, and those that the page sets. */
    Set<String> anchors() {
        Set<String> anchors = new HashSet<>(
                ANCHOR.matcher(text).results().map(anchor -> anchor.group(1)).toList());
        Map<String, Integer> seen = new HashMap<>();
        for (String heading : headings()) {
            String slug = slug(heading);
            int times = seen.merge(slug, 1, Integer::sum);
            anchors.add(times == 1 ? slug : slug + "-" + (times - 1));
        }
        return anchors;
    }

    private List<String> headings() {
        return new ArrayList<>(HEADING.matcher(withoutBlocks())
                .results()
                .map((MatchResult heading) -> heading.group(1))
                .toList());
    }

    private String withoutBlocks() {
        return BLOCK.matcher(text).replaceAll("");
    }

    private static String slug(String heading) {
        return heading.replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}\\p{M} _-]", "")
                .replace(' ', '-');
    }
}
