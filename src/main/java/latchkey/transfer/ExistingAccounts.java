package latchkey.transfer;

import static java.util.Objects.requireNonNullElse;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import latchkey.account.LoginNames;
import latchkey.transfer.ImportStatements.Owner;
import latchkey.transfer.file.ImportedUser;
import latchkey.transfer.file.RejectedRecord;
import org.jspecify.annotations.Nullable;

/**
 * The existing accounts that a batch refers to.
 *
 * @param respelled ids by username, of users whose name the file spells differently than Latchkey does
 * @param changing the usernames of the accounts that this batch changes
 */
record ExistingAccounts(
        Map<String, Owner> owners,
        Map<String, String> legacyIds,
        Map<String, String> ids,
        Map<String, Set<String>> respelled,
        Set<String> changing) {

    /**
     * The existing account of this user, if there is one.
     *
     * @throws RejectedRecord if it may or may not be the same user
     */
    @Nullable
    Owner findSame(ImportedUser user) {
        String username = user.names().username();
        Owner owner = owners.getOrDefault(
                LoginNames.folded(user.typed()), owners.get(user.names().foldedUsername()));
        if (owner == null
                || owner.username().equals(username)
                || owner.username().equals(user.typed())
                || LoginNames.trimmed(owner.username()).equals(username)) {
            requireSameUser(user, owner);
            return owner;
        }
        if (!user.named() && username.equals(owner.email())) {
            return owner;
        }
        String theirs = requireNonNullElse(user.named() ? null : owner.email(), owner.username());
        throw new RejectedRecord(
                LoginNames.alike(theirs, username)
                        ? "its name differs only by letter case from that of account " + owner.username()
                        : "its username is a name of account " + owner.username());
    }

    /**
     * Rejects a record if two users of the other backend, whose names differ in blanks or in Unicode form, would be one in
     * Latchkey.
     */
    private void requireSameUser(ImportedUser user, @Nullable Owner owner) {
        if (owner == null || owner.legacyId() == null || user.legacyId() == null) {
            return;
        }
        boolean otherSpelling = user.respelled()
                || respelled.getOrDefault(owner.username(), Set.of()).contains(owner.legacyId());
        if (otherSpelling && !Objects.equals(owner.legacyId(), user.legacyId())) {
            throw new RejectedRecord(
                    "its name differs only by blanks or the form of its characters from that of account "
                            + owner.username() + ", which has another id");
        }
    }

    ImportedUser requireFree(ImportedUser user) {
        check(user, "");
        return user;
    }

    ImportedUser requireChangeable(ImportedUser user, Owner existing) {
        if (!existing.imported()) {
            throw new RejectedRecord("an account of that name was registered here, perhaps by another person");
        }
        check(user, existing.username());
        if (!changing.add(existing.username())) {
            throw new RejectedRecord("account " + existing.username() + " is that of a line shortly before, too");
        }
        return user;
    }

    /** @throws RejectedRecord if a name or id of this user belongs to an account with another username */
    private void check(ImportedUser user, String username) {
        String email = user.names().email();
        Owner owner = owners.get(user.names().foldedEmail());
        if (email != null && owner != null && !owner.username().equals(username)) {
            boolean likeTheirs = owner.email() != null && LoginNames.alike(email, owner.email());
            throw new RejectedRecord("its e-mail address "
                    + (likeTheirs && !email.equals(owner.email())
                            ? "differs only by letter case from that of"
                            : "belongs to")
                    + " account " + owner.username());
        }
        String usernameByLegacyId = legacyIds.getOrDefault(user.legacyId(), username);
        String usernameById = username.isEmpty() ? ids.getOrDefault(user.legacyId(), username) : username;
        if (!usernameByLegacyId.equals(username) || !usernameById.equals(username)) {
            throw new RejectedRecord("its id is that of account "
                    + (usernameByLegacyId.equals(username) ? usernameById : usernameByLegacyId));
        }
    }
}
