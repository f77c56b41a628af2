package latchkey.transfer;

import static java.util.Objects.requireNonNullElse;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import latchkey.account.LoginNames;
import latchkey.transfer.People.Owner;
import org.jspecify.annotations.Nullable;

/**
 * Who is there already, of those whom a batch names.
 *
 * @param respelled ids by username of those whom the file spells otherwise than they are here
 * @param changing the usernames of the accounts that this batch changes
 */
record Known(
        Map<String, Owner> owners,
        Map<String, String> legacyIds,
        Map<String, String> ids,
        Map<String, Set<String>> respelled,
        Set<String> changing) {

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
            requireOne(person, owner);
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

    /** Two users of the backend before, whose names differ in blanks or in the form of Unicode, would be one here. */
    private void requireOne(Person person, @Nullable Owner owner) {
        if (owner == null || owner.legacyId() == null || person.legacyId() == null) {
            return;
        }
        boolean otherSpelling = person.respelled()
                || respelled.getOrDefault(owner.username(), Set.of()).contains(owner.legacyId());
        if (otherSpelling && !Objects.equals(owner.legacyId(), person.legacyId())) {
            throw new Rejected("its name differs only by blanks or the form of its characters from that of account "
                    + owner.username() + ", which has another id");
        }
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
            throw new Rejected("account " + same.username() + " is that of a line shortly before, too");
        }
        return person;
    }

    /** @throws Rejected where anything of this person belongs to an account of another username */
    private void check(Person person, String username) {
        String email = person.names().email();
        Owner owner = owners.get(person.names().foldedEmail());
        if (email != null && owner != null && !owner.username().equals(username)) {
            boolean likeTheirs = owner.email() != null && LoginNames.alike(email, owner.email());
            throw new Rejected("its e-mail address "
                    + (likeTheirs && !email.equals(owner.email())
                            ? "differs only by letter case from that of"
                            : "belongs to")
                    + " account " + owner.username());
        }
        String legacy = legacyIds.getOrDefault(person.legacyId(), username);
        String here = username.isEmpty() ? ids.getOrDefault(person.legacyId(), username) : username;
        if (!legacy.equals(username) || !here.equals(username)) {
            throw new Rejected("its id is that of account " + (legacy.equals(username) ? here : legacy));
        }
    }
}
