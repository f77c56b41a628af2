package latchkey.group;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.audit.AuditLog;
import latchkey.audit.EventDraft;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.failure.Reason;
import latchkey.text.InvisibleCharacters;

/**
 * Creates, changes and deletes groups, and says which accounts are in them, for operators. Names are compared without regard to
 * letter case.
 */
@ApplicationScoped
public class Groups {

    /** The maximum characters of a description. */
    private static final int MAX_DESCRIPTION = 500;

    private final Accounts accounts;
    private final AuditLog audit;

    Groups(Accounts accounts, AuditLog audit) {
        this.accounts = accounts;
        this.audit = audit;
    }

    /**
     * One page of groups, by name.
     *
     * @param after the name of the last group on the page before; empty for the first page
     */
    public List<UserGroup> list(String after, int limit) {
        return Transactions.statement(() -> UserGroup.page(after, limit));
    }

    /** The group with this name. */
    public Optional<UserGroup> find(String name) {
        return Transactions.statement(() -> UserGroup.named(name));
    }

    /**
     * Creates a group without accounts.
     *
     * @throws AuthFailure INVALID_FIELDS if the name or the description is not allowed; ALREADY_TAKEN
     */
    public UserGroup create(String name, String description) {
        GroupName.require(name);
        requireGood(description);
        EventDraft draft = draft(Kind.GROUP_CREATED, name);
        boolean created = !name.equalsIgnoreCase(Account.USER)
                && Transactions.statement(() -> audit.record(UserGroup.insert(name, description, draft))) > 0;
        if (!created) {
            throw AuthFailure.taken(Map.of("name", FieldError.of(FieldError.Kind.TAKEN)));
        }
        return require(name);
    }

    /**
     * Replaces the description of a group.
     *
     * @throws AuthFailure NOT_FOUND; INVALID_FIELDS if the description is too long, or has invisible characters
     */
    public UserGroup describe(String name, String description) {
        return describe(name, description, group -> {});
    }

    /**
     * As {@link #describe(String, String)}.
     *
     * @param check of the group as it is, in the same transaction; it may be called several times
     */
    public UserGroup describe(String name, String description, Consumer<UserGroup> check) {
        requireGood(description);
        String known = require(name).name;
        EventDraft draft = draft(Kind.GROUP_CHANGE, known);
        return Transactions.call(() -> {
            if (!UserGroup.lock(known)) {
                throw AuthFailure.because(Reason.NOT_FOUND);
            }
            check.accept(require(known));
            audit.record(UserGroup.describe(known, description, draft));
            return require(known);
        });
    }

    /**
     * Deletes a group, after it has removed all accounts from it. If it is interrupted, the group remains with fewer accounts.
     *
     * @return how many accounts were in it
     * @throws AuthFailure NOT_FOUND; FORBIDDEN for {@code superuser}
     */
    public int delete(String name) {
        String known = require(name).name;
        if (known.equals(Account.SUPERUSER)) {
            throw AuthFailure.because(Reason.FORBIDDEN);
        }
        int removed = removeAll(known);
        return removed
                + Transactions.call(() -> {
                    // From here on, no account is added to it.
                    if (!UserGroup.lock(known)) {
                        throw AuthFailure.because(Reason.NOT_FOUND);
                    }
                    int last = removeAll(known);
                    audit.record(UserGroup.delete(known, draft(Kind.GROUP_DELETED, known)));
                    return last;
                });
    }

    private int removeAll(String name) {
        int removed = 0;
        int batch;
        do {
            batch = Transactions.statement(
                    () -> audit.record(Membership.removeSome(name, draft(Kind.GROUP_REVOKED, name))));
            removed += batch;
        } while (batch == Membership.BATCH);
        return removed;
    }

    /**
     * One page of the accounts in a group, by id.
     *
     * @param after the id of the last account on the page before
     * @throws AuthFailure NOT_FOUND
     */
    public List<Account> members(String name, long after, int limit) {
        String known = require(name).name;
        return Transactions.statement(() -> Membership.page(known, after, limit));
    }

    /**
     * Adds an account to groups: to all of them, or to none. Nothing happens to the groups that it is in already.
     *
     * @throws AuthFailure NOT_FOUND if a group or the account does not exist; TOO_MANY_GROUPS
     */
    public void grant(Account account, Collection<String> names) {
        Transactions.call(() -> {
            sorted(names).forEach(name -> grant(account, name));
            return true;
        });
    }

    private void grant(Account account, String name) {
        if (name.equalsIgnoreCase(Account.SUPERUSER)) {
            accounts.promote(account);
        } else if (!name.equalsIgnoreCase(Account.USER)) {
            String known = require(name).name;
            if (audit.record(Membership.add(account.id, known, draft(Kind.GROUP_GRANTED, known))) == 0) {
                requireIn(account, known);
            }
        }
    }

    /** @throws AuthFailure NOT_FOUND if the account or the group is gone; TOO_MANY_GROUPS if it is not in the group */
    private static void requireIn(Account account, String name) {
        Account current = Account.withId(account.id).orElseThrow(() -> AuthFailure.because(Reason.NOT_FOUND));
        if (!current.groupNames.contains(require(name).name)) {
            throw AuthFailure.because(Reason.TOO_MANY_GROUPS);
        }
    }

    /**
     * Removes an account from groups: from all of them, or from none. Nothing happens to the groups that it is not in.
     *
     * @param evenLast whether the last active superuser may be removed from {@code superuser}
     * @throws AuthFailure NOT_FOUND if a group does not exist; FORBIDDEN for {@code user}; LAST_SUPERUSER
     */
    public void revoke(Account account, Collection<String> names, boolean evenLast) {
        Transactions.call(() -> {
            sorted(names).forEach(name -> revoke(account, name, evenLast));
            return true;
        });
    }

    private void revoke(Account account, String name, boolean evenLast) {
        if (name.equalsIgnoreCase(Account.USER)) {
            throw AuthFailure.because(Reason.FORBIDDEN);
        }
        if (name.equalsIgnoreCase(Account.SUPERUSER)) {
            accounts.demote(account, evenLast);
        } else {
            String known = require(name).name;
            audit.record(Membership.remove(account.id, known, draft(Kind.GROUP_REVOKED, known)));
        }
    }

    /** Whether an account can be in all these groups at the same time. */
    public static boolean fit(Collection<String> names) {
        return names.size() <= Membership.MAX_GROUPS
                && names.stream().mapToInt(String::length).sum() <= Membership.MAX_CHARACTERS;
    }

    /** Creates those groups that do not exist. In a transaction. */
    public void createMissing(SortedSet<String> names) {
        names.forEach(name -> audit.record(UserGroup.insert(name, "", draft(Kind.GROUP_CREATED, name))));
    }

    /** Those groups that exist, without regard to letter case; they are not deleted in this transaction. */
    public SortedSet<String> keep(SortedSet<String> names) {
        return sorted(names.isEmpty() ? List.of() : UserGroup.keep(names));
    }

    /** In one order, so that two callers never wait for each other. */
    private static SortedSet<String> sorted(Collection<String> names) {
        SortedSet<String> sorted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        sorted.addAll(names);
        return sorted;
    }

    private static UserGroup require(String name) {
        return UserGroup.named(name).orElseThrow(() -> AuthFailure.because(Reason.NOT_FOUND));
    }

    private static void requireGood(String description) {
        if (description.codePointCount(0, description.length()) > MAX_DESCRIPTION) {
            throw AuthFailure.invalid(Map.of("description", new FieldError(FieldError.Kind.TOO_LONG, MAX_DESCRIPTION)));
        }
        if (InvisibleCharacters.in(description)) {
            throw AuthFailure.invalid(Map.of("description", FieldError.of(FieldError.Kind.FORBIDDEN_CHARACTER)));
        }
    }

    private EventDraft draft(Kind kind, String name) {
        return audit.of(kind).withDetail(name);
    }
}
