package latchkey.connection;

/** Says to a connection what memory the body at hand takes. */
final class BodyWeight {

    /** In bytes. What is longer is read to its end, but not kept. */
    private static final long LONGEST = 64 * 1024;

    /** A body is kept in a buffer that may be half empty. */
    private static final int COPIES = 2;

    private final Connection connection;
    private long body;
    private long beside;

    BodyWeight(Connection connection) {
        this.connection = connection;
    }

    void begin() {
        body = 0;
        beside = 0;
    }

    /** A part of it was handed on. */
    void add(int bytes) {
        body += bytes;
        hold();
    }

    /** Says how much there is that was not handed on: what parts it, and fields behind it. */
    void putBeside(long weight) {
        beside = weight;
        hold();
    }

    private void hold() {
        connection.hold(Math.min(body, LONGEST) * COPIES + beside);
    }
}
