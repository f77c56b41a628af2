package latchkey.account;

import io.smallrye.common.net.Inet;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Where a client is, as finely as nobody can change it at will: an IPv4 address, or the /64 of an IPv6 address, of which one
 * customer has at least that many.
 */
public record Network(String name) {

    /** @param address as a number; whatever else it is, it is a network of its own */
    public static Network of(String address) {
        InetAddress parsed = Inet.parseInetAddress(address.replaceFirst("%.*", ""));
        return new Network(parsed instanceof Inet6Address ? prefix(parsed.getAddress()) : address);
    }

    private static String prefix(byte[] address) {
        ByteBuffer groups = ByteBuffer.wrap(address);
        return "%x:%x:%x:%x::/64".formatted(groups.getShort(), groups.getShort(), groups.getShort(), groups.getShort());
    }
}
