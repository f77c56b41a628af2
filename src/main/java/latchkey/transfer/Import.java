package latchkey.transfer;

import static java.time.temporal.ChronoUnit.MICROS;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import latchkey.LatchkeyConfig;
import latchkey.Transactions;
import latchkey.account.PasswordConfig;
import latchkey.audit.Audit;
import latchkey.audit.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Takes people over from a file, in batches that are there whole or not at all: where it is broken off, the same again goes on.
 */
@ApplicationScoped
public class Import {

    /** Longer than any dry run, which is one transaction. */
    private static final Duration LONG = Duration.ofDays(1);

    private final PasswordConfig passwords;
    private final Clock clock;
    private final Audit audit;

    Import(LatchkeyConfig config, Clock clock, Audit audit) {
        passwords = config.password();
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * @param keepIds whether accounts get the ids that they have in the file
     * @param model of a Django dump that is users; null where what looks like a user is
     */
    public record Options(
            Format format,
            OnConflict onConflict,
            boolean keepIds,
            boolean dryRun,
            @Nullable String model) {

        public Options(Format format, OnConflict onConflict, boolean keepIds, boolean dryRun) {
            this(format, onConflict, keepIds, dryRun, null);
        }
    }

    /** Learns how the import goes. */
    public interface Listener {

        /** A person is not taken over. */
        void rejected(Rejection rejection);

        /** A person is taken over, but not exactly as the file says. */
        default void changed(Rejection what) {}

        /** Models of a dump that could be users, too, and were not read. */
        default void passedOver(Set<String> models) {}

        /** A batch is there for good. */
        void progress(Summary soFar);
    }

    /** @param line as {@link Raw} has it */
    public record Rejection(long line, @Nullable String username, String why) {}

    /** How many were read, and what became of them. */
    public record Summary(long read, long imported, long updated, long skipped, long rejected) {

        static final Summary NOTHING = new Summary(0, 0, 0, 0, 0);

        Summary plus(Summary other) {
            return new Summary(
                    read + other.read,
                    imported + other.imported,
                    updated + other.updated,
                    skipped + other.skipped,
                    rejected + other.rejected);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%d read: %d imported, %d updated, %d skipped, %d rejected",
                    read,
                    imported,
                    updated,
                    skipped,
                    rejected);
        }
    }

    /**
     * Takes over all that {@code input} has.
     *
     * @throws Stopped where the import cannot read on, or an account is there already and the options do not allow that
     */
    public Summary run(InputStream input, Options options, Listener listener) throws IOException {
        if (options.keepIds() && Transactions.statement(People::anybodyRegisteredHere)) {
            throw new Stopped("a user registered here: ids can be kept only while all accounts are imported ones");
        }
        if (options.dryRun()) {
            return Transactions.within(LONG, () -> {
                Rehearsal.begin();
                return all(input, options, listener);
            });
        }
        String how = options.format() + ", on conflict " + options.onConflict();
        audit.tell(audit.of(Kind.IMPORT).saying("begun: " + how.toLowerCase(Locale.ROOT)));
        Summary summary = all(input, options, listener);
        audit.tell(audit.of(Kind.IMPORT).saying("done: " + summary));
        return summary;
    }

    /**
     * Reads a Django dump to its end and takes nothing over, where the operator names no model: which models are users is known then.
     *
     * @throws Stopped where the operator has to choose one, or the file cannot be read
     */
    public static void check(InputStream input) {
        try (Records records = Records.of(Format.DJANGO, null, input)) {
            Raw raw = records.next();
            while (raw != null) {
                raw = records.next();
            }
        } catch (IOException e) {
            throw unread(e, Summary.NOTHING);
        }
    }

    private Summary all(InputStream input, Options options, Listener listener) {
        Summary summary = Summary.NOTHING;
        try (Records records = Records.of(options.format(), options.model(), input)) {
            Reading reading = new Reading(records, options, listener);
            while (reading.goesOn()) {
                summary = summary.plus(reading.batch());
                listener.progress(summary);
            }
            if (!records.passedOver().isEmpty()) {
                listener.passedOver(records.passedOver());
            }
        } catch (IOException e) {
            throw unread(e, summary);
        }
        return summary;
    }

    private static Stopped unread(IOException e, Summary soFar) {
        return new Stopped(
                e instanceof CharacterCodingException
                        ? "the file is not UTF-8, somewhere after user " + soFar.read()
                        : "the file cannot be read: " + e.getMessage());
    }

    /** One file being read. */
    private class Reading {

        private final Records records;
        private final Options options;
        private final Listener listener;
        private final Set<String> schemes = new HashSet<>();
        private final Map<String, Set<String>> respelled = new HashMap<>();
        private @Nullable Raw next;

        Reading(Records records, Options options, Listener listener) throws IOException {
            this.records = records;
            this.options = options;
            this.listener = listener;
            next = read();
        }

        boolean goesOn() {
            return next != null;
        }

        private @Nullable Raw read() throws IOException {
            Raw raw = records.next();
            return raw == null
                    ? null
                    : passwords.firebaseSignerKey().map(raw::completed).orElse(raw);
        }

        /** The next people, until there are enough, or one of them has a name or an id that another has. */
        Summary batch() throws IOException {
            Batch batch = new Batch(options, schemes, respelled, passwords.bcryptCost());
            while (next != null && batch.takes(next)) {
                next = read();
            }
            Batch.Outcome outcome = batch.store(clock.instant().truncatedTo(MICROS));
            outcome.rejected().forEach(listener::rejected);
            outcome.changed().forEach(listener::changed);
            return outcome.summary();
        }
    }
}
