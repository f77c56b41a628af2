package latchkey.contract;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.interceptor.Interceptor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Finds the contract that answers a path. */
@Startup(Interceptor.Priority.PLATFORM_BEFORE) // before the migration
@ApplicationScoped
public class Contracts {

    /**
     * A contract, and the path of its resource.
     *
     * @param prefix what the request path has before the documented path: the contract's mount, or nothing
     */
    public record Route(Contract contract, String path, String prefix) {}

    private static final String ENABLED = "latchkey.contract.enabled";

    private final Map<String, Contract> built;
    private final Map<String, Contract> byName;
    private final Contract fallback;
    private final Map<String, Contract> byHost;

    public Contracts(@All List<Contract> all, ContractConfig config) {
        PathClaims.flaw(all).ifPresent(flaw -> {
            throw new ConfigurationException(flaw);
        });
        built = new TreeMap<>(all.stream().collect(toMap(Contract::name, identity())));
        byName = new TreeMap<>(built);
        config.enabled().ifPresentOrElse(this::disableAllBut, () -> disableNewUnlessNamed(config));
        fallback = named(config.fallback(), "latchkey.contract.default");
        byHost = config.hosts().entrySet().stream()
                .filter(entry -> !isDevelopmentHost(entry.getKey()) || !isDisabled("/" + entry.getValue()))
                .collect(toMap(
                        entry -> entry.getKey().toLowerCase(Locale.ROOT),
                        entry -> named(entry.getValue(), "latchkey.contract.hosts.\"" + entry.getKey() + "\"")));
    }

    /**
     * The route of a request, or empty if no contract claims its path.
     *
     * <p>A path below a mount belongs to that contract. Any other path belongs to the only contract that claims it or, if
     * several do, to the one chosen for the host, or else to the only one of the earliest generation.
     *
     * @param host without a port, in any letter case
     */
    public Optional<Route> route(String path, String host) {
        return mounted(path).or(() -> claimed(path, host));
    }

    /** The contract that answers a path which several claim. */
    public Contract forHost(String host) {
        return byHost.getOrDefault(host.toLowerCase(Locale.ROOT), fallback);
    }

    public Optional<Contract> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The enabled contracts, in the order of their names. */
    public List<Contract> all() {
        return List.copyOf(byName.values());
    }

    /** All contracts of this build, enabled or not. */
    public List<Contract> built() {
        return List.copyOf(built.values());
    }

    /** Whether {@code path} is below the mount of a contract that is not enabled; its resources exist in every build. */
    public boolean isDisabled(String path) {
        String first = firstSegment(path);
        return built.containsKey(first) && !byName.containsKey(first);
    }

    private Optional<Route> mounted(String path) {
        String first = firstSegment(path);
        return Optional.ofNullable(byName.get(first)).map(contract -> new Route(contract, path, "/" + first));
    }

    private Optional<Route> claimed(String path, String host) {
        Contract chosen = forHost(host);
        return (PathClaims.covers(chosen, path) ? Optional.of(chosen) : onlyEarliest(path))
                .map(contract -> new Route(contract, "/" + contract.name() + path, ""));
    }

    /** A newer contract takes no path from an older one. */
    private Optional<Contract> onlyEarliest(String path) {
        List<Contract> claimants =
                byName.values().stream().filter(c -> PathClaims.covers(c, path)).toList();
        int first = claimants.stream().mapToInt(Contract::since).min().orElse(0);
        List<Contract> earliest =
                claimants.stream().filter(c -> c.since() == first).toList();
        return earliest.size() == 1 ? Optional.of(earliest.get(0)) : Optional.empty();
    }

    private static String firstSegment(String path) {
        int slash = path.indexOf('/', 1);
        return path.substring(1, slash < 0 ? path.length() : slash);
    }

    /** An installation whose operator knows of no new contract has the original ones. */
    private void disableNewUnlessNamed(ContractConfig config) {
        byName.values()
                .removeIf(contract -> contract.since() > 1
                        && !contract.name().equals(config.fallback())
                        && !config.hosts().containsValue(contract.name()));
    }

    private void disableAllBut(Set<String> names) {
        Set<String> enabled = names.stream().map(String::strip).collect(toSet());
        enabled.stream().filter(name -> !built.containsKey(name)).findFirst().ifPresent(name -> {
            throw new ConfigurationException(String.format(
                    Locale.ROOT,
                    "%s has \"%s\", which is no contract; there are %s.",
                    ENABLED,
                    name,
                    String.join(", ", built.keySet())));
        });
        byName.keySet().retainAll(enabled);
    }

    /** Development has such a host for each contract. */
    private static boolean isDevelopmentHost(String host) {
        return host.endsWith(".localhost");
    }

    private Contract named(String name, String setting) {
        Contract contract = byName.get(name);
        if (contract != null) {
            return contract;
        }
        throw new ConfigurationException(
                built.containsKey(name)
                        ? String.format(
                                Locale.ROOT,
                                "%s is \"%s\", which %s leaves out: it has %s.",
                                setting,
                                name,
                                ENABLED,
                                String.join(", ", byName.keySet()))
                        : String.format(
                                Locale.ROOT,
                                "%s is \"%s\", which is no contract; there are %s.",
                                setting,
                                name,
                                String.join(", ", built.keySet())));
    }
}
