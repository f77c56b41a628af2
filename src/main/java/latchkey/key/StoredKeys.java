package latchkey.key;

import static java.util.stream.Collectors.toSet;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import latchkey.DatabaseClock;
import latchkey.Transactions;
import org.jboss.logging.Logger;

/** The keys in the database, with what the secret of this process is to each. What it cannot read is told of once. */
@ApplicationScoped
class StoredKeys {

    private static final Logger LOG = Logger.getLogger(StoredKeys.class);

    /**
     * How long one process waits before it encrypts anew once more. Of replicas that have the two secrets in either order, each would
     * undo at every reading what the other did.
     */
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final KeyPairs pairs;
    private final Clock clock;
    private Instant encryptedAt = Instant.MIN;
    private List<SigningKey> before = List.of();
    private Set<String> told = Set.of();

    StoredKeys(KeyPairs pairs, Clock clock) {
        this.pairs = pairs;
        this.clock = clock;
    }

    /** All of them, the newest first. Those under the former secret are encrypted under this one. */
    synchronized List<SigningKey> read() {
        List<SigningKey> stored = asked();
        stored.forEach(key -> key.under = under(key));
        if (!clock.instant().isBefore(encryptedAt.plus(PAUSE))) {
            stored.stream().filter(key -> key.under == SigningKey.Under.FORMER).forEach(this::encryptAnew);
        }
        before = stored;
        tell(stored);
        return stored;
    }

    /** Whatever is asked of the database this regularly says what time it is there. */
    private List<SigningKey> asked() {
        long asked = System.nanoTime();
        List<SigningKey> stored = Transactions.statement(SigningKey::newestFirst);
        if (clock instanceof DatabaseClock ours && !stored.isEmpty()) {
            ours.hear(stored.get(0).readAt, Duration.ofNanos(System.nanoTime() - asked));
        }
        return stored;
    }

    private SigningKey.Under under(SigningKey key) {
        return before.stream()
                .filter(key::isSame)
                .findFirst()
                .map(known -> known.under)
                .orElseGet(() -> pairs.under(key));
    }

    /** Why no key can be written beside these, in a sentence: the secret reads none of them. Empty where it can. */
    static Optional<String> flaw(List<SigningKey> stored) {
        return stored.stream()
                .findFirst()
                .filter(newest -> stored.stream().noneMatch(SigningKey::isReadable))
                .map(newest -> String.format(
                                Locale.ROOT,
                                "LATCHKEY_SECRET is not the one that signing key %s was stored under, nor any other key:",
                                newest.kid)
                        + " this process signs nothing with what is stored, and stores none.");
    }

    private void encryptAnew(SigningKey key) {
        encryptedAt = clock.instant();
        byte[] privateKey = pairs.encryptedAnew(key);
        if (Transactions.statement(() -> key.replacePrivateKey(privateKey))) {
            LOG.infof("signing key %s is encrypted under the new secret", key.kid);
        }
    }

    private void tell(List<SigningKey> stored) {
        Set<String> faults = flaw(stored)
                .map(Stream::of)
                .orElseGet(() -> stored.stream()
                        .filter(key -> key.compromisedAt == null && !key.isReadable())
                        .map(key -> "signing key " + key.kid
                                + " is left out: it is not encrypted under LATCHKEY_SECRET, or is damaged"))
                .collect(toSet());
        faults.stream().filter(fault -> !told.contains(fault)).forEach(LOG::error);
        told = faults;
    }
}
