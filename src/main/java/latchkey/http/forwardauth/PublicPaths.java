package latchkey.http.forwardauth;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The application paths that pass for every client. A path matches only in plain form: without dot segments, empty ones,
 * parameters or encoded characters (RFC 3986, 3.3), since a proxy or an application could read those as another path.
 */
final class PublicPaths {

    private static final String WILDCARD = "/*";

    private static final Pattern PLAIN = Pattern.compile("(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._~!$&'()*+,=:@-]+)*/?");

    private final Set<String> exact;
    private final List<String> prefixes;

    /** @param listed each {@link #isValid} */
    PublicPaths(List<String> listed) {
        exact = listed.stream().filter(path -> !path.endsWith(WILDCARD)).collect(Collectors.toUnmodifiableSet());
        prefixes = listed.stream()
                .filter(path -> path.endsWith(WILDCARD))
                .map(path -> path.substring(0, path.length() - 1))
                .toList();
    }

    /** Whether it can be listed: plain, with {@code *} only at the end, and not every path. */
    static boolean isValid(String path) {
        String fixed = path.endsWith(WILDCARD) ? path.substring(0, path.length() - WILDCARD.length()) : path;
        return !fixed.isEmpty() && !fixed.contains("*") && PLAIN.matcher(fixed).matches();
    }

    boolean contains(String path) {
        return PLAIN.matcher(path).matches()
                && (exact.contains(path) || prefixes.stream().anyMatch(path::startsWith));
    }
}
