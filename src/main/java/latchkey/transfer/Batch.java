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
import latchkey.Transactions;
import latchkey.transfer.Import.Options;
import latchkey.transfer.Import.Rejection;
import latchkey.transfer.Import.Summary;
import latchkey.transfer.People.Owner;

/** People who are taken over in one transaction, each of whom has other names and another id than all others. */
final class Batch {

    private static final int MOST = 1_000;

    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,17}");

    /** How often a client may register a name, or a user leave one, between the lookup of that name and its insertion. */
    private static final int ATTEMPTS = 5;

    /** Names that a file spells otherwise than they are here, and has the ids of. */
    private static final int MOST_RESPELLED = 100_000;

    /** Schemes of different costs in one file. Each is measured by the service, sooner or later. */
    private static final int MOST_SCHEMES = 64;

    private final Options options;
    private final Set<String> schemes;
    private final Map<String, Set<String>> respelled;
    private final Set<String> names = new HashSet<>();
    private final Set<String> ids = new HashSet<>();
    private final List<Rejection> unread = new ArrayList<>();
    private final int bcryptCost;
    private Map<Person, Long> lines = new LinkedHashMap<>();

    /**
     * @param schemes that the file has so far
     * @param respelled as {@link Known} has it, so far
     * @param bcryptCost of what is put around fast hashes
     */
    Batch(Options options, Set<String> schemes, Map<String, Set<String>> respelled, int bcryptCost) {
        this.options = options;
        this.schemes = schemes;
        this.respelled = respelled;
        this.bcryptCost = bcryptCost;
    }

    /** @param changed who is taken over, but not just as the file says */
    record Outcome(Summary summary, List<Rejection> rejected, List<Rejection> changed) {}

    /** Names were free, and are no more; or were not, and are. */
    private static final class Overtaken extends RuntimeException {}

    /** Whether {@code raw} was added, good or not; else it belongs to the next batch. */
    boolean takes(Raw raw) {
        if (lines.size() + unread.size() == MOST) {
            return false;
        }
        try {
            Person person = Person.of(raw);
            admit(person);
            Set<String> folded = person.spellings();
            if (folded.stream().anyMatch(names::contains) || ids.contains(person.legacyId())) {
                return false;
            }
            remember(person);
            names.addAll(folded);
            if (person.legacyId() != null) {
                ids.add(person.legacyId());
            }
            lines.put(person, raw.line());
        } catch (Rejected e) {
            unread.add(new Rejection(raw.line(), raw.fields().get("username"), e.why()));
        }
        return true;
    }

    private void remember(Person person) {
        if (!person.respelled() || person.legacyId() == null) {
            return;
        }
        if (respelled.size() == MOST_RESPELLED
                && !respelled.containsKey(person.names().username())) {
            throw new Rejected(String.format(
                    Locale.ROOT,
                    "its name has blanks, or characters of another form, as %d before it",
                    MOST_RESPELLED));
        }
        respelled
                .computeIfAbsent(person.names().username(), name -> new HashSet<>(1))
                .add(person.legacyId());
    }

    private void admit(Person person) {
        String id = person.legacyId();
        if (options.keepIds() && (id == null || !NUMBER.matcher(id).matches())) {
            throw new Rejected("its id is no number, and so cannot be kept");
        }
        if (person.scheme() != null && schemes.size() == MOST_SCHEMES && !schemes.contains(person.scheme())) {
            throw new Rejected(String.format(
                    Locale.ROOT, "its password hash is of one scheme too many: %d are enough", MOST_SCHEMES));
        }
        if (person.scheme() != null) {
            schemes.add(person.scheme());
        }
    }

    Outcome store(Instant now) {
        for (int attempt = 1; ; attempt++) {
            strengthen();
            try {
                return options.dryRun() ? stored(now) : Transactions.call(() -> stored(now));
            } catch (Overtaken e) {
                if (attempt == ATTEMPTS) {
                    throw new Stopped("people register faster than they are taken over");
                }
            }
        }
    }

    /** Before the transaction and on all CPUs, since it is slow on purpose; not of people who are there already and stay as they are. */
    private void strengthen() {
        if (options.dryRun() || lines.keySet().stream().noneMatch(Person::hasFastHash)) {
            return;
        }
        Set<String> there = options.onConflict() == OnConflict.UPDATE
                ? Set.of()
                : Transactions.statement(() -> People.owners(names)).keySet();
        Map<Person, Person> strong = lines.keySet().parallelStream()
                .filter(Person::hasFastHash)
                .filter(person -> person.names().folded().stream().noneMatch(there::contains))
                .collect(toMap(identity(), person -> person.strengthened(bcryptCost)));
        Map<Person, Long> all = new LinkedHashMap<>();
        lines.forEach((person, line) -> all.put(strong.getOrDefault(person, person), line));
        lines = all;
    }

    private Outcome stored(Instant now) {
        // Names last: an account that is added between two of these lookups is then known by name, as the same person.
        Map<String, String> legacyIds = options.dryRun() ? Rehearsal.byLegacyId(ids) : People.byLegacyId(ids);
        // Unlike an empty Map.of(), it can be asked for the id of one who has none.
        Map<String, String> accountIds = options.keepIds() ? People.byId(ids) : Collections.emptyMap();
        Map<String, Owner> owners = options.dryRun() ? Rehearsal.owners(names) : People.owners(names);
        Known known = new Known(owners, legacyIds, accountIds, respelled, new HashSet<>());
        List<Rejection> rejected = new ArrayList<>(unread);
        List<Person> added = new ArrayList<>();
        Map<Person, Owner> changed = new LinkedHashMap<>();
        lines.forEach((person, line) -> {
            try {
                Owner same = known.same(person);
                if (same == null) {
                    added.add(known.free(person));
                } else if (options.onConflict() == OnConflict.FAIL) {
                    throw new Stopped(
                            String.format(Locale.ROOT, "line %d: there is an account %s", line, same.username()));
                } else if (options.onConflict() == OnConflict.UPDATE) {
                    changed.put(known.changeable(person, same), same);
                }
            } catch (Rejected e) {
                rejected.add(new Rejection(line, person.names().username(), e.why()));
            }
        });
        write(added, changed, known, now);
        long read = lines.size() + unread.size();
        return new Outcome(
                new Summary(
                        read,
                        added.size(),
                        changed.size(),
                        read - added.size() - changed.size() - rejected.size(),
                        rejected.size()),
                rejected,
                Stream.concat(added.stream(), changed.keySet().stream())
                        .flatMap(this::note)
                        .toList());
    }

    private Stream<Rejection> note(Person person) {
        return Stream.ofNullable(person.note())
                .map(note -> new Rejection(
                        requireNonNullElse(lines.get(person), 0L),
                        person.names().username(),
                        note));
    }

    private void write(List<Person> added, Map<Person, Owner> changed, Known known, Instant now) {
        if (options.dryRun()) {
            Rehearsal.add(added, changed);
            return;
        }
        if (Stream.concat(added.stream(), changed.keySet().stream()).anyMatch(Person::hasFastHash)) {
            throw new Overtaken();
        }
        long wanted = added.stream()
                .mapToLong(person -> person.names().folded().size())
                .sum();
        if (!added.isEmpty() && People.insert(added, options.keepIds(), now) < wanted) {
            throw new Overtaken();
        }
        long further = changed.entrySet().stream()
                .flatMap(change -> further(change.getKey(), change.getValue()))
                .filter(name -> !known.owners().containsKey(name))
                .count();
        if (!changed.isEmpty() && People.update(changed, now) < further) {
            throw new Overtaken();
        }
    }

    /** Names of the file that an account keeps, or gets: one whose username has blanks keeps it. */
    private static Stream<String> further(Person person, Owner owner) {
        Set<String> names = person.names().folded();
        return owner.names(person).folded().stream().filter(names::contains);
    }
}
