package latchkey.legacy;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import java.io.Serializable;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.account.LoginName;
import latchkey.database.Statements;
import org.jspecify.annotations.Nullable;

/** A token of another issuer that was used, signed out or revoked. */
@Entity
@IdClass(LegacyToken.Key.class)
public class LegacyToken extends PanacheEntityBase {

    /** As the settings name it. */
    @Id
    public String issuer;

    /** The token's identity: see {@link LegacyId}. */
    @Id
    public String token;

    /** The session that it was exchanged for; null if it was signed out or revoked. */
    @Nullable
    public UUID sessionId;

    /** Null if the token does not expire, or was revoked. */
    @Nullable
    public Instant expiresAt;

    /** The primary key. */
    public record Key(String issuer, String token) implements Serializable {}

    /**
     * The account of a token, unless it was revoked, signed out, or issued under a password that is no longer the account's.
     */
    private static final String HOLDER = """
            select a.* from account a left join credential c on c.account_id = a.id
            where a.active and (c.imported_at is null or c.changed_at <= c.imported_at)
                and (cast(:password as text) is null or c.imported_at is not null
                    and coalesce(c.imported_digest, upper(md5(c.password_hash))) = :password)
                and not exists (
                    select 1 from legacy_token l where l.issuer = :issuer and l.token = any(:ids) and l.session_id is null)
            """;

    private static final String BY_ID = HOLDER + "and a.legacy_id = :user";

    /** A user may have registered a name since; such a name was not imported. */
    private static final String BY_NAME = HOLDER + "and c.imported_at is not null and a.id = " + LoginName.OWNER;

    /** A row of an earlier release may have the identity of another user's token, too; its session shows the user. */
    private static final String USE = """
            insert into legacy_token (issuer, token, session_id, expires_at)
            select cast(:issuer as text), cast(:own as text), cast(:session as uuid), cast(:expires as timestamptz)
            where not exists (
                select 1 from legacy_token l left join session s on s.id = l.session_id
                where l.issuer = :issuer and l.token = any(:former) and coalesce(s.account_id, :account) = :account)
            on conflict do nothing returning true
            """;

    /**
     * The account of a token, if it is good.
     *
     * @param user as the token names it, in the form of {@code kind}
     * @param passwordDigest of the hash that the token was issued under; null if the token has none
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
        return Statements.first(Account.class, query, values);
    }

    /**
     * Uses a token up, once.
     *
     * @param session that it is exchanged for; null for none
     * @param expiresAt null if it does not expire
     * @return false if it was used before
     */
    static boolean use(LegacyId id, Account account, @Nullable UUID session, @Nullable Instant expiresAt) {
        Map<String, Object> values = new HashMap<>();
        values.put("issuer", id.issuer());
        values.put("own", id.own());
        values.put("former", id.former().toArray(String[]::new));
        values.put("account", account.id);
        values.put("session", session);
        values.put("expires", expiresAt);
        return Statements.first(Boolean.class, USE, values).isPresent();
    }

    static boolean isUsed(LegacyId id) {
        return Statements.first(
                        Boolean.class,
                        "select true from legacy_token where issuer = :issuer and token = any(:ids) limit 1",
                        Map.of("issuer", id.issuer(), "ids", id.all()))
                .isPresent();
    }

    /** The session that a token of that account was exchanged for, if it still exists. */
    static Optional<UUID> session(LegacyId id, Account account) {
        return Statements.first(UUID.class, """
                        select l.session_id from legacy_token l join session s on s.id = l.session_id
                        where l.issuer = :issuer and l.token = any(:ids) and s.account_id = :account
                        """, Map.of("issuer", id.issuer(), "ids", id.all(), "account", account.id));
    }

    /**
     * Revokes every token with one of these ids, of any user and whether it was used or not, and returns how many were not
     * revoked before.
     */
    static int revoke(String issuer, Collection<String> ids) {
        return Statements.list(Boolean.class, """
                        insert into legacy_token as l (issuer, token) select :issuer, id from unnest(:ids) as id
                        on conflict (issuer, token) do update set session_id = null, expires_at = null
                            where l.session_id is not null
                        returning true
                        """, Map.of("issuer", issuer, "ids", ids.toArray(String[]::new)))
                .size();
    }

    /** Removes records of expired tokens, which are refused anyway: at most {@code limit}, and returns how many. */
    static int purge(Instant now, int limit) {
        return Statements.list(Boolean.class, """
                        delete from legacy_token where (issuer, token) in (
                            select issuer, token from legacy_token where expires_at < :now limit :limit
                            for update skip locked)
                        returning true
                        """, Map.of("now", now, "limit", limit))
                .size();
    }
}
