package latchkey.connection;

import java.time.Duration;

/** What has to come next on a connection. */
enum Turn {
    FIRST_REQUEST,
    REST_OF_HEAD,
    REST_OF_BODY,
    /** From us, or from the database; all the others are the client's. */
    ANSWER,
    NEXT_REQUEST,
    /** After an upgrade: HTTP/2 on the management port, and in development a page's socket. */
    OTHER_PROTOCOL;

    /** Nothing takes as long: waiting for a hash, for a connection of the pool, for a statement. */
    private static final Duration LONGEST_ANSWER = Duration.ofMinutes(2);

    /** It leaves earlier where there is no room. */
    private static final Duration LONGEST_SOCKET = Duration.ofDays(1);

    boolean isTheClients() {
        return this != ANSWER;
    }

    /** Whether a request has begun to arrive, so that the service must tell its client why it reads no further. */
    boolean isWithinARequest() {
        return this == REST_OF_HEAD || this == REST_OF_BODY;
    }

    /** How long it may take to come. */
    Duration patience(ConnectionsConfig config) {
        return switch (this) {
            case FIRST_REQUEST, REST_OF_HEAD, REST_OF_BODY -> config.requestTimeout();
            case ANSWER -> LONGEST_ANSWER;
            case OTHER_PROTOCOL -> LONGEST_SOCKET;
            case NEXT_REQUEST -> config.idleTimeout();
        };
    }
}
