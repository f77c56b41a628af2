package latchkey.http.request;

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
import latchkey.connection.PeerKind;

/** The trusted proxies. Latchkey trusts only these to name the client of a request. */
@Startup(Interceptor.Priority.PLATFORM_BEFORE) // before the migration
@ApplicationScoped
public class TrustedProxies implements PeerKind {

    /** An address, with or without a port (RFC 7239, 6). An IPv6 address without brackets has no port. */
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

    private final List<CidrAddress> trusted;

    /** Whether the warning was logged; once is enough, since any client can cause it. */
    private final AtomicBoolean warned = new AtomicBoolean();

    public TrustedProxies(ProxyConfig config) {
        trusted = config.trusted().orElse(List.of()).stream()
                .map(TrustedProxies::network)
                .toList();
    }

    /** The address of the client that sent the request, however many proxies forwarded it. */
    public String clientOf(HttpServerRequest request) {
        String peer = peer(request);
        List<String> forwardedFor = request.headers().getAll(FORWARDED_FOR);
        if (!forwardedFor.isEmpty() && !isTrustedProxy(peer) && !warned.getAndSet(true)) {
            Log.warnf(
                    "%s says for whom it forwards, which counts for nothing since latchkey.proxies does not name it",
                    peer);
        }
        return client(peer, forwardedFor, request.headers().getAll(FORWARDED));
    }

    /** The address of the peer that connected: a client or a proxy. */
    public static String peer(HttpServerRequest request) {
        // Read from the connection, since Quarkus overwrites the request's own with the start of a header.
        return requireNonNullElse(request.connection().remoteAddress().hostAddress(), "local");
    }

    /** Whether {@code peer} is a trusted proxy. */
    @Override
    public boolean isTrustedProxy(String peer) {
        return address(peer).filter(this::isTrusted).isPresent();
    }

    /**
     * Reduces the headers to what Quarkus and Vert.x can parse: the client's address instead of all entries, and a valid scheme
     * and port. At any other value their parser would throw, and the request would get no answer.
     */
    @Override
    public void cleanForwardedHeaders(HttpHeaders headers, String peer) {
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
     * Each proxy appends the address it received from, so the last that is no trusted proxy is the client; the client may have
     * invented all entries before it. An unreadable entry ends the search at the proxy that forwarded it.
     *
     * @param forwardedFor the lines of {@code X-Forwarded-For}
     * @param forwarded the lines of {@code Forwarded}, used if there is no {@code X-Forwarded-For}
     */
    String client(String peer, List<String> forwardedFor, List<String> forwarded) {
        if (forwardedFor.isEmpty() && forwarded.isEmpty()) {
            return shortest(peer);
        }
        List<String> hops = forwardedFor.isEmpty()
                ? entries(forwarded).map(TrustedProxies::forOf).toList()
                : entries(forwardedFor).toList();
        if (hops.isEmpty()) {
            return shortest(peer);
        }
        Optional<InetAddress> client = address(peer);
        for (int i = hops.size() - 1; i >= 0 && client.filter(this::isTrusted).isPresent(); i--) {
            Optional<InetAddress> hop = address(hops.get(i));
            if (hop.isEmpty()) {
                break;
            }
            client = hop;
        }
        return client.map(NetUtil::toAddressString).orElse(peer);
    }

    /** An IPv6 address in the form of RFC 5952, which operators search for. */
    private static String shortest(String peer) {
        return peer.indexOf(':') < 0
                ? peer
                : address(peer).map(NetUtil::toAddressString).orElse(peer);
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(network -> network.matches(address));
    }

    // A comma in quotes separates as well: an address has none, and an open quote must not hide what a proxy appends.
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
                .map(TrustedProxies::addressOf)
                .findFirst();
    }

    /** Turns an IPv4-mapped IPv6 address back into IPv4. */
    private static InetAddress addressOf(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("not four or sixteen bytes", e);
        }
    }

    // As strict as Quarkus, which gets the same list and would resolve anything else by DNS.
    private static CidrAddress network(String text) {
        CidrAddress network = Inet.parseCidrAddress(text);
        byte[] address = Inet.parseInetAddressToBytes(text);
        if (network == null && address == null) {
            throw new ConfigurationException(String.format(
                    Locale.ROOT,
                    "latchkey.proxies has \"%s\", which is neither an address nor a network such as 10.0.0.0/8.",
                    text));
        }
        return network != null ? network : CidrAddress.create(address, address.length * Byte.SIZE);
    }
}
