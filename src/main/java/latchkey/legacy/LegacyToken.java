package latchkey.legacy;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import latchkey.Sql;
import latchkey.account.Account;
import latchkey.account.LoginName;
import org.jspecify.annotations.Nullable;

/**
 * A token of another issuer, found good.
 *
 * @param expiresAt null where it does not say
 */
public record LegacyToken(
        LegacyId id, Account account, @Nullable Instant expiresAt) {

    /** Whose a token is, unless it was revoked, signed out, or issued under a password that is no longer the account's. */
    private static final String HOLDER = "select " + Account.COLUMNS + """
             from account a left join credential c on c.account_id = a.id
            where a.active and %s
                and (c.imported_at is null or c.changed_at <= c.imported_at)
                and (cast(:password as text) is null or c.imported_at is not null
                    and coalesce(c.imported_digest, upper(md5(c.password_hash))) = :password)
                and not exists (
                    select 1 from legacy_token l where l.issuer = :issuer and l.token = any(:ids) and l.session_id is null)
            """;

    private static final String BY_ID = String.format(Locale.ROOT, HOLDER, "a.legacy_id = :user");

    /** Another user may have registered a name since; such a name was not imported. */
    private static final String BY_NAME =
            String.format(Locale.ROOT, HOLDER, "c.imported_at is not null and a.id = " + LoginName.OWNER);

    /** A row of an earlier release has a name that another user's token may have, too, and tells by its session whose it is. */
    private static final String USE = """
            insert into legacy_token (issuer, token, session_id, expires_at)
            select cast(:issuer as text), cast(:own as text), cast(:session as uuid), cast(:expires as timestamptz)
            where not exists (
                select 1 from legacy_token l left join session s on s.id = l.session_id
                where l.issuer = :issuer and l.token = any(:former) and coalesce(s.account_id, :account) = :account)
            on conflict do nothing
            """;

    /**
     * Whose it is, if it is good.
     *
     * @param user as the token names it, by what {@code kind} says
     * @param passwordDigest of the hash that the token was issued under; null where it does not say
     */
    static Optional<Account> holder(LegacyId id, LegacyConfig.User kind, String user, @Nullable String passwordDigest) {
        Map<String, Object> values = new HashMap<>(LoginName.spellings(user));
        values.put("user", user);
        values.put("password", passwordDigest);
        values.put("issuer", id.issuer());
        values.put("ids", id.all());
        String query =
                switch (kind) {
                    case ID -> BY_ID;
                    case NAME -> BY_NAME;
                };
        return Sql.named(query, values).first(Account::of);
    }

    /** As the settings name it. */
    public String issuer() {
        return id.issuer();
    }

    /**
     * Uses the token up, once.
     *
     * @param session what it is exchanged for; null for nothing
     * @return whether it had not been used before
     */
    public boolean use(@Nullable UUID session) {
        Map<String, Object> values = new HashMap<>();
        values.put("issuer", id.issuer());
        values.put("own", id.own());
        values.put("former", id.former().toArray(String[]::new));
        values.put("account", account.id);
        values.put("session", session);
        values.put("expires", expiresAt);
        return Sql.named(USE, values).update() == 1;
    }

    /** Whether it was used up, for a session or for nothing. */
    public boolean isUsed() {
        return Sql.of("select 1 from legacy_token where issuer = ? and token = any(?) limit 1", id.issuer(), id.all())
                .first(row -> true)
                .isPresent();
    }

    /** What the token was exchanged for; empty where that is long gone, or it was signed out meanwhile. */
    public Optional<UUID> session() {
        return Sql.of("""
                        select l.session_id from legacy_token l join session s on s.id = l.session_id
                        where l.issuer = ? and l.token = any(?) and s.account_id = ?
                        """, id.issuer(), id.all(), account.id).first(LegacyToken::sessionId);
    }

    /**
     * Revokes every token with one of these ids, whichever user has it and whether it was used or not, and returns how many of them
     * were not known.
     */
    static int revoke(String issuer, Collection<String> ids) {
        return Sql.of("""
                        insert into legacy_token as l (issuer, token) select ?, id from unnest(?) as id
                        on conflict (issuer, token) do update set session_id = null, expires_at = null
                            where l.session_id is not null
                        """, issuer, ids.toArray(String[]::new)).update();
    }

    /** Removes what has expired, and so is refused without being remembered: at most so many, and says how many. */
    static int purge(Instant now, int most) {
        return Sql.of("""
                        delete from legacy_token where (issuer, token) in (
                            select issuer, token from legacy_token where expires_at < ? limit ? for update skip locked)
                        """, now, most).update();
    }

    private static UUID sessionId(ResultSet row) throws SQLException {
        return row.getObject("session_id", UUID.class);
    }
}
