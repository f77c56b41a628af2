package latchkey.connection;

import java.time.Duration;

/** What has to come next on a connection. */
enum Turn {
    FIRST_REQUEST,
    REST_OF_HEAD,
    REST_OF_BODY,
    /** From us, or from the database; all the others are the client's. */
    ANSWER,
    NEXT_REQUEST;

    /** Nothing takes as long: waiting for a hash, for a connection of the pool, for a statement. */
    private static final Duration LONGEST_ANSWER = Duration.ofMinutes(2);

    boolean isTheClients() {
        return this != ANSWER;
    }

    /** Whether a request has begun to arrive, so that its client must be told why nobody reads on. */
    boolean isWithinARequest() {
        return this == REST_OF_HEAD || this == REST_OF_BODY;
    }

    /** How long it may take to come. */
    Duration patience(ConnectionsConfig config) {
        return switch (this) {
            case FIRST_REQUEST, REST_OF_HEAD, REST_OF_BODY -> config.requestTimeout();
            case ANSWER -> LONGEST_ANSWER;
            case NEXT_REQUEST -> config.idleTimeout();
        };
    }
}
