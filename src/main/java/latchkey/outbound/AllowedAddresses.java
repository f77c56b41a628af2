package latchkey.outbound;

import io.smallrye.common.net.CidrAddress;
import io.smallrye.common.net.Inet;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import latchkey.webhook.WebhookConfig;

/** To which addresses Latchkey may connect: public ones, and those of networks that the operator lists. */
public final class AllowedAddresses {

    /** IPv4 addresses that are not public (IANA IPv4 Special-Purpose Address Registry), and one of a cloud's metadata service. */
    private static final List<String> SPECIAL_V4 = List.of(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32", // Azure
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    /** The public IPv6 addresses (RFC 4291, 2.4) are within this network. */
    private static final String GLOBAL_V6 = "2000::/3";

    /** Those in it that are not public, or contain an IPv4 address: Teredo, benchmarks, documentation, 6to4. */
    private static final List<String> SPECIAL_V6 = List.of("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    /** IPv4 addresses as hosts with IPv6 alone reach them (RFC 6052, 2.1). */
    private static final String NAT64 = "64:ff9b::/96";

    private static final int NAT64_PREFIX_BYTES = 12;

    // A native executable cannot hold addresses that were made while it was built.
    private final List<CidrAddress> specialV4 = networks(SPECIAL_V4);
    private final List<CidrAddress> specialV6 = networks(SPECIAL_V6);
    private final CidrAddress globalV6 = network(GLOBAL_V6);
    private final CidrAddress nat64 = network(NAT64);
    private final List<CidrAddress> listed;

    /**
     * The addresses of the operator's networks, and public ones.
     *
     * @throws IllegalArgumentException with the network that cannot be read
     */
    AllowedAddresses(List<String> networks) {
        listed = networks(networks);
    }

    /** What is wrong with the operator's networks, in a sentence. */
    public static Optional<String> flaw(WebhookConfig config) {
        try {
            new AllowedAddresses(config.allowedNetworks().orElse(List.of()));
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "latchkey.webhooks.allowed-networks has \"%s\", which is neither an address nor a network such as 10.0.0.0/8.",
                    e.getMessage()));
        }
    }

    boolean isAllowed(InetAddress address) {
        return isListed(address) || isPublic(address);
    }

    /** Whether the operator lists the address. */
    boolean isListed(InetAddress address) {
        return isIn(listed, address);
    }

    private boolean isPublic(InetAddress address) {
        if (address instanceof Inet4Address) {
            return !isIn(specialV4, address);
        }
        if (nat64.matches(address)) {
            return isPublic(embedded(address));
        }
        return globalV6.matches(address) && !isIn(specialV6, address);
    }

    private static InetAddress embedded(InetAddress address) {
        byte[] bytes = address.getAddress();
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, NAT64_PREFIX_BYTES, bytes.length));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("not four bytes", e);
        }
    }

    private static boolean isIn(List<CidrAddress> networks, InetAddress address) {
        return networks.stream().anyMatch(network -> network.matches(address));
    }

    private static List<CidrAddress> networks(List<String> texts) {
        return texts.stream().map(AllowedAddresses::network).toList();
    }

    private static CidrAddress network(String text) {
        CidrAddress network = Inet.parseCidrAddress(text);
        byte[] address = Inet.parseInetAddressToBytes(text);
        if (network == null && address == null) {
            throw new IllegalArgumentException(text);
        }
        return network != null ? network : CidrAddress.create(address, address.length * Byte.SIZE);
    }
}
