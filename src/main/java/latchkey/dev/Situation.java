package latchkey.dev;

import io.vertx.core.net.HostAndPort;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import latchkey.contract.Contract;
import org.jspecify.annotations.Nullable;

/**
 * The input of the doctor: the addresses of frontend and service, the proxy between them, and the settings of the service.
 *
 * @param page the origin of the frontend
 * @param api the origin of the service, as the browser sees it
 * @param embedder the page that has the frontend in a frame, if any
 * @param contract the contract that the frontend uses
 * @param path the path that the frontend requests
 * @param arrives the path that the service receives, which a proxy may have rewritten
 * @param proxy the address from which the proxy connects; empty if unknown
 * @param headers the headers that the proxy sends, by lower-case name
 * @param thirdParties whether the browser allows third-party cookies
 * @param development whether the service runs in development mode
 */
record Situation(
        WebOrigin page,
        WebOrigin api,
        @Nullable WebOrigin embedder,
        Contract contract,
        String path,
        String arrives,
        String proxy,
        Map<String, String> headers,
        Credentials credentials,
        boolean thirdParties,
        boolean development,
        Map<String, String> settings,
        List<Contract> contracts) {

    /** The option {@code credentials} with which a script calls {@code fetch}. */
    enum Credentials {
        INCLUDE,
        SAME_ORIGIN,
        OMIT
    }

    /** The settings that the verdict depends on, besides those of each host. */
    static final Set<String> SETTINGS = Set.of(
            "latchkey.issuer",
            "latchkey.proxies",
            "latchkey.cookies.secure",
            "latchkey.cookies.same-site",
            "latchkey.cookies.prefix",
            "latchkey.cookies.partitioned",
            "latchkey.cors.origins",
            "latchkey.contract.default",
            "latchkey.contract.fastapi.tokens");

    static final String HOSTS = "latchkey.contract.hosts.";

    /**
     * @param typed the developer's input by name; missing or empty values get their defaults
     * @param running the settings of this service, used where the developer typed none
     * @throws RuntimeException with a sentence for the developer
     */
    static Situation of(
            Map<String, String> typed, Map<String, String> running, boolean development, List<Contract> contracts) {
        Map<String, String> given = new HashMap<>(typed);
        given.values().removeIf(String::isBlank);
        Contract contract = contracts.stream()
                .filter(known -> known.name().equals(given.get("contract")))
                .findFirst()
                .orElse(contracts.get(0));
        String path = path(given.getOrDefault(
                "path", "/" + contract.name() + contract.refreshEndpoint().path()));
        return new Situation(
                WebOrigin.of(given.getOrDefault("page", "")),
                WebOrigin.of(given.getOrDefault("api", "")),
                given.containsKey("embedder") ? WebOrigin.of(given.get("embedder")) : null,
                contract,
                path,
                path(given.getOrDefault("arrives", path)),
                given.getOrDefault("proxy", "").strip(),
                headers(given.getOrDefault("headers", "")),
                credentials(given.getOrDefault("credentials", "include")),
                Boolean.parseBoolean(given.getOrDefault("thirdParties", "true")),
                Boolean.parseBoolean(given.getOrDefault("development", String.valueOf(development))),
                settings(typed, running),
                contracts);
    }

    Situation with(Map<String, String> changes) {
        Map<String, String> changed = new TreeMap<>(settings);
        changed.putAll(changes);
        return with(page, api, credentials, changed);
    }

    Situation including() {
        return with(page, api, Credentials.INCLUDE, settings);
    }

    Situation at(WebOrigin page, WebOrigin api) {
        return with(page, api, credentials, settings);
    }

    Settings config() {
        return Settings.of(settings);
    }

    boolean isProxied() {
        return !proxy.isEmpty() || !headers.isEmpty() || !path.equals(arrives);
    }

    /** The host and port of the request, as the service receives them. */
    HostAndPort asked() {
        String host = headers.get("host");
        HostAndPort passed = host == null ? null : HostAndPort.parseAuthority(host, -1);
        return passed == null ? api.authority() : passed;
    }

    boolean isSameOrigin() {
        return page.equals(api);
    }

    /** Whether cookies of {@code api} are first-party cookies for the page in the address bar. */
    boolean isFirstParty() {
        return page.isSameSite(api) && (embedder == null || embedder.isSameSite(page));
    }

    private Situation with(WebOrigin page, WebOrigin api, Credentials credentials, Map<String, String> settings) {
        return new Situation(
                page,
                api,
                embedder,
                contract,
                path,
                arrives,
                proxy,
                headers,
                credentials,
                thirdParties,
                development,
                settings,
                contracts);
    }

    /** A typed value overrides the setting, even if it is empty. */
    private static Map<String, String> settings(Map<String, String> typed, Map<String, String> running) {
        Map<String, String> settings = new TreeMap<>(running);
        typed.forEach((name, value) -> {
            if (SETTINGS.contains(name) || name.startsWith(HOSTS)) {
                settings.put(name, value.strip());
            }
        });
        return settings;
    }

    private static Credentials credentials(String typed) {
        return Credentials.valueOf(typed.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static String path(String typed) {
        if (!typed.startsWith("/")) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "\"%s\" is not a path: a path begins with a slash.", typed));
        }
        return typed.strip();
    }

    private static Map<String, String> headers(String lines) {
        return lines.lines()
                .map(line -> line.split(":", 2))
                .filter(line -> line.length == 2)
                .collect(Collectors.toMap(
                        line -> line[0].strip().toLowerCase(Locale.ROOT),
                        line -> line[1].strip(),
                        (one, other) -> other));
    }
}
