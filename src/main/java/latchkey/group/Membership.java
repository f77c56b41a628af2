package latchkey.group;

import java.util.List;
import java.util.Map;
import latchkey.account.Account;
import latchkey.audit.AuditEvent;
import latchkey.audit.EventDraft;
import latchkey.database.Statements;

/** Which accounts are in which groups: the statements on {@link Account#groupNames}. */
final class Membership {

    /** The maximum of groups that an account can be in. */
    static final int MAX_GROUPS = 50;

    /**
     * The maximum of characters that the names of an account's groups have together. With more, an access token may not fit into a
     * cookie, which has at most 4096 bytes.
     */
    static final int MAX_CHARACTERS = 800;

    /** The maximum of accounts that one statement removes from a group. */
    static final int BATCH = 500;

    private static final String RETURNING =
            " returning a.id as account_id, a.username, cast(null as uuid) as session_id";

    /** The group's row is locked, so that it is not deleted meanwhile. */
    private static final String ADD = """
            update account a set group_names = array(select n from unnest(a.group_names || g.name) as n order by lower(n))
            from (select name from user_group where name = :group for key share) g
            where a.id = :id and not a.group_names @> array[g.name] and cardinality(a.group_names) < :mostGroups
                and length(array_to_string(a.group_names || g.name, '')) <= :mostCharacters
            """ + RETURNING;

    private static final String REMOVE = """
            update account a set group_names = array_remove(a.group_names, :group)
            where a.id = :id and a.group_names @> array[cast(:group as text)]
            """ + RETURNING;

    private static final String REMOVE_ALL = """
            update account a set group_names = array_remove(a.group_names, :group)
            from (select id from account where group_names <> '{}' and group_names @> array[cast(:group as text)]
                order by id limit :limit for no key update) m
            where a.id = m.id
            """ + RETURNING;

    /**
     * Adds an account to a group. Changes and records nothing if it is in it, there is no such group or account, or the account
     * would be in too many.
     */
    static List<AuditEvent> add(long account, String group, EventDraft draft) {
        return draft.storeWith(
                ADD, Map.of("id", account, "group", group, "mostGroups", MAX_GROUPS, "mostCharacters", MAX_CHARACTERS));
    }

    /** Removes an account from a group; changes and records nothing if it is not in it. */
    static List<AuditEvent> remove(long account, String group, EventDraft draft) {
        return draft.storeWith(REMOVE, Map.of("id", account, "group", group));
    }

    /** Removes some accounts from a group, at most {@link #BATCH}. */
    static List<AuditEvent> removeSome(String group, EventDraft draft) {
        return draft.storeWith(REMOVE_ALL, Map.of("group", group, "limit", BATCH));
    }

    /** One page of the accounts in a group by id, after {@code after}. */
    static List<Account> page(String group, long after, int limit) {
        String in = group.equals(Account.SUPERUSER)
                ? "superuser"
                : "group_names <> '{}' and group_names @> array[cast(:group as text)]";
        return Statements.list(
                Account.class,
                "select * from account where id > :after and " + in + " order by id limit :limit",
                Map.of("group", group, "after", after, "limit", limit));
    }

    private Membership() {}
}
