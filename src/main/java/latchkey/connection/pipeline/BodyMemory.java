package latchkey.connection.pipeline;

/** Reports to a connection how much memory the current request body takes. */
final class BodyMemory {

    /** In bytes. Latchkey reads a longer body to its end, but does not keep it. */
    private static final long MAX_KEPT = 64 * 1024;

    /** The buffer that holds the body may be half empty. */
    private static final int BUFFER_FACTOR = 2;

    private final Connection connection;
    private long body;
    private long overhead;

    BodyMemory(Connection connection) {
        this.connection = connection;
    }

    void begin() {
        body = 0;
        overhead = 0;
    }

    /** Counts a part of the body that went on to the HTTP server. */
    void add(int bytes) {
        body += bytes;
        report();
    }

    /** Sets the size of what did not go on to the HTTP server: chunk headers and trailer fields. */
    void setOverhead(long bytes) {
        overhead = bytes;
        report();
    }

    private void report() {
        connection.hold(Math.min(body, MAX_KEPT) * BUFFER_FACTOR + overhead);
    }
}
