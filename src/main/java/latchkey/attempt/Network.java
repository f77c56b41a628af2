package latchkey.attempt;

import io.smallrye.common.net.Inet;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/**
 * The network of a client, as far as a client cannot change it at will: an IPv4 address, or the /64 of an IPv6 address, since
 * one customer has at least that many addresses.
 */
public record Network(String name) {

    private static final String HALF = "::/64";

    /** @param address in numbers; any other text counts as a network of its own */
    public static Network of(String address) {
        int zone = address.indexOf('%');
        InetAddress parsed = Inet.parseInetAddress(zone < 0 ? address : address.substring(0, zone));
        return new Network(parsed instanceof Inet6Address ? prefix(parsed.getAddress()) : address);
    }

    /**
     * This network after the wider ones that may belong to one customer: for IPv6 a /48 and a /56 (RIPE-690), for IPv4 a /24,
     * which is the smallest that is routed.
     */
    public List<String> path() {
        if (!name.endsWith(HALF)) {
            int last = name.lastIndexOf('.');
            return last < 0 ? List.of(name) : List.of(name.substring(0, last), name);
        }
        String half = name.substring(0, name.length() - HALF.length());
        int last = half.lastIndexOf(':');
        String subnets = Integer.toHexString(Integer.parseInt(half.substring(last + 1), 16) >> Byte.SIZE);
        return List.of(half.substring(0, last), half.substring(0, last + 1) + subnets, name);
    }

    private static String prefix(byte[] address) {
        ByteBuffer groups = ByteBuffer.wrap(address);
        return String.format(
                        Locale.ROOT,
                        "%x:%x:%x:%x",
                        groups.getShort(),
                        groups.getShort(),
                        groups.getShort(),
                        groups.getShort())
                + HALF;
    }
}
