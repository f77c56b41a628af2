package latchkey.contract;

import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.interceptor.Interceptor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import latchkey.LatchkeyConfig;

/** Which contract answers a path. */
@Startup(Interceptor.Priority.PLATFORM_BEFORE) // before anything is migrated
@ApplicationScoped
public class Contracts {

    /**
     * A contract, and the path at which its resource is.
     *
     * @param prefix what the path has that the contract's document has not: its mount, or nothing
     */
    public record Route(Contract contract, String path, String prefix) {}

    private final Map<String, Contract> byName;
    private final Contract fallback;
    private final Map<String, Contract> byHost;

    public Contracts(@All List<Contract> all, LatchkeyConfig config) {
        byName = all.stream()
                .collect(Collectors.toMap(Contract::name, Function.identity(), (one, other) -> one, TreeMap::new));
        fallback = named(config.contract().fallback(), "latchkey.contract.default");
        byHost = config.contract().hosts().entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().toLowerCase(Locale.ROOT),
                        entry -> named(entry.getValue(), "latchkey.contract.hosts.\"" + entry.getKey() + "\"")));
    }

    /**
     * The route of a request, or empty where no contract claims its path.
     *
     * <p>A path below a mount belongs to that contract. Any other path belongs to the only contract that claims it, or, if
     * several do, to the one chosen for the host.
     *
     * @param host without a port, in any letter case
     */
    public Optional<Route> route(String path, String host) {
        return mounted(path).or(() -> claimed(path, host));
    }

    public Optional<Contract> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** In the order of their names. */
    public List<Contract> all() {
        return List.copyOf(byName.values());
    }

    private Optional<Route> mounted(String path) {
        String first = path.substring(1, endOfFirstSegment(path));
        return Optional.ofNullable(byName.get(first)).map(contract -> new Route(contract, path, "/" + first));
    }

    private Optional<Route> claimed(String path, String host) {
        List<Contract> claimants =
                byName.values().stream().filter(c -> claims(c, path)).toList();
        Contract chosen =
                claimants.size() == 1 ? claimants.get(0) : byHost.getOrDefault(host.toLowerCase(Locale.ROOT), fallback);
        return claimants.contains(chosen)
                ? Optional.of(new Route(chosen, "/" + chosen.name() + path, ""))
                : Optional.empty();
    }

    private static boolean claims(Contract contract, String path) {
        return contract.roots().stream().anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
    }

    private static int endOfFirstSegment(String path) {
        int slash = path.indexOf('/', 1);
        return slash < 0 ? path.length() : slash;
    }

    private Contract named(String name, String setting) {
        Contract contract = byName.get(name);
        if (contract == null) {
            throw new ConfigurationException("%s is \"%s\", which is no contract; there are %s."
                    .formatted(setting, name, String.join(", ", byName.keySet())));
        }
        return contract;
    }
}
