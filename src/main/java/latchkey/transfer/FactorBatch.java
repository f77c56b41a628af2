package latchkey.transfer;

import static java.util.stream.Collectors.toSet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import latchkey.account.LoginNames;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.factor.Factor;
import latchkey.factor.RecoveryCodes;
import latchkey.key.Encryption;
import latchkey.key.Secret;
import latchkey.transfer.FactorImport.Summary;
import latchkey.transfer.FactorStatements.Holder;
import latchkey.transfer.FactorStatements.Row;
import latchkey.transfer.Import.Rejection;
import latchkey.transfer.factor.FactorRecord;
import latchkey.transfer.factor.FactorRecord.Owner;
import latchkey.transfer.factor.ImportedFactor;
import latchkey.transfer.factor.ImportedFactor.App;
import latchkey.transfer.factor.ImportedFactor.Code;
import latchkey.transfer.factor.ImportedFactor.PasskeyRecord;
import latchkey.transfer.file.RejectedRecord;
import org.jspecify.annotations.Nullable;

/** Second factors that are imported in one transaction, in which no other transaction changes those of their accounts. */
final class FactorBatch {

    private final Encryption encryption;
    private final RecoveryCodes recoveryCodes;
    private final Instant now;

    private final Map<Long, Set<String>> apps = new HashMap<>();
    private final Map<Long, Set<String>> codes = new HashMap<>();
    private final Map<Long, Integer> factors = new HashMap<>();
    private final Map<Long, Integer> goodCodes = new HashMap<>();
    private final Map<String, Long> passkeys = new HashMap<>();

    private final List<Row> newFactors = new ArrayList<>();
    private final List<Row> newCodes = new ArrayList<>();

    FactorBatch(Encryption encryption, RecoveryCodes recoveryCodes, Instant now) {
        this.encryption = encryption;
        this.recoveryCodes = recoveryCodes;
        this.now = now;
    }

    record Outcome(Summary summary, List<Rejection> rejected) {}

    /** Stores what the accounts do not have yet. */
    Outcome store(List<FactorRecord> records, @Nullable AuditLog audit) {
        Map<String, Holder> byId = FactorStatements.byLegacyId(ids(records));
        Map<String, Holder> byName = FactorStatements.byName(names(records));
        Set<Long> accounts = Stream.concat(byId.values().stream(), byName.values().stream())
                .map(Holder::id)
                .collect(toSet());
        FactorStatements.lock(accounts);
        load(accounts, records);
        List<Rejection> rejected = records.stream()
                .flatMap(record -> rejection(record, byId, byName).stream())
                .toList();
        FactorStatements.insert(newFactors, newCodes, now);
        if (audit != null) {
            record(audit);
        }
        long imported = newFactors.size() + newCodes.size();
        long skipped = records.size() - imported - rejected.size();
        return new Outcome(new Summary(records.size(), imported, skipped, rejected.size()), rejected);
    }

    /** Adds a record to the new rows, unless its account has it already; or returns why it is not imported. */
    private Optional<Rejection> rejection(FactorRecord record, Map<String, Holder> byId, Map<String, Holder> byName) {
        try {
            add(holder(record, byId, byName), record.factor());
            return Optional.empty();
        } catch (RejectedRecord e) {
            return Optional.of(new Rejection(record.line(), record.owner().shown(), e.why()));
        }
    }

    private void record(AuditLog audit) {
        Set<Long> enrolled = newFactors.stream().map(Row::account).collect(toSet());
        Set<Long> only = newCodes.stream().map(Row::account).collect(toSet());
        only.removeAll(enrolled);
        audit.record(
                FactorStatements.events(enrolled, audit.of(Kind.FACTOR_ADDED).withDetail("imported")));
        audit.record(
                FactorStatements.events(only, audit.of(Kind.RECOVERY_CODES_MADE).withDetail("imported")));
    }

    private static Set<String> ids(List<FactorRecord> records) {
        return records.stream()
                .flatMap(record -> Stream.ofNullable(record.owner().id()))
                .collect(toSet());
    }

    private static Set<String> names(List<FactorRecord> records) {
        return records.stream()
                .flatMap(record -> record.owner().names().stream())
                .map(LoginNames::folded)
                .collect(toSet());
    }

    private void load(Set<Long> accounts, List<FactorRecord> records) {
        FactorStatements.factors(accounts).forEach(row -> {
            factors.merge(row.account(), 1, Integer::sum);
            secret(row).ifPresent(secret -> apps.computeIfAbsent(row.account(), id -> new LinkedHashSet<>())
                    .add(secret));
        });
        FactorStatements.codes(accounts).forEach(code -> {
            codes.computeIfAbsent(code.account(), id -> new LinkedHashSet<>()).add(code.digest());
            goodCodes.merge(code.account(), code.used() ? 0 : 1, Integer::sum);
        });
        passkeys.putAll(FactorStatements.passkeys(records.stream()
                .flatMap(record -> record.factor() instanceof PasskeyRecord key
                        ? Stream.of(hex(key.credentialId()))
                        : Stream.empty())
                .collect(toSet())));
    }

    private Optional<String> secret(FactorStatements.Stored row) {
        return Optional.ofNullable(row.secret())
                .flatMap(secret -> encryption.decrypt(Secret.Use.TOTP, secret, row.id()))
                .map(decrypted -> hex(decrypted.content()));
    }

    /**
     * The account of a record: the one that was imported with its id, or else the imported one with its name.
     *
     * @throws RejectedRecord if there is none, or the record has a flaw
     */
    private static Holder holder(FactorRecord record, Map<String, Holder> byId, Map<String, Holder> byName) {
        if (record.flaw() != null) {
            throw new RejectedRecord(record.flaw());
        }
        Owner owner = record.owner();
        Holder known = byId.get(String.valueOf(owner.id()));
        if (known != null) {
            return known;
        }
        Holder named = owner.names().stream()
                .flatMap(name -> Stream.ofNullable(byName.get(LoginNames.folded(name))))
                .findFirst()
                .orElseThrow(() -> new RejectedRecord("there is no account of its user"));
        if (!named.imported()) {
            throw new RejectedRecord("an account of that name was registered here, perhaps by another person");
        }
        return named;
    }

    private void add(Holder holder, @Nullable ImportedFactor factor) {
        if (factor instanceof App app) {
            add(holder.id(), app);
        } else if (factor instanceof PasskeyRecord key) {
            add(holder.id(), key);
        } else if (factor instanceof Code code) {
            add(holder.id(), code);
        }
    }

    private void add(long account, App app) {
        Set<String> known = apps.computeIfAbsent(account, id -> new LinkedHashSet<>());
        if (!known.contains(hex(app.secret()))) {
            requireRoom(account);
            known.add(hex(app.secret()));
            String id = UUID.randomUUID().toString();
            byte[] secret = encryption.encrypt(Secret.Use.TOTP, app.secret(), id);
            newFactors.add(new Row(account, id, Factor.Kind.TOTP, app.name(), secret, null));
        }
    }

    private void add(long account, PasskeyRecord key) {
        Long owner = passkeys.get(hex(key.credentialId()));
        if (owner == null) {
            requireRoom(account);
            passkeys.put(hex(key.credentialId()), account);
            String id = UUID.randomUUID().toString();
            newFactors.add(new Row(account, id, Factor.Kind.PASSKEY, key.name(), null, key));
        } else if (owner != account) {
            throw new RejectedRecord("another account has this passkey");
        }
    }

    private void add(long account, Code code) {
        List<String> digests = recoveryCodes.digests(account, code.text()).stream()
                .map(FactorBatch::hex)
                .toList();
        Set<String> known = codes.computeIfAbsent(account, id -> new LinkedHashSet<>());
        if (digests.stream().noneMatch(known::contains)) {
            if (goodCodes.merge(account, 1, Integer::sum) > RecoveryCodes.LIMIT) {
                throw new RejectedRecord(
                        String.format(Locale.ROOT, "its account has %d recovery codes already", RecoveryCodes.LIMIT));
            }
            known.add(digests.get(0));
            newCodes.add(new Row(account, digests.get(0), null, "", null, null));
        }
    }

    private void requireRoom(long account) {
        if (factors.merge(account, 1, Integer::sum) > Factor.LIMIT) {
            throw new RejectedRecord(
                    String.format(Locale.ROOT, "its account has %d second factors already", Factor.LIMIT));
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
