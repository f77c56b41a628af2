package latchkey.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.text.Normalizer.Form.NFKC;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import latchkey.LatchkeyConfig;
import latchkey.failure.AuthFailure;
import latchkey.hash.BcryptHash;
import latchkey.hash.PasswordHash;
import org.jspecify.annotations.Nullable;

/**
 * Turns passwords into hashes and checks them. Slow on purpose: never call it inside a transaction.
 *
 * <p>bcrypt reads 72 bytes and no more, so it is given the SHA-256 of the password: every character counts. The form is
 * Django's, {@code bcrypt_sha256$$2a$10$…}, which Django itself can read back.
 */
@ApplicationScoped
class Passwords {

    /** 22 characters of salt and 31 of hash that no password is known for. */
    private static final String NOBODYS_REST = "e0MYzXyjpJS7Pd0RVvHwHe.HlCS4bZJ18JuywdEMLT83E1KDmUhCy";

    /** What begins each hash that was made here; Django writes {@code 2b}. */
    private static final String OURS = "bcrypt_sha256$$2a$";

    private final int cost;
    private final HashingQueue queue;

    Passwords(LatchkeyConfig config, HashingQueue queue) {
        cost = config.password().bcryptCost();
        this.queue = queue;
    }

    /**
     * What came of a check.
     *
     * @param trimmed whether it is right without the blanks at its ends alone
     * @param nanos that it took, once its turn had come
     * @param lengths in bytes, of each form of the password that is tried unless one matches
     */
    record Check(PasswordHash hash, boolean right, boolean trimmed, long nanos, List<Integer> lengths) {

        /** How many forms there are. */
        int forms() {
            return lengths.size();
        }

        /** Right only of an account that is active. */
        Check of(@Nullable Account account) {
            return new Check(hash, right && account != null && account.active, trimmed, nanos, lengths);
        }
    }

    /**
     * The hash to keep of a password.
     *
     * @throws AuthFailure UNAVAILABLE where too many wait for theirs
     */
    String hash(String password) {
        return queue.inTurn(() -> BcryptHash.digestedOf(normalised(password), cost));
    }

    /** The form that {@link #hash} gives, of a password that no user knows. */
    PasswordHash ofNobody() {
        return new BcryptHash(BcryptHash.Given.SHA256, cost, NOBODYS_REST);
    }

    /**
     * Whether {@code stored} was made from {@code password}.
     *
     * @param stored in any form that {@link PasswordHash} knows; with another, or none, or one that there is no memory for, the
     *     check does the same work on a hash of no account
     * @throws AuthFailure UNAVAILABLE where too many wait for theirs
     */
    Check check(String password, @Nullable String stored) {
        return check(
                password,
                Optional.ofNullable(stored)
                        .flatMap(PasswordHash::find)
                        .filter(this::hasRoomOrTells)
                        .orElseGet(this::ofNobody),
                stored != null && !stored.startsWith(OURS));
    }

    /** Whether there is memory to check such a hash. */
    boolean hasRoomFor(PasswordHash hash) {
        return queue.hasRoomFor(hash.memory());
    }

    private boolean hasRoomOrTells(PasswordHash hash) {
        boolean room = hasRoomFor(hash);
        if (!room) {
            Log.errorf(
                    "a password was refused unseen: %s takes %d MiB to check, which is more than half of this process's heap",
                    hash.scheme(), hash.memory() >> 20);
        }
        return room;
    }

    /** As of {@link #check(String, String)}, of a hash that was made here. */
    Check check(String password, PasswordHash hash) {
        return check(password, hash, false);
    }

    /**
     * Whether {@code hash} was made from {@code password}: as it was received, since an imported hash may be of just that, or in
     * Unicode's NFKC form, which is what {@link #hash} keeps (NIST SP 800-63B-4, 3.1.1.2). An imported one may also be of what
     * Django REST framework received, which is without blanks at the ends.
     */
    private Check check(String password, PasswordHash hash, boolean imported) {
        String trimmed = LoginName.trimmed(password);
        List<String> ours = List.of(password, normalised(password));
        // The same for every account and for none, so that the time tells nothing of the hash.
        List<String> forms = Stream.concat(ours.stream(), Stream.of(trimmed).filter(form -> !form.isEmpty()))
                .distinct()
                .toList();
        List<Integer> lengths =
                forms.stream().map(form -> form.getBytes(UTF_8).length).toList();
        return queue.inTurn(hash.memory(), () -> {
            long began = System.nanoTime();
            Optional<String> matched = forms.stream()
                    .filter(form -> hash.matches(form) && (imported || ours.contains(form)))
                    .findFirst();
            long took = System.nanoTime() - began;
            boolean alone = matched.filter(form -> !ours.contains(form)).isPresent();
            return new Check(hash, matched.isPresent(), alone, took, lengths);
        });
    }

    private static String normalised(String password) {
        return Normalizer.normalize(password, NFKC);
    }
}
