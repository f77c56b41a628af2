package latchkey.transfer;

import static java.time.temporal.ChronoUnit.MICROS;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.factor.RecoveryCodes;
import latchkey.key.Encryption;
import latchkey.key.KeyRing;
import latchkey.passkey.PasskeyConfig;
import latchkey.transfer.Import.Rejection;
import latchkey.transfer.factor.FactorFormat;
import latchkey.transfer.factor.FactorRecord;
import latchkey.transfer.factor.FactorRecords;
import latchkey.transfer.file.ImportStopped;
import org.jspecify.annotations.Nullable;

/**
 * Imports second factors of accounts from a file, in batches that are stored whole or not at all. A second factor that the account has
 * already is skipped, so that the operator can repeat the command.
 */
@ApplicationScoped
public class FactorImport {

    /** A timeout longer than any dry run, which is one transaction. */
    private static final Duration DRY_RUN_TIMEOUT = Duration.ofDays(1);

    private static final int BATCH = 1_000;

    private final KeyRing keys;
    private final Encryption encryption;
    private final RecoveryCodes recoveryCodes;
    private final PasskeyConfig passkeys;
    private final Clock clock;
    private final AuditLog audit;

    FactorImport(
            KeyRing keys,
            Encryption encryption,
            RecoveryCodes recoveryCodes,
            PasskeyConfig passkeys,
            Clock clock,
            AuditLog audit) {
        this.keys = keys;
        this.encryption = encryption;
        this.recoveryCodes = recoveryCodes;
        this.passkeys = passkeys;
        this.clock = clock;
        this.audit = audit;
    }

    /** @param secrets that the other backend may have encrypted its factors with */
    public record Options(FactorFormat format, boolean dryRun, List<String> secrets) {}

    /** Receives the progress of an import. */
    public interface Listener {

        /** A second factor is not imported. */
        void rejected(Rejection rejection);

        /** A batch was stored. */
        void progress(Summary soFar);
    }

    /** How many second factors were read, and what happened to them. */
    public record Summary(long read, long imported, long skipped, long rejected) {

        static final Summary NOTHING = new Summary(0, 0, 0, 0);

        Summary plus(Summary other) {
            return new Summary(
                    read + other.read, imported + other.imported, skipped + other.skipped, rejected + other.rejected);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%d read: %d imported, %d skipped, %d rejected", read, imported, skipped, rejected);
        }
    }

    /** Thrown at the end of a dry run, to roll it back. */
    private static final class DryRunDone extends RuntimeException {

        private final Summary summary;

        DryRunDone(Summary summary) {
            super(null, null, false, false);
            this.summary = summary;
        }
    }

    /**
     * Imports all second factors of {@code input}.
     *
     * @throws ImportStopped if the import cannot read on; earlier batches stay
     * @throws IllegalStateException with a sentence, if the secret of this process is wrong
     */
    public Summary run(InputStream input, Options options, Listener listener) {
        keys.requireRightSecret();
        if (options.dryRun()) {
            try {
                return Transactions.within(DRY_RUN_TIMEOUT, () -> {
                    throw new DryRunDone(importAll(input, options, listener));
                });
            } catch (DryRunDone done) {
                return done.summary;
            }
        }
        audit.record(audit.of(Kind.IMPORT).withDetail("begun: second factors, " + options.format()));
        Summary summary = importAll(input, options, listener);
        audit.record(audit.of(Kind.IMPORT).withDetail("done: second factors, " + summary));
        return summary;
    }

    private Summary importAll(InputStream input, Options options, Listener listener) {
        Summary summary = Summary.NOTHING;
        String rpId = passkeys.rpId().orElse(null);
        try (FactorRecords records = FactorRecords.of(options.format(), input, options.secrets(), rpId)) {
            List<FactorRecord> batch = next(records);
            while (!batch.isEmpty()) {
                summary = summary.plus(store(batch, options.dryRun(), listener));
                listener.progress(summary);
                batch = next(records);
            }
        } catch (CharacterCodingException e) {
            throw new ImportStopped("the file is not UTF-8, somewhere after second factor " + summary.read());
        } catch (IOException e) {
            throw new ImportStopped("the file cannot be read: " + e.getMessage());
        }
        return summary;
    }

    private static List<FactorRecord> next(FactorRecords records) throws IOException {
        List<FactorRecord> batch = new ArrayList<>();
        @Nullable FactorRecord record = records.next();
        while (record != null) {
            batch.add(record);
            record = batch.size() < BATCH ? records.next() : null;
        }
        return batch;
    }

    private Summary store(List<FactorRecord> records, boolean dryRun, Listener listener) {
        FactorBatch.Outcome outcome = Transactions.call(
                () -> new FactorBatch(encryption, recoveryCodes, clock.instant().truncatedTo(MICROS))
                        .store(records, dryRun ? null : audit));
        outcome.rejected().forEach(listener::rejected);
        return outcome.summary();
    }
}
