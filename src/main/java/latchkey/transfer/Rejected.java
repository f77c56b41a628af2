package latchkey.transfer;

/** A record that is not taken over. */
final class Rejected extends RuntimeException {

    private final String why;

    /** @param why the reason, which says nothing of a hash */
    Rejected(String why) {
        super(why, null, false, false);
        this.why = why;
    }

    String why() {
        return why;
    }
}
