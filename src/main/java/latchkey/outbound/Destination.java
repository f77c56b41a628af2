package latchkey.outbound;

import io.smallrye.common.net.Inet;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.stream.Stream;

/**
 * Where to connect for a URL.
 *
 * @param address of the host; it is not looked up again
 */
record Destination(URI url, String host, int port, boolean tls, InetAddress address) {

    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    /** Why Latchkey may not connect, in a sentence without a full stop. */
    static final class Refused extends Exception {

        private static final long serialVersionUID = 1;

        Refused(String why) {
            super(why, null, false, false);
        }
    }

    /**
     * Resolves the host of a URL once.
     *
     * @param attempt from 1; of several addresses, each attempt takes the next
     * @throws Refused if the host has no address, or one that is not allowed
     */
    static Destination of(URI url, int attempt, Resolver resolver, AllowedAddresses allowed) throws Refused {
        String host = host(url);
        boolean tls = isTls(url);
        InetAddress[] addresses = resolved(host, resolver);
        if (!Stream.of(addresses).allMatch(allowed::isAllowed)) {
            throw new Refused(
                    "the receiver has an address that is not public: latchkey.webhooks.allowed-networks lists exceptions");
        }
        if (!tls && !Stream.of(addresses).allMatch(allowed::isListed)) {
            throw new Refused("http is for addresses in latchkey.webhooks.allowed-networks only");
        }
        int fallback = tls ? HTTPS_PORT : HTTP_PORT;
        return new Destination(
                url,
                host,
                url.getPort() < 0 ? fallback : url.getPort(),
                tls,
                addresses[(attempt - 1) % addresses.length]);
    }

    /** Whether the host of a URL is an address that is not allowed. */
    static boolean isRefused(URI url, AllowedAddresses allowed) {
        InetAddress address = Inet.parseInetAddress(host(url));
        return address != null && !(isTls(url) ? allowed.isAllowed(address) : allowed.isListed(address));
    }

    private static String host(URI url) {
        return url.getHost().replaceAll("[\\[\\]]", "");
    }

    private static boolean isTls(URI url) {
        return "https".equals(url.getScheme());
    }

    private static InetAddress[] resolved(String host, Resolver resolver) throws Refused {
        try {
            return resolver.resolve(host);
        } catch (UnknownHostException e) {
            throw new Refused("the receiver's name has no address");
        }
    }

    /** Path and query as the URL has them. */
    String target() {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }
}
