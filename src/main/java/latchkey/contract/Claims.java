package latchkey.contract;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What contracts are called and claim, and that this takes no address from another, or from what is there for everybody. */
final class Claims {

    /** Where something is that belongs to no contract. */
    private static final Set<String> TAKEN =
            Set.of("account", "oauth2", "forward-auth", ".well-known", "q", "playground", "dev");

    /** What is wrong with the contracts, if anything. */
    static Optional<String> flaw(List<Contract> contracts) {
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
        if (TAKEN.contains(contract.name())) {
            return Optional.of(String.format(
                    Locale.ROOT, "No contract can be called \"%s\": something else is there.", contract.name()));
        }
        return contract.roots().stream()
                .filter(root -> !isRoot(root) || names.contains(first(root)) || TAKEN.contains(first(root)))
                .findFirst()
                .map(root -> String.format(
                        Locale.ROOT,
                        "The contract \"%s\" cannot claim \"%s\": it has to begin with a slash, to end with none, and with a first segment that is neither a contract's name nor taken.",
                        contract.name(),
                        root));
    }

    static boolean covers(Contract contract, String path) {
        return contract.roots().stream().anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
    }

    private static boolean isRoot(String root) {
        return root.matches("(?:/[^/]+)+");
    }

    private static String first(String root) {
        return root.split("/", 3)[1];
    }

    private Claims() {}
}
