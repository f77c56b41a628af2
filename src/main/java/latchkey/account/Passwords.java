package latchkey.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.text.Normalizer.Form.NFKC;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import latchkey.failure.AuthFailure;
import latchkey.hash.BcryptHash;
import latchkey.hash.PasswordHash;
import latchkey.password.PasswordConfig;
import latchkey.queue.HashingQueue;
import latchkey.text.Spelling;
import org.jspecify.annotations.Nullable;

/**
 * Hashes and checks passwords. Slow on purpose: never call it inside a transaction.
 *
 * <p>bcrypt reads at most 72 bytes, so it is given the SHA-256 of the password and every character counts. The form is
 * Django's, {@code bcrypt_sha256$$2a$10$…}, which Django itself can read.
 */
@ApplicationScoped
class Passwords {

    /** 22 characters of salt and 31 of hash, for which no password is known. */
    private static final String DUMMY_SALT_AND_HASH = "e0MYzXyjpJS7Pd0RVvHwHe.HlCS4bZJ18JuywdEMLT83E1KDmUhCy";

    /** In place of a hash: no password matches it. */
    static final String NONE = "!";

    /** The prefix of hashes that Latchkey made; Django writes {@code 2b}. */
    private static final String PREFIX = "bcrypt_sha256$$2a$";

    private static final Pattern CODE_AT_END = Pattern.compile("(.+)([0-9]{6})", Pattern.DOTALL);

    private final int cost;
    private final HashingQueue queue;

    Passwords(PasswordConfig config, HashingQueue queue) {
        cost = config.bcryptCost();
        this.queue = queue;
    }

    /**
     * The result of a check.
     *
     * @param trimmed whether only the password without blanks at its ends is right
     * @param nanos how long the check took, without the wait in the queue
     * @param lengths in bytes, of each form of the password that is tried until one matches
     * @param code the digits after the password, if the password is right without them only
     */
    record Check(
            PasswordHash hash,
            boolean right,
            boolean trimmed,
            long nanos,
            List<Integer> lengths,
            @Nullable String code) {

        /** The number of forms. */
        int forms() {
            return lengths.size();
        }

        /** The same result, but right only if the account is active. */
        Check of(@Nullable Account account) {
            return new Check(hash, right && account != null && account.active, trimmed, nanos, lengths, code);
        }
    }

    /**
     * Hashes a password for storage.
     *
     * @throws AuthFailure UNAVAILABLE if too many requests wait for hashing
     */
    String hash(String password) {
        return queue.runQueued(() -> BcryptHash.digestedOf(normalised(password), cost));
    }

    /** A hash in the form of {@link #hash}, whose password no user knows. */
    PasswordHash dummyHash() {
        return new BcryptHash(BcryptHash.Input.SHA256, cost, DUMMY_SALT_AND_HASH);
    }

    /**
     * Whether {@code stored} was made from {@code password}.
     *
     * @param stored in any form that {@link PasswordHash} knows; for another form, for none, or without enough memory, the
     *     check does the same work on a dummy hash
     * @throws AuthFailure UNAVAILABLE if too many requests wait for hashing
     */
    Check check(String password, @Nullable String stored) {
        return check(List.of(new Typed(password, null)), stored, false);
    }

    /**
     * As {@link #check(String, String)}, for a password that six digits of a code may follow. The work is the same with and without a
     * second factor; the password without the digits is right only with one.
     */
    Check checkBeforeCode(String password, @Nullable String stored, boolean secondFactor) {
        Matcher digits = CODE_AT_END.matcher(password);
        return check(
                digits.matches()
                        ? List.of(new Typed(password, null), new Typed(digits.group(1), digits.group(2)))
                        : List.of(new Typed(password, null)),
                stored,
                secondFactor);
    }

    private Check check(List<Typed> typed, @Nullable String stored, boolean secondFactor) {
        return check(
                typed,
                Optional.ofNullable(stored)
                        .flatMap(PasswordHash::find)
                        .filter(this::hasRoomOrLogs)
                        .orElseGet(this::dummyHash),
                stored != null && !stored.startsWith(PREFIX),
                secondFactor);
    }

    /** Whether there is enough memory to check this hash. */
    boolean hasRoomFor(PasswordHash hash) {
        return queue.hasRoomFor(hash.memory());
    }

    private boolean hasRoomOrLogs(PasswordHash hash) {
        boolean room = hasRoomFor(hash);
        if (!room) {
            Log.errorf(
                    "a password was refused without a check: %s needs %d MiB, which is more than half of this process's heap",
                    hash.scheme(), hash.memory() >> 20);
        }
        return room;
    }

    /** As {@link #check(String, String)}, for a hash that Latchkey made. */
    Check check(String password, PasswordHash hash) {
        return check(List.of(new Typed(password, null)), hash, false, false);
    }

    /** One way to read what a user typed: all of it is the password, or it ends with a code. */
    private record Typed(String password, @Nullable String code) {

        /** The forms of the password to try, the trimmed one last. */
        Stream<Form> forms() {
            List<String> own = List.of(password, normalised(password));
            return Stream.concat(
                    own.stream().distinct().map(form -> new Form(form, code, true)),
                    Stream.of(Spelling.trimmed(password))
                            .filter(trimmed -> !trimmed.isEmpty() && !own.contains(trimmed))
                            .map(trimmed -> new Form(trimmed, code, false)));
        }
    }

    /** @param own whether Latchkey makes hashes from this form */
    private record Form(String text, @Nullable String code, boolean own) {}

    /**
     * Tries the password as received, since an imported hash may be made from that, and in Unicode's NFKC form, from which
     * {@link #hash} makes hashes (NIST SP 800-63B-4, 3.1.1.2). An imported hash may also be made from the password without
     * blanks at its ends, as Django REST framework received it.
     */
    private Check check(List<Typed> typed, PasswordHash hash, boolean imported, boolean secondFactor) {
        // The same forms with and without an account, so that the time reveals nothing about the hash.
        List<Form> forms = typed.stream().flatMap(Typed::forms).toList();
        List<Integer> lengths =
                forms.stream().map(form -> form.text().getBytes(UTF_8).length).toList();
        return queue.runQueued(hash.memory(), () -> {
            long began = System.nanoTime();
            Optional<Form> matched = forms.stream()
                    .filter(form -> hash.matches(form.text())
                            && (imported || form.own())
                            && (secondFactor || form.code() == null))
                    .findFirst();
            long took = System.nanoTime() - began;
            return new Check(
                    hash,
                    matched.isPresent(),
                    matched.filter(form -> !form.own()).isPresent(),
                    took,
                    lengths,
                    matched.map(Form::code).orElse(null));
        });
    }

    private static String normalised(String password) {
        return Normalizer.normalize(password, NFKC);
    }
}
