package latchkey.connection;

import io.netty.handler.codec.http.HttpHeaders;

/** Tells a client's connection from a proxy's, which carries requests of many clients. */
public interface PeerKind {

    /** Whether {@code address} is a trusted proxy's. */
    boolean isTrustedProxy(String address);

    /** Keeps only those forwarding headers that every later reader can parse. */
    void cleanForwardedHeaders(HttpHeaders headers, String address);
}
