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
import latchkey.clock.DatabaseClock;
import latchkey.database.Transactions;
import org.jboss.logging.Logger;

/** The stored keys, each with the secret that it is encrypted under. Logs once which of them it cannot read. */
@ApplicationScoped
class StoredKeys {

    private static final Logger LOG = Logger.getLogger(StoredKeys.class);

    /**
     * The wait before one process encrypts keys again. If replicas have the two secrets in opposite order, each would undo the
     * other's work at every load.
     */
    private static final Duration MIN_INTERVAL = Duration.ofMinutes(10);

    private final KeyPairs pairs;
    private final Clock clock;
    private Instant encryptedAt = Instant.MIN;
    private List<SigningKey> before = List.of();
    private Set<String> logged = Set.of();

    StoredKeys(KeyPairs pairs, Clock clock) {
        this.pairs = pairs;
        this.clock = clock;
    }

    /** All keys, the newest first. Encrypts those under the former secret anew, under the current one. */
    synchronized List<SigningKey> read() {
        List<SigningKey> stored = load();
        stored.forEach(key -> key.secret = secretOf(key));
        if (!clock.instant().isBefore(encryptedAt.plus(MIN_INTERVAL))) {
            stored.stream()
                    .filter(key -> key.secret == SigningKey.EncryptedUnder.FORMER)
                    .forEach(this::encryptAnew);
        }
        before = stored;
        logFaults(stored);
        return stored;
    }

    /** Loads the keys. Since that happens regularly, it also observes the database's clock. */
    private List<SigningKey> load() {
        long began = System.nanoTime();
        List<SigningKey> stored = Transactions.statement(SigningKey::newestFirst);
        if (clock instanceof DatabaseClock databaseClock && !stored.isEmpty()) {
            databaseClock.observe(stored.get(0).readAt, Duration.ofNanos(System.nanoTime() - began));
        }
        return stored;
    }

    private SigningKey.EncryptedUnder secretOf(SigningKey key) {
        return before.stream()
                .filter(key::isSame)
                .findFirst()
                .map(previous -> previous.secret)
                .orElseGet(() -> pairs.secretOf(key));
    }

    /** Why no further key can be stored, in a sentence: the secret decrypts none of these. Empty if it can. */
    static Optional<String> flaw(List<SigningKey> stored) {
        return stored.stream()
                .findFirst()
                .filter(newest -> stored.stream().noneMatch(SigningKey::isReadable))
                .map(newest -> String.format(
                                Locale.ROOT,
                                "LATCHKEY_SECRET is not the one that signing key %s was stored under, nor any other key:",
                                newest.kid)
                        + " this process can neither sign with a stored key nor store a new one.");
    }

    private void encryptAnew(SigningKey key) {
        encryptedAt = clock.instant();
        byte[] privateKey = pairs.encryptedAnew(key);
        if (Transactions.statement(() -> key.replacePrivateKey(privateKey))) {
            LOG.infof("signing key %s is encrypted under the new secret", key.kid);
        }
    }

    private void logFaults(List<SigningKey> stored) {
        Set<String> faults = flaw(stored)
                .map(Stream::of)
                .orElseGet(() -> stored.stream()
                        .filter(key -> key.compromisedAt == null && !key.isReadable())
                        .map(key -> "signing key " + key.kid
                                + " is ignored: it is not encrypted under LATCHKEY_SECRET, or is damaged"))
                .collect(toSet());
        faults.stream().filter(fault -> !logged.contains(fault)).forEach(LOG::error);
        logged = faults;
    }
}
