package latchkey.dev;

import static java.util.Comparator.comparingInt;
import static java.util.stream.Collectors.joining;

import io.smallrye.config.common.utils.StringUtil;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import latchkey.contract.Origins;
import latchkey.dev.Verdict.Line;
import org.jspecify.annotations.Nullable;

/**
 * The fewest settings with which a situation works, found by trying.
 *
 * @param first what must be done before, if anything
 */
record Remedy(@Nullable String first, List<Line> lines) {

    private static final String COOKIES = "latchkey.cookies.";
    private static final String ORIGINS = "latchkey.cors.origins";

    private static final Map<String, String> USUAL = Map.of(
            COOKIES + "secure", "true",
            COOKIES + "same-site", "lax",
            COOKIES + "prefix", "none",
            COOKIES + "partitioned", "false");

    /** Settings of cookies by their last names. Of those that change as many, the earlier is liked better. */
    private static final List<Map<String, String>> WAYS = List.of(
            Map.of(),
            Map.of("same-site", "lax"),
            Map.of("same-site", "lax", "partitioned", "false"),
            Map.of("secure", "true"),
            Map.of("secure", "true", "same-site", "lax", "partitioned", "false"),
            Map.of("secure", "true", "same-site", "none"),
            Map.of("secure", "true", "same-site", "none", "partitioned", "true"),
            Map.of("secure", "true", "prefix", "host"),
            Map.of("secure", "true", "prefix", "host", "same-site", "none"),
            Map.of("secure", "true", "prefix", "host", "same-site", "none", "partitioned", "true"),
            Map.of("secure", "false", "same-site", "lax", "prefix", "none", "partitioned", "false"));

    static @Nullable Remedy of(Situation situation) {
        WebOrigin page = situation.page();
        WebOrigin api = situation.api();
        Situation willing = situation.including();
        Supplier<Optional<Remedy>> renamed = () -> page.isLoopback() && api.isLoopback()
                ? renamed(willing, new WebOrigin(api.scheme(), page.host(), api.port()))
                : Optional.empty();
        Supplier<Optional<Remedy>> secured =
                () -> found(willing.at(page.secured(), api.secured()), "Serve the page and the service over https.");
        Supplier<Optional<Remedy>> same = () -> found(willing, null);
        boolean oneName = page.site().equals(api.site()) && !page.isSameSite(api);
        boolean ratherHttps = oneName || !(api.isHttps() || api.isPrivate());
        return renamed.get()
                .or(ratherHttps ? secured : same)
                .or(ratherHttps ? same : secured)
                .orElse(null);
    }

    private static Optional<Remedy> renamed(Situation situation, WebOrigin api) {
        return api.equals(situation.api())
                ? Optional.empty()
                : found(situation.at(situation.page(), api), String.format(Locale.ROOT, "Call the service %s.", api));
    }

    private static Optional<Remedy> found(Situation situation, @Nullable String first) {
        Map<String, String> besides = besides(situation);
        return WAYS.stream()
                .map(way -> changes(situation, way, besides))
                .filter(changes -> Doctor.obstacles(situation.with(changes)).isEmpty())
                .min(comparingInt(Map::size))
                .map(changes -> new Remedy(
                        first,
                        changes.entrySet().stream()
                                .flatMap(change -> lines(situation, change.getKey(), change.getValue()).stream())
                                .toList()));
    }

    private static Map<String, String> changes(
            Situation situation, Map<String, String> way, Map<String, String> besides) {
        Map<String, String> changes = new TreeMap<>(besides);
        way.forEach((name, value) -> changes.put(COOKIES + name, value));
        changes.entrySet().removeIf(change -> change.getValue()
                .equalsIgnoreCase(
                        situation.settings().getOrDefault(change.getKey(), USUAL.getOrDefault(change.getKey(), ""))));
        return changes;
    }

    /** What no other way replaces: the page is listed, and its contract answers. */
    private static Map<String, String> besides(Situation situation) {
        Set<Obstacle> obstacles = Doctor.obstacles(situation);
        Map<String, String> changes = new HashMap<>();
        Stream<String> listed = situation.config().cors().origins().orElse(Set.of()).stream()
                .map(String::strip)
                .filter(Origins::canBe)
                .sorted();
        boolean stranger = obstacles.contains(Obstacle.CORS) || obstacles.contains(Obstacle.FOREIGN);
        if (stranger || obstacles.contains(Obstacle.SETTINGS)) {
            Stream<String> page = stranger ? Stream.of(situation.page().toString()) : Stream.empty();
            changes.put(ORIGINS, Stream.concat(listed, page).collect(joining(",")));
        }
        if (obstacles.contains(Obstacle.CONTRACT)) {
            changes.put(chooser(situation.asked().host()), situation.contract().name());
        }
        return changes;
    }

    private static String chooser(String host) {
        return host.contains(".") ? Situation.HOSTS + "\"" + host + "\"" : "latchkey.contract.default";
    }

    /** The setting as a property, and in the environment. */
    static List<Line> lines(Situation situation, String name, String value) {
        // Only a setting for development overrides what is set for development; a developer does not work at a public
        // address.
        String profile = situation.development() && situation.api().isPrivate() ? "%dev." : "";
        String variable = StringUtil.replaceNonAlphanumericByUnderscores(name).toUpperCase(Locale.ROOT);
        Line property = new Line("application.properties", profile + name + "=" + value);
        // Of a host's name, a variable's keeps letters, digits and dots.
        return name.startsWith(Situation.HOSTS) && name.contains("-")
                ? List.of(property)
                : List.of(property, new Line("environment", variable + "=" + value));
    }
}
