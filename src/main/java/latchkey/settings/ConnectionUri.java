package latchkey.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The address of the database with its user and password: parsed from a connection URI, as managed databases provide it
 * (PostgreSQL manual, 32.1.1.2), or from a JDBC URL.
 *
 * @param url the JDBC URL, without user and password
 */
record ConnectionUri(
        String url, @Nullable String user, @Nullable String password) {

    private static final String JDBC = "jdbc:postgresql:";

    /** A password may contain characters that should be percent-encoded, as long as its end is unambiguous. */
    private static final Pattern URI = Pattern.compile(
            "(?:jdbc:)?postgres(?:ql)?://(?:(?<user>[^:/?]*)(?::(?<password>[^/?]*))?@)?(?<hosts>[^/?@]*)"
                    + "(?:/(?<database>[^?@]*))?(?:[?](?<parameters>.*))?");

    private static final Pattern HOST = Pattern.compile("(?<name>\\[[^]]+]|[^:/\\[]+)?(?::(?<port>[0-9]*))?");

    /** Parameters of libpq or of a provider, and what the JDBC driver calls them. */
    private static final Map<String, String> DRIVER_NAMES = Map.of(
            "application_name", "ApplicationName",
            "connect_timeout", "connectTimeout",
            "channel_binding", "channelBinding",
            "gssencmode", "gssEncMode",
            "krbsrvname", "kerberosServerName",
            "sslnegotiation", "sslNegotiation",
            "schema", "currentSchema");

    /** Parameters that have both another name and another value in the JDBC driver. */
    private static final Map<String, String> DRIVER_PARAMETERS = Map.ofEntries(
            Map.entry("ssl=true", "sslmode=require"),
            Map.entry("sslrootcert=system", "sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory"),
            Map.entry("target_session_attrs=any", "targetServerType=any"),
            Map.entry("target_session_attrs=read-write", "targetServerType=primary"),
            Map.entry("target_session_attrs=primary", "targetServerType=primary"),
            Map.entry("target_session_attrs=read-only", "targetServerType=secondary"),
            Map.entry("target_session_attrs=standby", "targetServerType=secondary"),
            Map.entry("target_session_attrs=prefer-standby", "targetServerType=preferSecondary"),
            Map.entry("load_balance_hosts=random", "loadBalanceHosts=true"),
            Map.entry("keepalives=0", "tcpKeepAlive=false"),
            Map.entry("pgbouncer=true", "prepareThreshold=0"));

    /** Parameters that the driver would silently ignore. A URI with one of them is rejected, since its author relies on it. */
    private static final Set<String> UNSUPPORTED = Set.of(
            "hostaddr", "load_balance_hosts", "require_auth", "service", "sslcrl", "sslcrldir", "target_session_attrs");

    /** Parameters of libpq that become other parts of the URL, and not parameters of the driver. */
    private static final Set<String> URL_PARTS = Set.of("user", "password", "dbname", "host", "port");

    /** @return null if the text is neither kind of URL, or cannot be parsed */
    static @Nullable ConnectionUri of(String configured) {
        String text = configured.strip();
        Matcher uri = URI.matcher(text);
        try {
            if (uri.matches() && (!text.startsWith(JDBC) || uri.group("user") != null)) {
                return of(uri);
            }
            return text.startsWith(JDBC) ? ofJdbc(text) : null;
        } catch (IllegalArgumentException unparsable) {
            return null;
        }
    }

    private static ConnectionUri of(Matcher uri) {
        Map<String, String> all = parameters(uri.group("parameters"));
        String user = all.getOrDefault("user", decoded(uri.group("user")));
        String password = all.getOrDefault("password", decoded(uri.group("password")));
        String database = all.getOrDefault("dbname", decoded(uri.group("database")));
        String hosts = hosts(all.get("host"), all.get("port"), uri.group("hosts"));
        all.keySet().removeAll(URL_PARTS);
        return new ConnectionUri(
                JDBC + "//" + hosts + "/" + encoded(database.isEmpty() ? user : database) + query(all),
                user.isEmpty() ? null : user,
                password.isEmpty() ? null : password);
    }

    private static String hosts(@Nullable String names, @Nullable String ports, String authority) {
        if (names == null) {
            return Stream.of(authority.split(","))
                    .map(host -> host(HOST.matcher(decoded(host)), ports))
                    .collect(Collectors.joining(","));
        }
        String[] each = ports == null ? new String[] {""} : ports.split(",");
        String[] hosts = names.split(",");
        return IntStream.range(0, hosts.length)
                .mapToObj(i -> (hosts[i].indexOf(':') < 0 ? hosts[i] : "[" + hosts[i] + "]") + ":"
                        + each[Math.min(i, each.length - 1)])
                .map(host -> host(HOST.matcher(host), null))
                .collect(Collectors.joining(","));
    }

    private static String host(Matcher host, @Nullable String port) {
        if (!host.matches()) {
            throw new IllegalArgumentException("a Unix socket, or not a host");
        }
        String name = requireNonNullElse(host.group("name"), "localhost");
        String own = requireNonNullElse(host.group("port"), requireNonNullElse(port, ""));
        return own.isEmpty() ? name : name + ":" + own;
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String parameter : query == null || query.isEmpty() ? new String[0] : query.split("&")) {
            int equals = parameter.indexOf('=');
            String name = decoded(parameter.substring(0, equals < 0 ? 0 : equals));
            String value = decoded(parameter.substring(equals + 1));
            String own = DRIVER_PARAMETERS.getOrDefault(
                    name + "=" + value, DRIVER_NAMES.getOrDefault(name, name) + "=" + value);
            if (name.isEmpty() || UNSUPPORTED.contains(own.substring(0, own.indexOf('=')))) {
                throw new IllegalArgumentException("an unsupported parameter");
            }
            if (own.startsWith("sslfactory=") && name.equals("sslrootcert")) {
                all.putIfAbsent("sslmode", "verify-full");
            }
            all.put(own.substring(0, own.indexOf('=')), own.substring(own.indexOf('=') + 1));
        }
        return all;
    }

    private static String query(Map<String, String> parameters) {
        return parameters.isEmpty()
                ? ""
                : parameters.entrySet().stream()
                        .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
                        .collect(Collectors.joining("&", "?", ""));
    }

    /** Takes only user and password out of a JDBC URL. In one, {@code +} means a space. */
    private static ConnectionUri ofJdbc(String url) {
        int query = url.indexOf('?');
        List<String> kept = new ArrayList<>();
        Map<String, String> taken = new HashMap<>();
        for (String parameter :
                query < 0 ? new String[0] : url.substring(query + 1).split("&")) {
            String[] parts = parameter.split("=", 2);
            if (parts.length == 2 && (parts[0].equals("user") || parts[0].equals("password"))) {
                taken.put(parts[0], URLDecoder.decode(parts[1], UTF_8));
            } else {
                kept.add(parameter);
            }
        }
        String rest =
                taken.isEmpty() ? url : url.substring(0, query) + (kept.isEmpty() ? "" : "?" + String.join("&", kept));
        return new ConnectionUri(rest, taken.get("user"), taken.get("password"));
    }

    /** In a connection URI {@code +} stands for itself. */
    private static String decoded(@Nullable String text) {
        return text == null ? "" : URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
