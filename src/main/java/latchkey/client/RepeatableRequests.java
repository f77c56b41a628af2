package latchkey.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import latchkey.database.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.key.Encryption;
import latchkey.key.Secret;

/** Requests that have an effect once, however often they are sent: each has an idempotency key. */
@ApplicationScoped
public class RepeatableRequests {

    /** How long a key belongs to its request. */
    public static final Duration LIFETIME = Duration.ofDays(1);

    private final Secret secret;
    private final Encryption encryption;
    private final Clock clock;

    RepeatableRequests(Secret secret, Encryption encryption, Clock clock) {
        this.secret = secret;
        this.encryption = encryption;
        this.clock = clock;
    }

    /**
     * Acts, unless the key came with the same request before; then returns the answer of that time. Of simultaneous requests with
     * one key, on any number of replicas, one acts, and the others wait for its answer. Nothing is kept of a request that fails.
     *
     * @param sender who sent the request, to whom the key belongs
     * @param request all of it
     * @param act in the same transaction as the key; it may be called several times
     * @throws AuthFailure KEY_REUSED if the key came with another request
     */
    public String answer(String key, String sender, String request, Supplier<String> act) {
        byte[] id = secret.mac(Secret.Use.REPEATABLE_REQUESTS, (sender + "\n" + key).getBytes(UTF_8));
        byte[] digest = secret.mac(Secret.Use.REPEATABLE_REQUESTS, request.getBytes(UTF_8));
        return Transactions.call(() -> {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            if (!RepeatableRequest.claim(id, digest, now, now.plus(LIFETIME))) {
                return former(id, digest);
            }
            String answer = act.get();
            RepeatableRequest.answer(
                    id, encryption.encrypt(Secret.Use.REPEATABLE_REQUESTS, answer.getBytes(UTF_8), context(id)));
            return answer;
        });
    }

    /** After a change of the secret without a former one, no key is known. */
    private String former(byte[] id, byte[] digest) {
        return RepeatableRequest.withId(id)
                .filter(request -> MessageDigest.isEqual(request.digest, digest))
                .flatMap(request -> Optional.ofNullable(request.answer))
                .flatMap(answer -> encryption.decrypt(Secret.Use.REPEATABLE_REQUESTS, answer, context(id)))
                .map(answer -> new String(answer.content(), UTF_8))
                .orElseThrow(() -> AuthFailure.because(Reason.KEY_REUSED));
    }

    private static String context(byte[] id) {
        return HexFormat.of().formatHex(id);
    }
}
