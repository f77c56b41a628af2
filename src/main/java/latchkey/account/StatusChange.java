package latchkey.account;

import java.util.List;
import java.util.Map;
import latchkey.audit.AuditEvent;
import latchkey.audit.EventDraft;
import latchkey.database.Statements;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;

/** The statements that change what an account may do, or delete it. The last active superuser stays one. */
final class StatusChange {

    /** The columns that an audit event needs. */
    private static final String RETURNING =
            " returning a.id as account_id, a.username, cast(null as uuid) as session_id";

    /**
     * The account is not the last active superuser, or the operator says that it may be. Another superuser is locked, in the order of
     * ids, so that two superusers cannot both go because the other is still there.
     */
    private static final String NOT_LAST = """
            (:evenLast or not (a.superuser and a.active) or exists (
                select 1 from (
                    select s.id from account s where s.superuser and s.active order by s.id limit 2 for no key update) witness
                where witness.id <> a.id))
            """;

    static List<AuditEvent> enable(long id, EventDraft draft) {
        return draft.storeWith("update account a set active = true where a.id = :id" + RETURNING, Map.of("id", id));
    }

    /**
     * Disables the account: its sessions are no longer live, and a sign-in in progress opens none, even if the account is
     * enabled meanwhile.
     *
     * @throws AuthFailure LAST_SUPERUSER
     */
    static List<AuditEvent> disable(long id, boolean evenLast, EventDraft draft) {
        return unlessLast(
                id,
                draft.storeWith(
                        "update account a set active = false, session_epoch = a.session_epoch + 1 where a.id = :id and "
                                + NOT_LAST + RETURNING,
                        Map.of("id", id, "evenLast", evenLast)));
    }

    /** Changes and records nothing if the account is a superuser already. */
    static List<AuditEvent> promote(long id, EventDraft draft) {
        return draft.storeWith(
                "update account a set superuser = true where a.id = :id and not a.superuser" + RETURNING,
                Map.of("id", id));
    }

    /**
     * Changes and records nothing if the account is no superuser.
     *
     * @throws AuthFailure LAST_SUPERUSER
     */
    static List<AuditEvent> demote(long id, boolean evenLast, EventDraft draft) {
        return unlessLast(
                id,
                draft.storeWith(
                        "update account a set superuser = false where a.id = :id and a.superuser and " + NOT_LAST
                                + RETURNING,
                        Map.of("id", id, "evenLast", evenLast)));
    }

    /** @throws AuthFailure LAST_SUPERUSER */
    static List<AuditEvent> delete(long id, boolean evenLast, EventDraft draft) {
        return unlessLast(
                id,
                draft.storeWith(
                        "delete from account a where a.id = :id and " + NOT_LAST + RETURNING,
                        Map.of("id", id, "evenLast", evenLast)));
    }

    /**
     * Deletes the account; deletes and records nothing if {@code hash} is no longer its password's hash. Both rows are locked
     * first, since a statement that waits for one row alone sees the other as it was before.
     *
     * @throws AuthFailure LAST_SUPERUSER
     */
    static List<AuditEvent> delete(long id, String hash, EventDraft draft) {
        return unlessLast(
                id, draft.storeWith("""
                        delete from account a using (
                            select proven.id from account proven join credential c on c.account_id = proven.id
                            where proven.id = :id and proven.active and c.password_hash = :hash for update of proven, c) owned
                        where a.id = owned.id and
                        """ + NOT_LAST + RETURNING, Map.of("id", id, "hash", hash, "evenLast", false)));
    }

    /** @throws AuthFailure LAST_SUPERUSER if that is why nothing changed */
    private static List<AuditEvent> unlessLast(long id, List<AuditEvent> changes) {
        boolean last = changes.isEmpty()
                && Statements.first(
                                Boolean.class,
                                "select true from account a where a.id = :id and not " + NOT_LAST,
                                Map.of("id", id, "evenLast", false))
                        .isPresent();
        if (last) {
            throw AuthFailure.because(Reason.LAST_SUPERUSER);
        }
        return changes;
    }

    private StatusChange() {}
}
