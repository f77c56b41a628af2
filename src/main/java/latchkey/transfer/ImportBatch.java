package latchkey.transfer;

import static java.util.Objects.requireNonNullElse;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import latchkey.database.Transactions;
import latchkey.transfer.Import.Options;
import latchkey.transfer.Import.Rejection;
import latchkey.transfer.Import.Summary;
import latchkey.transfer.ImportStatements.Owner;
import latchkey.transfer.file.ImportStopped;
import latchkey.transfer.file.ImportedUser;
import latchkey.transfer.file.RawRecord;
import latchkey.transfer.file.RejectedRecord;

/** Users who are imported in one transaction, with distinct names and ids. */
final class ImportBatch {

    private static final int MAX_RECORDS = 1_000;

    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,17}");

    /**
     * How often a batch is retried because a client registered a name, or a user gave one up, between its lookup and its
     * insertion.
     */
    private static final int MAX_ATTEMPTS = 5;

    /** The maximum of names with ids that the file spells differently than Latchkey does. */
    private static final int MAX_RESPELLED = 100_000;

    /** The maximum of schemes with different costs in one file. Latchkey has to measure each of them sooner or later. */
    private static final int MAX_SCHEMES = 64;

    private final Options options;
    private final ImportedGroups groups;
    private final Set<String> schemes;
    private final Map<String, Set<String>> respelled;
    private final Set<String> names = new HashSet<>();
    private final Set<String> ids = new HashSet<>();
    private final List<Rejection> rejections = new ArrayList<>();
    private final int bcryptCost;
    private Map<ImportedUser, Long> lines = new LinkedHashMap<>();

    /**
     * Begins a batch.
     *
     * @param schemes of the file so far
     * @param respelled see {@link ExistingAccounts}, so far
     * @param bcryptCost for wrapping fast hashes
     */
    ImportBatch(
            Options options,
            ImportedGroups groups,
            Set<String> schemes,
            Map<String, Set<String>> respelled,
            int bcryptCost) {
        this.options = options;
        this.groups = groups;
        this.schemes = schemes;
        this.respelled = respelled;
        this.bcryptCost = bcryptCost;
    }

    /** @param changed users who are imported, but not exactly as the file has them */
    record Outcome(Summary summary, List<Rejection> rejected, List<Rejection> changed) {}

    /** A name was free at its lookup and is taken now, or the reverse. */
    private static final class NameConflict extends RuntimeException {}

    /** Adds a record, good or not; false if it belongs to the next batch. */
    boolean add(RawRecord raw) {
        if (lines.size() + rejections.size() == MAX_RECORDS) {
            return false;
        }
        try {
            ImportedUser user = ImportedUser.of(raw, groups.of(raw));
            requireAllowed(user);
            Set<String> folded = user.spellings();
            if (folded.stream().anyMatch(names::contains) || ids.contains(user.legacyId())) {
                return false;
            }
            rememberSpelling(user);
            names.addAll(folded);
            if (user.legacyId() != null) {
                ids.add(user.legacyId());
            }
            lines.put(user, raw.line());
        } catch (RejectedRecord e) {
            rejections.add(new Rejection(raw.line(), raw.fields().get("username"), e.why()));
        }
        return true;
    }

    private void rememberSpelling(ImportedUser user) {
        if (!user.respelled() || user.legacyId() == null) {
            return;
        }
        if (respelled.size() == MAX_RESPELLED
                && !respelled.containsKey(user.names().username())) {
            throw new RejectedRecord(String.format(
                    Locale.ROOT, "its name has blanks, or characters of another form, as %d before it", MAX_RESPELLED));
        }
        respelled
                .computeIfAbsent(user.names().username(), name -> new HashSet<>(1))
                .add(user.legacyId());
    }

    private void requireAllowed(ImportedUser user) {
        String id = user.legacyId();
        if (options.keepIds() && (id == null || !NUMBER.matcher(id).matches())) {
            throw new RejectedRecord("its id is no number, and so cannot be kept");
        }
        if (user.scheme() != null && schemes.size() == MAX_SCHEMES && !schemes.contains(user.scheme())) {
            throw new RejectedRecord(String.format(
                    Locale.ROOT, "its password hash is of one scheme too many: %d are enough", MAX_SCHEMES));
        }
        if (user.scheme() != null) {
            schemes.add(user.scheme());
        }
    }

    Outcome store(Instant now) {
        for (int attempt = 1; ; attempt++) {
            wrapFastHashes();
            try {
                return options.dryRun() ? stored(now) : Transactions.call(() -> stored(now));
            } catch (NameConflict e) {
                if (attempt == MAX_ATTEMPTS) {
                    throw new ImportStopped("clients register users faster than the import stores them");
                }
            }
        }
    }

    /**
     * Wraps fast hashes in bcrypt, before the transaction and on all CPUs, since it is slow on purpose. Skips existing users
     * who will not change.
     */
    private void wrapFastHashes() {
        if (options.dryRun() || lines.keySet().stream().noneMatch(ImportedUser::hasFastHash)) {
            return;
        }
        Set<String> existingNames = options.onConflict() == OnConflict.UPDATE
                ? Set.of()
                : Transactions.statement(() -> ImportStatements.owners(names)).keySet();
        Map<ImportedUser, ImportedUser> wrapped = lines.keySet().parallelStream()
                .filter(ImportedUser::hasFastHash)
                .filter(user -> user.names().folded().stream().noneMatch(existingNames::contains))
                .collect(toMap(identity(), user -> user.strengthened(bcryptCost)));
        Map<ImportedUser, Long> all = new LinkedHashMap<>();
        lines.forEach((user, line) -> all.put(wrapped.getOrDefault(user, user), line));
        lines = all;
    }

    private Outcome stored(Instant now) {
        // Names last: an account added between two of these lookups is then found by name, as the same user.
        Map<String, String> legacyIds =
                options.dryRun() ? DryRunTable.byLegacyId(ids) : ImportStatements.byLegacyId(ids);
        // Unlike an empty Map.of(), it allows a lookup of null.
        Map<String, String> accountIds = options.keepIds() ? ImportStatements.byId(ids) : Collections.emptyMap();
        Map<String, Owner> owners = options.dryRun() ? DryRunTable.owners(names) : ImportStatements.owners(names);
        Set<String> existingGroups = groups.existing(lines.keySet());
        ExistingAccounts existing = new ExistingAccounts(owners, legacyIds, accountIds, respelled, new HashSet<>());
        List<Rejection> rejected = new ArrayList<>(rejections);
        List<ImportedUser> newUsers = new ArrayList<>();
        Map<ImportedUser, Owner> changed = new LinkedHashMap<>();
        lines.forEach((user, line) -> {
            try {
                Owner same = existing.findSame(user);
                if (same == null) {
                    newUsers.add(existing.requireFree(ImportedGroups.require(user, existingGroups)));
                } else if (options.onConflict() == OnConflict.FAIL) {
                    throw new ImportStopped(
                            String.format(Locale.ROOT, "line %d: there is an account %s", line, same.username()));
                } else if (options.onConflict() == OnConflict.UPDATE) {
                    changed.put(existing.requireChangeable(ImportedGroups.require(user, existingGroups), same), same);
                }
            } catch (RejectedRecord e) {
                rejected.add(new Rejection(line, user.names().username(), e.why()));
            }
        });
        write(newUsers, changed, existing, now);
        long read = lines.size() + rejections.size();
        return new Outcome(
                new Summary(
                        read,
                        newUsers.size(),
                        changed.size(),
                        read - newUsers.size() - changed.size() - rejected.size(),
                        rejected.size()),
                rejected,
                Stream.concat(newUsers.stream(), changed.keySet().stream())
                        .flatMap(this::note)
                        .toList());
    }

    private Stream<Rejection> note(ImportedUser user) {
        return Stream.ofNullable(user.note())
                .map(note -> new Rejection(
                        requireNonNullElse(lines.get(user), 0L), user.names().username(), note));
    }

    private void write(
            List<ImportedUser> newUsers, Map<ImportedUser, Owner> changed, ExistingAccounts existing, Instant now) {
        if (options.dryRun()) {
            DryRunTable.add(newUsers, changed);
            return;
        }
        if (Stream.concat(newUsers.stream(), changed.keySet().stream()).anyMatch(ImportedUser::hasFastHash)) {
            throw new NameConflict();
        }
        long expected = newUsers.stream()
                .mapToLong(user -> user.names().folded().size())
                .sum();
        if (!newUsers.isEmpty() && ImportStatements.insert(newUsers, options.keepIds(), now) < expected) {
            throw new NameConflict();
        }
        long expectedNames = changed.entrySet().stream()
                .flatMap(change -> expectedNames(change.getKey(), change.getValue()))
                .filter(name -> !existing.owners().containsKey(name))
                .count();
        boolean superuser = ImportStatements.hasActiveSuperuser();
        if (!changed.isEmpty() && ImportStatements.update(changed, now) < expectedNames) {
            throw new NameConflict();
        }
        if (superuser && !ImportStatements.hasActiveSuperuser()) {
            throw new ImportStopped("the file would leave no active superuser");
        }
    }

    /** The names from the file that an account keeps or gets; an account whose username has blanks keeps that. */
    private static Stream<String> expectedNames(ImportedUser user, Owner owner) {
        Set<String> names = user.names().folded();
        return owner.names(user).folded().stream().filter(names::contains);
    }
}
