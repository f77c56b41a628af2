package latchkey.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The order of the site, site/navigation.json: pages, and folders with all their pages. */
final class Navigation {

    static final Path FILE = Path.of("site/navigation.json");

    private final List<JsonNode> items = new ArrayList<>();

    private Navigation() {}

    static Navigation read() throws IOException {
        Navigation navigation = new Navigation();
        new ObjectMapper().readTree(FILE.toFile()).forEach(group -> group.path("items")
                .forEach(navigation.items::add));
        return navigation;
    }

    /** What it lists that does not exist. */
    List<String> missing() {
        return items.stream()
                .map(item -> target(item).replaceFirst("#.*", ""))
                .filter(target -> !Files.exists(MarkdownPage.ROOT.resolve(target)))
                .toList();
    }

    boolean lists(MarkdownPage page) {
        return item(page).isPresent();
    }

    /** How the commands of all blocks of a page are held, if the navigation says so. */
    String mark(MarkdownPage page) {
        return item(page).map(item -> item.path("commands").asText()).orElse("");
    }

    /** The links with an anchor, relative to docs/. */
    List<String> links() {
        return items.stream()
                .map(Navigation::target)
                .filter(target -> target.contains("#"))
                .toList();
    }

    private Optional<JsonNode> item(MarkdownPage page) {
        String name = MarkdownPage.ROOT.relativize(page.file()).toString().replace('\\', '/');
        return items.stream()
                .filter(item -> item.path("page").asText().equals(name)
                        || item.has("folder")
                                && name.startsWith(item.path("folder").asText() + "/"))
                .findFirst();
    }

    private static String target(JsonNode item) {
        return item.path("page").asText(item.path("folder").asText());
    }
}
