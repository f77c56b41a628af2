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
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.group.Groups;
import latchkey.password.PasswordConfig;
import latchkey.transfer.file.Format;
import latchkey.transfer.file.ImportStopped;
import latchkey.transfer.file.RawRecord;
import latchkey.transfer.file.Records;
import org.jspecify.annotations.Nullable;

/**
 * Imports users from a file, in batches that are stored whole or not at all. After an abort the operator repeats the command,
 * and the import goes on.
 */
@ApplicationScoped
public class Import {

    /** A timeout longer than any dry run, which is one transaction. */
    private static final Duration DRY_RUN_TIMEOUT = Duration.ofDays(1);

    private final PasswordConfig passwords;
    private final Groups groups;
    private final Clock clock;
    private final AuditLog audit;

    Import(PasswordConfig passwords, Groups groups, Clock clock, AuditLog audit) {
        this.passwords = passwords;
        this.groups = groups;
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * @param keepIds whether accounts keep their ids from the file
     * @param model with the users in a Django dump; null for any that looks like one
     * @param createGroups whether to create groups that do not exist
     */
    public record Options(
            Format format,
            OnConflict onConflict,
            boolean keepIds,
            boolean dryRun,
            @Nullable String model,
            GroupMapping groups,
            boolean createGroups) {

        /** Without rules for groups: those of a Django dump are left out, all others keep their names. */
        public Options(Format format, OnConflict onConflict, boolean keepIds, boolean dryRun) {
            this(format, onConflict, keepIds, dryRun, null, GroupMapping.ofFormat(format), false);
        }
    }

    /** Receives the progress of an import. */
    public interface Listener {

        /** A record is not imported. */
        void rejected(Rejection rejection);

        /** A record is imported, but not exactly as the file has it. */
        default void changed(Rejection what) {}

        /** Models of a dump that may be users, too, but were not read. */
        default void passedOver(Set<String> models) {}

        /** So many users have second factors in the file, which this import leaves out. */
        default void leftOutFactors(long users) {}

        /** Groups of the file that this import leaves out. */
        default void leftOutGroups(Set<String> names) {}

        /** A batch was committed. */
        void progress(Summary soFar);
    }

    /** @param line see {@link RawRecord} */
    public record Rejection(long line, @Nullable String username, String why) {}

    /** How many records were read, and what happened to them. */
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
     * Imports all users of {@code input}.
     *
     * @throws ImportStopped if the import cannot read on, or an account exists already and the options do not allow that
     */
    public Summary run(InputStream input, Options options, Listener listener) throws IOException {
        if (options.keepIds() && Transactions.statement(ImportStatements::hasRegisteredUsers)) {
            throw new ImportStopped(
                    "a user registered here: ids can be kept only while all accounts are imported ones");
        }
        if (options.dryRun()) {
            return Transactions.within(DRY_RUN_TIMEOUT, () -> {
                DryRunTable.begin();
                return importAll(input, options, listener);
            });
        }
        String how = options.format() + ", on conflict " + options.onConflict();
        audit.record(audit.of(Kind.IMPORT).withDetail("begun: " + how.toLowerCase(Locale.ROOT)));
        Summary summary = importAll(input, options, listener);
        audit.record(audit.of(Kind.IMPORT).withDetail("done: " + summary));
        return summary;
    }

    /**
     * Reads a Django dump to its end without importing anything, if the operator names no model: the users' model is known only
     * then.
     *
     * @throws ImportStopped if the operator has to choose one, or the file cannot be read
     */
    public static void check(InputStream input) {
        try (Records records = Records.of(Format.DJANGO, null, Set.of(), input)) {
            RawRecord raw = records.next();
            while (raw != null) {
                raw = records.next();
            }
        } catch (IOException e) {
            throw unreadable(e, Summary.NOTHING);
        }
    }

    private Summary importAll(InputStream input, Options options, Listener listener) {
        Summary summary = Summary.NOTHING;
        try (Records records =
                Records.of(options.format(), options.model(), options.groups().named(), input)) {
            BatchReader batchReader = new BatchReader(records, options, listener);
            while (batchReader.hasNext()) {
                summary = summary.plus(batchReader.storeBatch());
                listener.progress(summary);
            }
            if (!records.passedOver().isEmpty()) {
                listener.passedOver(records.passedOver());
            }
            if (records.withFactors() > 0) {
                listener.leftOutFactors(records.withFactors());
            }
            if (!batchReader.importedGroups.leftOut().isEmpty()) {
                listener.leftOutGroups(batchReader.importedGroups.leftOut());
            }
        } catch (IOException e) {
            throw unreadable(e, summary);
        }
        return summary;
    }

    private static ImportStopped unreadable(IOException e, Summary soFar) {
        return new ImportStopped(
                e instanceof CharacterCodingException
                        ? "the file is not UTF-8, somewhere after user " + soFar.read()
                        : "the file cannot be read: " + e.getMessage());
    }

    /** Reads one file, batch by batch. */
    private class BatchReader {

        private final Records records;
        private final Options options;
        private final Listener listener;
        private final Set<String> schemes = new HashSet<>();
        private final Map<String, Set<String>> respelled = new HashMap<>();
        private final ImportedGroups importedGroups;
        private @Nullable RawRecord next;

        BatchReader(Records records, Options options, Listener listener) throws IOException {
            this.records = records;
            this.options = options;
            this.listener = listener;
            importedGroups = new ImportedGroups(options, groups);
            next = read();
        }

        boolean hasNext() {
            return next != null;
        }

        private @Nullable RawRecord read() throws IOException {
            RawRecord raw = records.next();
            return raw == null
                    ? null
                    : passwords.firebaseSignerKey().map(raw::completed).orElse(raw);
        }

        /** Stores the next batch, which ends when it is full, or at a record with a name or an id of another record in it. */
        Summary storeBatch() throws IOException {
            ImportBatch batch = new ImportBatch(options, importedGroups, schemes, respelled, passwords.bcryptCost());
            while (next != null && batch.add(next)) {
                next = read();
            }
            ImportBatch.Outcome outcome = batch.store(clock.instant().truncatedTo(MICROS));
            outcome.rejected().forEach(listener::rejected);
            outcome.changed().forEach(listener::changed);
            return outcome.summary();
        }
    }
}
