package latchkey.connection;

import io.netty.handler.codec.http.HttpHeaders;

/** Who may be at the other end of a connection: a client, or a proxy that speaks for many. */
public interface Peers {

    /** Whether {@code address} is a proxy's, whose connections are not one client's. */
    boolean believed(String address);

    /** Leaves of what a proxy says for whom it forwards only what can be read by everything that reads it later. */
    void tidy(HttpHeaders headers, String address);
}
