package latchkey.connection;

import java.time.Duration;

/** What a connection waits for. */
public enum Awaited {
    FIRST_REQUEST,
    REST_OF_HEAD,
    REST_OF_BODY,
    /** Latchkey or the database has to act; in every other state the client has to. */
    ANSWER,
    NEXT_REQUEST,
    /** After an upgrade: HTTP/2 on the management port, or a page's WebSocket in development. */
    OTHER_PROTOCOL;

    /** Longer than every wait for a hash, a pool connection or a statement. */
    private static final Duration MAX_ANSWER_TIME = Duration.ofMinutes(2);

    /** Latchkey closes it earlier where it needs room. */
    private static final Duration MAX_SOCKET_TIME = Duration.ofDays(1);

    public boolean isClientsTurn() {
        return this != ANSWER;
    }

    /** Whether a request has begun to arrive, so that Latchkey must tell the client why it reads no further. */
    public boolean isWithinRequest() {
        return this == REST_OF_HEAD || this == REST_OF_BODY;
    }

    /** How long Latchkey waits for it. */
    public Duration timeout(ConnectionsConfig config) {
        return switch (this) {
            case FIRST_REQUEST, REST_OF_HEAD, REST_OF_BODY -> config.requestTimeout();
            case ANSWER -> MAX_ANSWER_TIME;
            case OTHER_PROTOCOL -> MAX_SOCKET_TIME;
            case NEXT_REQUEST -> config.idleTimeout();
        };
    }
}
