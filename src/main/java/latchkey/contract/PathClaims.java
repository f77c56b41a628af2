package latchkey.contract;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Checks the names and paths of contracts: none may take a path of another, or of an endpoint outside contracts. */
public final class PathClaims {

    /** The first path segments of endpoints outside contracts. */
    private static final Set<String> RESERVED =
            Set.of("account", "admin", "oauth2", "forward-auth", ".well-known", "q", "playground", "dev");

    /** What is wrong with the contracts, if anything. */
    public static Optional<String> flaw(List<Contract> contracts) {
        Set<String> names = new HashSet<>();
        for (Contract contract : contracts) {
            if (!names.add(contract.name())) {
                return Optional.of(String.format(Locale.ROOT, "Two contracts are called \"%s\".", contract.name()));
            }
        }
        return contracts.stream()
                .flatMap(contract -> flaw(contract, names).stream())
                .findFirst();
    }

    private static Optional<String> flaw(Contract contract, Set<String> names) {
        if (RESERVED.contains(contract.name())) {
            return Optional.of(String.format(
                    Locale.ROOT, "No contract can be called \"%s\": the name is reserved.", contract.name()));
        }
        return contract.roots().stream()
                .filter(root -> !isValidRoot(root)
                        || names.contains(firstSegment(root))
                        || RESERVED.contains(firstSegment(root)))
                .findFirst()
                .map(root -> String.format(
                        Locale.ROOT,
                        "The contract \"%s\" cannot claim \"%s\": it must begin with a slash and not end with one, and its"
                                + " first segment must not be the name of a contract or reserved.",
                        contract.name(),
                        root));
    }

    public static boolean covers(Contract contract, String path) {
        for (String root : contract.roots()) {
            if (isBelow(root, path)) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@code path} is {@code root}, or continues it by a segment. */
    public static boolean isBelow(String root, String path) {
        int end = root.length();
        return path.startsWith(root) && (path.length() == end || path.charAt(end) == '/');
    }

    private static boolean isValidRoot(String root) {
        return root.matches("(?:/[^/]+)+");
    }

    private static String firstSegment(String root) {
        return root.split("/", 3)[1];
    }

    private PathClaims() {}
}
