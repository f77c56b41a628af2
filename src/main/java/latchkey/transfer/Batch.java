package latchkey.transfer;

import static java.util.Objects.requireNonNullElse;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import latchkey.Transactions;
import latchkey.account.LoginNames;
import latchkey.transfer.Import.Options;
import latchkey.transfer.Import.Rejection;
import latchkey.transfer.Import.Summary;
import latchkey.transfer.People.Owner;
import org.jspecify.annotations.Nullable;

/** People who are taken over in one transaction, each of whom has other names and another id than all others. */
final class Batch {

    private static final int MOST = 1_000;

    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,17}");

    /** How often a client may register a name between the lookup of that name and its insertion. */
    private static final int ATTEMPTS = 5;

    /** Schemes of different costs in one file. Each is measured by the service, sooner or later. */
    private static final int MOST_SCHEMES = 64;

    private final Options options;
    private final Set<String> schemes;
    private final Map<Person, Long> lines = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> ids = new HashSet<>();
    private final List<Rejection> unread = new ArrayList<>();

    /** @param schemes that the file has so far */
    Batch(Options options, Set<String> schemes) {
        this.options = options;
        this.schemes = schemes;
    }

    /** @param changed who is taken over, but not just as the file says */
    record Outcome(Summary summary, List<Rejection> rejected, List<Rejection> changed) {}

    /** Names were free, and are no more. */
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

    private void admit(Person person) {
        String id = person.legacyId();
        if (options.keepIds() && (id == null || !NUMBER.matcher(id).matches())) {
            throw new Rejected("its id is no number, and so cannot be kept");
        }
        if (person.scheme() != null && schemes.size() == MOST_SCHEMES && !schemes.contains(person.scheme())) {
            throw new Rejected("its password hash is of one scheme too many: %d are enough".formatted(MOST_SCHEMES));
        }
        if (person.scheme() != null) {
            schemes.add(person.scheme());
        }
    }

    Outcome store(Instant now) {
        for (int attempt = 1; ; attempt++) {
            try {
                return options.dryRun() ? stored(now) : Transactions.call(() -> stored(now));
            } catch (Overtaken e) {
                if (attempt == ATTEMPTS) {
                    throw new Stopped("people register faster than they are taken over");
                }
            }
        }
    }

    private Outcome stored(Instant now) {
        // Names last: an account that is added between two of these lookups is then known by name, as the same person.
        Map<String, String> legacyIds = options.dryRun() ? Rehearsal.byLegacyId(ids) : People.byLegacyId(ids);
        // Unlike an empty Map.of(), it can be asked for the id of one who has none.
        Map<String, String> accountIds = options.keepIds() ? People.byId(ids) : Collections.emptyMap();
        Map<String, Owner> owners = options.dryRun() ? Rehearsal.owners(names) : People.owners(names);
        Known known = new Known(owners, legacyIds, accountIds, new HashSet<>());
        List<Rejection> rejected = new ArrayList<>(unread);
        List<Person> added = new ArrayList<>();
        Map<Person, Owner> changed = new LinkedHashMap<>();
        lines.forEach((person, line) -> {
            try {
                Owner same = known.same(person);
                if (same == null) {
                    added.add(known.free(person));
                } else if (options.onConflict() == OnConflict.FAIL) {
                    throw new Stopped("line %d: there is an account %s".formatted(line, same.username()));
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

    /**
     * Who is there already.
     *
     * @param changing the usernames of the accounts that this batch changes
     */
    private record Known(
            Map<String, Owner> owners, Map<String, String> legacyIds, Map<String, String> ids, Set<String> changing) {

        /**
         * The account that this person has, if there is one.
         *
         * @throws Rejected where it might be the same person, and might not
         */
        @Nullable
        Owner same(Person person) {
            String username = person.names().username();
            Owner owner = owners.getOrDefault(
                    LoginNames.folded(person.typed()), owners.get(person.names().foldedUsername()));
            if (owner == null
                    || owner.username().equals(username)
                    || owner.username().equals(person.typed())
                    || LoginNames.trimmed(owner.username()).equals(username)) {
                return owner;
            }
            if (!person.named() && username.equals(owner.email())) {
                return owner;
            }
            String theirs = requireNonNullElse(person.named() ? null : owner.email(), owner.username());
            throw new Rejected(
                    LoginNames.alike(theirs, username)
                            ? "its name differs only by letter case from that of account " + owner.username()
                            : "its username is a name of account " + owner.username());
        }

        Person free(Person person) {
            check(person, "");
            return person;
        }

        Person changeable(Person person, Owner same) {
            if (!same.imported()) {
                throw new Rejected("an account of that name was registered here, perhaps by another person");
            }
            check(person, same.username());
            if (!changing.add(same.username())) {
                throw new Rejected("account %s is that of a line shortly before, too".formatted(same.username()));
            }
            return person;
        }

        /** @throws Rejected where anything of this person belongs to an account of another username */
        private void check(Person person, String username) {
            String email = person.names().email();
            Owner owner = owners.get(person.names().foldedEmail());
            if (email != null && owner != null && !owner.username().equals(username)) {
                boolean likeTheirs = owner.email() != null && LoginNames.alike(email, owner.email());
                throw new Rejected("its e-mail address %s account %s"
                        .formatted(
                                likeTheirs && !email.equals(owner.email())
                                        ? "differs only by letter case from that of"
                                        : "belongs to",
                                owner.username()));
            }
            String legacy = legacyIds.getOrDefault(person.legacyId(), username);
            String here = username.isEmpty() ? ids.getOrDefault(person.legacyId(), username) : username;
            if (!legacy.equals(username) || !here.equals(username)) {
                throw new Rejected("its id is that of account " + (legacy.equals(username) ? here : legacy));
            }
        }
    }
}
