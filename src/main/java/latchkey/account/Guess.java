package latchkey.account;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A password about to be checked, or a registration, that counts as wrong in its buckets until it turns out to be right. It is
 * settled once: by its check, or by being withdrawn before that.
 */
public final class Guess {

    private final @Nullable Account account;
    private final @Nullable String hash;
    private final List<String> buckets;
    private final AtomicBoolean settled;

    Guess(@Nullable Account account, @Nullable String hash, List<String> buckets) {
        this(account, hash, buckets, new AtomicBoolean());
    }

    private Guess(@Nullable Account account, @Nullable String hash, List<String> buckets, AtomicBoolean settled) {
        this.account = account;
        this.hash = hash;
        this.buckets = buckets;
        this.settled = settled;
    }

    /** The same guess, at the password of that account. */
    Guess at(Account owner, @Nullable String stored) {
        return new Guess(owner, stored, buckets, settled);
    }

    @Nullable
    Account account() {
        return account;
    }

    @Nullable
    String hash() {
        return hash;
    }

    List<String> buckets() {
        return buckets;
    }

    /** Whether it is not settled yet. */
    public boolean isOpen() {
        return !settled.get();
    }

    /** Whether this call settles it. */
    boolean settle() {
        return !settled.getAndSet(true);
    }

    /**
     * Settles it, whatever comes of it: a client that goes away now has still guessed.
     *
     * @throws AuthFailure UNAVAILABLE where it was withdrawn
     */
    public void begin() {
        if (!settle()) {
            throw AuthFailure.because(Reason.UNAVAILABLE);
        }
    }
}
