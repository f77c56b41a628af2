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
import latchkey.dev.Verdict.Line;
import latchkey.http.browser.TrustedOrigins;
import org.jspecify.annotations.Nullable;

/**
 * The smallest change of settings that makes a situation work, found by trying.
 *
 * @param first what the developer must do before, if anything
 */
record Remedy(@Nullable String first, List<Line> lines) {

    private static final String COOKIES = "latchkey.cookies.";
    private static final String ORIGINS = "latchkey.cors.origins";

    private static final Map<String, String> DEFAULTS = Map.of(
            COOKIES + "secure", "true",
            COOKIES + "same-site", "lax",
            COOKIES + "prefix", "none",
            COOKIES + "partitioned", "false");

    /** Cookie settings to try, without their common prefix. Of two with equally many changes, the earlier is preferred. */
    private static final List<Map<String, String>> CANDIDATES = List.of(
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
        Situation withCredentials = situation.including();
        Supplier<Optional<Remedy>> renamed = () -> page.isLoopback() && api.isLoopback()
                ? renamed(withCredentials, new WebOrigin(api.scheme(), page.host(), api.port()))
                : Optional.empty();
        Supplier<Optional<Remedy>> secured = () ->
                found(withCredentials.at(page.secured(), api.secured()), "Serve the page and the service over https.");
        Supplier<Optional<Remedy>> same = () -> found(withCredentials, null);
        boolean sameHostOtherScheme = page.site().equals(api.site()) && !page.isSameSite(api);
        boolean preferHttps = sameHostOtherScheme || !(api.isHttps() || api.isPrivate());
        return renamed.get()
                .or(preferHttps ? secured : same)
                .or(preferHttps ? same : secured)
                .orElse(null);
    }

    private static Optional<Remedy> renamed(Situation situation, WebOrigin api) {
        return api.equals(situation.api())
                ? Optional.empty()
                : found(situation.at(situation.page(), api), String.format(Locale.ROOT, "Call the service %s.", api));
    }

    private static Optional<Remedy> found(Situation situation, @Nullable String first) {
        Map<String, String> required = requiredChanges(situation);
        return CANDIDATES.stream()
                .map(candidate -> changes(situation, candidate, required))
                .filter(changes -> Doctor.obstacles(situation.with(changes)).isEmpty())
                .min(comparingInt(Map::size))
                .map(changes -> new Remedy(
                        first,
                        changes.entrySet().stream()
                                .flatMap(change -> lines(situation, change.getKey(), change.getValue()).stream())
                                .toList()));
    }

    private static Map<String, String> changes(
            Situation situation, Map<String, String> candidate, Map<String, String> required) {
        Map<String, String> changes = new TreeMap<>(required);
        candidate.forEach((name, value) -> changes.put(COOKIES + name, value));
        changes.entrySet().removeIf(change -> change.getValue()
                .equalsIgnoreCase(situation
                        .settings()
                        .getOrDefault(change.getKey(), DEFAULTS.getOrDefault(change.getKey(), ""))));
        return changes;
    }

    /** The changes that every candidate needs: list the origin of the page, and route the path to its contract. */
    private static Map<String, String> requiredChanges(Situation situation) {
        Set<Obstacle> obstacles = Doctor.obstacles(situation);
        Map<String, String> changes = new HashMap<>();
        Stream<String> listed = situation.config().cors().origins().orElse(Set.of()).stream()
                .map(String::strip)
                .filter(TrustedOrigins::canBe)
                .sorted();
        boolean untrusted = obstacles.contains(Obstacle.CORS) || obstacles.contains(Obstacle.FOREIGN);
        if (untrusted || obstacles.contains(Obstacle.SETTINGS)) {
            Stream<String> page = untrusted ? Stream.of(situation.page().toString()) : Stream.empty();
            changes.put(ORIGINS, Stream.concat(listed, page).collect(joining(",")));
        }
        if (obstacles.contains(Obstacle.CONTRACT)) {
            changes.put(
                    contractSetting(situation.asked().host()),
                    situation.contract().name());
        }
        return changes;
    }

    private static String contractSetting(String host) {
        return host.contains(".") ? Situation.HOSTS + "\"" + host + "\"" : "latchkey.contract.default";
    }

    /** The setting as a property and as a variable of the environment. */
    static List<Line> lines(Situation situation, String name, String value) {
        // Defaults of the dev profile are overridden only with its prefix. A service at a public address is not in
        // development.
        String profile = situation.development() && situation.api().isPrivate() ? "%dev." : "";
        String variable = StringUtil.replaceNonAlphanumericByUnderscores(name).toUpperCase(Locale.ROOT);
        Line property = new Line("application.properties", profile + name + "=" + value);
        // A variable of the environment cannot express a hyphen in a host's name.
        return name.startsWith(Situation.HOSTS) && name.contains("-")
                ? List.of(property)
                : List.of(property, new Line("environment", variable + "=" + value));
    }
}
