package latchkey.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the addresses of a host. */
@FunctionalInterface
interface Resolver {

    InetAddress[] resolve(String host) throws UnknownHostException;
}
