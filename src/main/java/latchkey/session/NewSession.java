package latchkey.session;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import latchkey.audit.AuditEvent;
import latchkey.audit.EventDraft;
import org.jspecify.annotations.Nullable;

/** Inserts sessions. */
final class NewSession {

    private static final String OPEN = """
            opened as (
                insert into session (id, account_id, epoch, opened_at, refreshed_at, idle_until, ends_at, contract, user_agent,
                    address, network, refreshed_by, amr)
                select :id, a.id, a.session_epoch, :openedAt, :openedAt, :idleUntil, :endsAt, cast(:contract as text),
                    cast(:agent as text), cast(:from as text), cast(:network as text), cast(:client as text), cast(:amr as text)
                from %1$s
                where a.id = :account and a.active and a.session_epoch = :epoch
                    and (:secondFactor or not exists (
                            select 1 from factor f where f.account_id = a.id and f.confirmed_at is not null)
                        or exists (
                            select 1 from remembered_device d where d.id = cast(:device as uuid) and d.account_id = a.id
                                and d.epoch = a.session_epoch and d.expires_at > :openedAt)) %2$s
                returning account_id
            ), surplus as (
                select s.id from session s join opened o on s.account_id = o.account_id
                where :others >= 0 and s.ended_at is null and s.idle_until > :openedAt
                order by %3$s desc, s.id offset greatest(:others, 0) limit :batch
            ), ended as (
                update session set ended_at = :openedAt, end_reason = 'LIMIT'
                where id in (select id from surplus) and ended_at is null returning id
            ), about as (
                select 'LOGIN' as kind, account_id, cast(:name as text) as username, cast(:id as uuid) as session_id,
                    cast(:detail as text) as detail
                from opened
                union all select 'SESSION_END', :account, :name, id, 'one too many' from ended
            )
            """;

    private static final String OPEN_WITH_PASSWORD = String.format(
            Locale.ROOT,
            OPEN,
            "account a join credential c on c.account_id = a.id",
            "and c.password_hash = :hash for share of a, c",
            Session.LAST_USE);

    private static final String OPEN_WITHOUT_PASSWORD =
            String.format(Locale.ROOT, OPEN, "account a", "for share of a", Session.LAST_USE);

    /**
     * Stores a new session if its account is active and of the epoch in which it was read, and {@code hash}, if given, is still
     * its password's: in one statement. Sessions beyond {@code limit} end, the longest unused first.
     *
     * @param hash that the password matched; null if no password was shown
     * @param device a remembered device, which replaces the second factor
     * @param secondFactor whether the user has shown a second factor; otherwise, no session is opened for an account that has one
     * @return no LOGIN among them if the session was not opened
     */
    static List<AuditEvent> insert(
            Session session,
            @Nullable String hash,
            boolean secondFactor,
            @Nullable UUID device,
            int limit,
            EventDraft draft) {
        Map<String, Object> row = new HashMap<>();
        row.put("id", session.id);
        row.put("account", session.account.id);
        row.put("epoch", session.epoch);
        row.put("hash", hash);
        row.put("secondFactor", secondFactor);
        row.put("device", device);
        row.put("amr", session.amr);
        row.put("openedAt", session.openedAt);
        row.put("idleUntil", session.idleUntil);
        row.put("endsAt", session.endsAt);
        row.put("contract", session.contract);
        row.put("agent", session.userAgent);
        row.put("from", session.address);
        row.put("network", session.network);
        row.put("client", session.refreshedBy == null ? null : session.refreshedBy.stored());
        row.put("name", session.account.username);
        row.put("others", limit - 1);
        row.put("batch", Session.BATCH);
        return draft.storeEach(hash == null ? OPEN_WITHOUT_PASSWORD : OPEN_WITH_PASSWORD, row);
    }

    private NewSession() {}
}
