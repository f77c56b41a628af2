package latchkey.contract;

import static java.util.Objects.requireNonNullElse;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.common.net.CidrAddress;
import io.smallrye.common.net.Inet;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.interceptor.Interceptor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import latchkey.LatchkeyConfig;
import latchkey.connection.Peers;

/** The proxies that the settings name. Latchkey believes only these about the client that they forward. */
@Startup(Interceptor.Priority.PLATFORM_BEFORE) // before anything is migrated
@ApplicationScoped
public class Proxies implements Peers {

    /** An address, with a port or without (RFC 7239, 6). Without brackets, an IPv6 address has none. */
    private static final Pattern NODE =
            Pattern.compile("\"?(?:\\[([0-9A-Fa-f:.]+)]|([0-9.]+))(?::[0-9]{1,5})?\"?|\"?([0-9A-Fa-f:.]+)\"?");

    private static final Pattern FOR = Pattern.compile("(?:^|;)\\s*for\\s*=([^;]*)", Pattern.CASE_INSENSITIVE);

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED = "Forwarded";
    private static final String FORWARDED_PROTO = "X-Forwarded-Proto";
    private static final String FORWARDED_PORT = "X-Forwarded-Port";
    private static final String FORWARDED_SSL = "X-Forwarded-Ssl";

    private static final Pattern SCHEME = Pattern.compile("https?");
    private static final Pattern PORT =
            Pattern.compile("[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]");

    private final List<CidrAddress> named;

    /** Once is enough: anybody can have it said. */
    private final AtomicBoolean said = new AtomicBoolean();

    public Proxies(LatchkeyConfig config) {
        named = config.proxies().orElse(List.of()).stream()
                .map(Proxies::network)
                .toList();
    }

    /** The address of the client that sent the request, however many proxies passed it on. */
    String clientOf(HttpServerRequest request) {
        String peer = peer(request);
        List<String> forwardedFor = request.headers().getAll(FORWARDED_FOR);
        if (!forwardedFor.isEmpty() && !believed(peer) && !said.getAndSet(true)) {
            Log.warnf(
                    "%s says for whom it forwards, which counts for nothing since latchkey.proxies does not name it",
                    peer);
        }
        return client(peer, forwardedFor, request.headers().getAll(FORWARDED));
    }

    /** The address that connected, a proxy's or not. */
    public static String peer(HttpServerRequest request) {
        // The connection's, since the request's own is what Quarkus reads at the beginning of a header.
        return requireNonNullElse(request.connection().remoteAddress().hostAddress(), "local");
    }

    /** Whether {@code peer} is one of those named. */
    @Override
    public boolean believed(String peer) {
        return address(peer).filter(this::isNamed).isPresent();
    }

    /**
     * What Quarkus and Vert.x then read of it: the client, in place of all the entries, and the scheme and port where they
     * can be ones. At anything else their parser would throw, and the request never be answered.
     */
    @Override
    public void tidy(HttpHeaders headers, String peer) {
        String client = client(peer, headers.getAll(FORWARDED_FOR), headers.getAll(FORWARDED));
        replace(headers, FORWARDED_FOR, client.equals(shortest(peer)) ? "" : client);
        headers.remove(FORWARDED);
        boolean tls = "on".equalsIgnoreCase(headers.get(FORWARDED_SSL));
        headers.remove(FORWARDED_SSL);
        String scheme = tls ? "https" : first(headers, FORWARDED_PROTO).toLowerCase(Locale.ROOT);
        replace(headers, FORWARDED_PROTO, SCHEME.matcher(scheme).matches() ? scheme : "");
        String port = first(headers, FORWARDED_PORT);
        replace(headers, FORWARDED_PORT, PORT.matcher(port).matches() ? port : "");
    }

    private static String first(HttpHeaders headers, String name) {
        return entries(headers.getAll(name)).findFirst().orElse("").strip();
    }

    private static void replace(HttpHeaders headers, String name, String value) {
        if (value.isEmpty()) {
            headers.remove(name);
        } else {
            headers.set(name, value);
        }
    }

    /**
     * Each proxy adds at the end whom it heard, so the last that is no proxy is the client: before it stands what the client
     * says of itself. What cannot be read ends the search at the proxy that passed it on.
     *
     * @param forwardedFor the lines of {@code X-Forwarded-For}
     * @param forwarded those of {@code Forwarded}, which count where there are none of the former
     */
    String client(String peer, List<String> forwardedFor, List<String> forwarded) {
        if (forwardedFor.isEmpty() && forwarded.isEmpty()) {
            return shortest(peer);
        }
        List<String> hops = forwardedFor.isEmpty()
                ? entries(forwarded).map(Proxies::forOf).toList()
                : entries(forwardedFor).toList();
        if (hops.isEmpty()) {
            return shortest(peer);
        }
        Optional<InetAddress> client = address(peer);
        for (int i = hops.size() - 1; i >= 0 && client.filter(this::isNamed).isPresent(); i--) {
            Optional<InetAddress> hop = address(hops.get(i));
            if (hop.isEmpty()) {
                break;
            }
            client = hop;
        }
        return client.map(NetUtil::toAddressString).orElse(peer);
    }

    /** As RFC 5952 has an IPv6 address, and operators look for it. */
    private static String shortest(String peer) {
        return peer.indexOf(':') < 0
                ? peer
                : address(peer).map(NetUtil::toAddressString).orElse(peer);
    }

    private boolean isNamed(InetAddress address) {
        return named.stream().anyMatch(network -> network.matches(address));
    }

    // A comma in quotes counts as well: an address has none, and an open quote must not swallow what a proxy adds.
    private static Stream<String> entries(List<String> lines) {
        return lines.stream().flatMap(line -> Stream.of(line.split(",", -1)));
    }

    private static String forOf(String element) {
        Matcher node = FOR.matcher(element);
        return node.find() ? node.group(1) : "";
    }

    private static Optional<InetAddress> address(String text) {
        Matcher node = NODE.matcher(text.strip());
        return node.matches() ? parsed(node) : Optional.empty();
    }

    private static Optional<InetAddress> parsed(MatchResult node) {
        return Stream.of(1, 2, 3)
                .flatMap(group -> Stream.ofNullable(node.group(group)))
                .flatMap(address -> Stream.ofNullable(Inet.parseInetAddressToBytes(address)))
                .map(Proxies::ofBytes)
                .findFirst();
    }

    /** An IPv4 address that is mapped into IPv6 becomes itself again. */
    private static InetAddress ofBytes(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address, and sixteen", e);
        }
    }

    // As strict as Quarkus, which is given the same list, and would ask DNS for whatever else it finds there.
    private static CidrAddress network(String named) {
        CidrAddress network = Inet.parseCidrAddress(named);
        byte[] address = Inet.parseInetAddressToBytes(named);
        if (network == null && address == null) {
            throw new ConfigurationException(String.format(
                    Locale.ROOT,
                    "latchkey.proxies has \"%s\", which is neither an address nor a network, as 10.0.0.0/8 is.",
                    named));
        }
        return network != null ? network : CidrAddress.create(address, address.length * Byte.SIZE);
    }
}
