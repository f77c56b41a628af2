package latchkey.email;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The browser and system that a user agent names, if it is one that most people know. A client can send any text as its user agent,
 * also a message to the reader of a mail, so no part of that text is shown.
 */
final class DeviceName {

    /** In the order in which they are looked for: some browsers also name others. */
    private static final Map<String, String> BROWSERS = ordered(
            "Edg",
            "Edge",
            "OPR/",
            "Opera",
            "Firefox/",
            "Firefox",
            "FxiOS/",
            "Firefox",
            "Chrome/",
            "Chrome",
            "CriOS/",
            "Chrome",
            "Safari/",
            "Safari");

    private static final Map<String, String> SYSTEMS = ordered(
            "Android",
            "Android",
            "iPhone",
            "iOS",
            "iPad",
            "iPadOS",
            "Windows",
            "Windows",
            "Mac OS X",
            "macOS",
            "CrOS",
            "ChromeOS",
            "Linux",
            "Linux");

    /** Such as {@code Firefox, Linux}. */
    static Optional<String> of(@Nullable String userAgent) {
        return found(BROWSERS, userAgent)
                .map(browser -> browser
                        + found(SYSTEMS, userAgent).map(system -> ", " + system).orElse(""));
    }

    private static Optional<String> found(Map<String, String> names, @Nullable String userAgent) {
        return userAgent == null
                ? Optional.empty()
                : names.entrySet().stream()
                        .filter(name -> userAgent.contains(name.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst();
    }

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> ordered = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            ordered.put(pairs[i], pairs[i + 1]);
        }
        return ordered;
    }

    private DeviceName() {}
}
