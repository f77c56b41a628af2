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

    private static final String ENABLED = "latchkey.contract.enabled";

    private final Map<String, Contract> built;
    private final Map<String, Contract> byName;
    private final Contract fallback;
    private final Map<String, Contract> byHost;

    public Contracts(@All List<Contract> all, LatchkeyConfig config) {
        Claims.flaw(all).ifPresent(flaw -> {
            throw new ConfigurationException(flaw);
        });
        built = new TreeMap<>(all.stream().collect(toMap(Contract::name, identity())));
        byName = new TreeMap<>(built);
        config.contract().enabled().ifPresent(this::leaveOutAllBut);
        fallback = named(config.contract().fallback(), "latchkey.contract.default");
        byHost = config.contract().hosts().entrySet().stream()
                .filter(entry -> !isOfDevelopment(entry.getKey()) || !leaveOut("/" + entry.getValue()))
                .collect(toMap(
                        entry -> entry.getKey().toLowerCase(Locale.ROOT),
                        entry -> named(entry.getValue(), "latchkey.contract.hosts.\"" + entry.getKey() + "\"")));
    }

    /**
     * The route of a request, or empty where no contract claims its path.
     *
     * <p>A path below a mount belongs to that contract. Any other path belongs to the only contract that claims it, or, if
     * several do, to the one chosen for the host, or else to the only one of those that came first.
     *
     * @param host without a port, in any letter case
     */
    public Optional<Route> route(String path, String host) {
        return mounted(path).or(() -> claimed(path, host));
    }

    public Optional<Contract> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Those that are there, in the order of their names. */
    public List<Contract> all() {
        return List.copyOf(byName.values());
    }

    /** Those that could be there, too. */
    public List<Contract> built() {
        return List.copyOf(built.values());
    }

    /** Whether {@code path} is below the mount of a contract that is not there. Its resources are, as they were built. */
    public boolean leaveOut(String path) {
        String first = firstSegment(path);
        return built.containsKey(first) && !byName.containsKey(first);
    }

    private Optional<Route> mounted(String path) {
        String first = firstSegment(path);
        return Optional.ofNullable(byName.get(first)).map(contract -> new Route(contract, path, "/" + first));
    }

    private Optional<Route> claimed(String path, String host) {
        List<Contract> claimants =
                byName.values().stream().filter(c -> Claims.covers(c, path)).toList();
        Contract chosen = byHost.getOrDefault(host.toLowerCase(Locale.ROOT), fallback);
        return (claimants.contains(chosen) ? Optional.of(chosen) : onlyFirst(claimants))
                .map(contract -> new Route(contract, "/" + contract.name() + path, ""));
    }

    /** One that came later takes nothing that another had. */
    private static Optional<Contract> onlyFirst(List<Contract> claimants) {
        int first = claimants.stream().mapToInt(Contract::since).min().orElse(0);
        List<Contract> earliest =
                claimants.stream().filter(c -> c.since() == first).toList();
        return earliest.size() == 1 ? Optional.of(earliest.get(0)) : Optional.empty();
    }

    private static String firstSegment(String path) {
        int slash = path.indexOf('/', 1);
        return path.substring(1, slash < 0 ? path.length() : slash);
    }

    private void leaveOutAllBut(Set<String> names) {
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

    /** It has one for each contract. */
    private static boolean isOfDevelopment(String host) {
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
