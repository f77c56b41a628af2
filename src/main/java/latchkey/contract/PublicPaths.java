package latchkey.contract;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The paths of applications that every client may ask for. One counts only as it is listed: without dot segments, empty ones,
 * parameters and anything encoded (RFC 3986, 3.3), of which a proxy or an application could make another path.
 */
final class PublicPaths {

    private static final String AND_BELOW = "/*";

    private static final Pattern PLAIN = Pattern.compile("(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._~!$&'()*+,=:@-]+)*/?");

    private final Set<String> exact;
    private final List<String> above;

    /** @param listed each {@link #isOne} */
    PublicPaths(List<String> listed) {
        exact = listed.stream().filter(path -> !path.endsWith(AND_BELOW)).collect(Collectors.toUnmodifiableSet());
        above = listed.stream()
                .filter(path -> path.endsWith(AND_BELOW))
                .map(path -> path.substring(0, path.length() - 1))
                .toList();
    }

    /** Whether it can be listed: plain, {@code *} at the end alone, and not everything there is. */
    static boolean isOne(String path) {
        String fixed = path.endsWith(AND_BELOW) ? path.substring(0, path.length() - AND_BELOW.length()) : path;
        return !fixed.isEmpty() && !fixed.contains("*") && PLAIN.matcher(fixed).matches();
    }

    boolean has(String path) {
        return PLAIN.matcher(path).matches()
                && (exact.contains(path) || above.stream().anyMatch(path::startsWith));
    }
}
