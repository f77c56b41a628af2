package latchkey.hash;

/** A stored text that is no password hash to be checked here. The message says why, and nothing of the hash. */
public final class UnreadableHash extends RuntimeException {

    UnreadableHash(String why) {
        super(why, null, false, false);
    }
}
