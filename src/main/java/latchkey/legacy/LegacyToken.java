package latchkey.legacy;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import latchkey.Sql;
import latchkey.account.Account;
import org.jspecify.annotations.Nullable;

/**
 * A token of another issuer, found good.
 *
 * @param issuer as the settings name it
 * @param id its {@code jti}, or what stands for one
 * @param expiresAt null where it does not say
 */
public record LegacyToken(
        String issuer, String id, Account account, @Nullable Instant expiresAt) {

    /**
     * Uses the token up, once.
     *
     * @param session what it is exchanged for; null for nothing
     * @return whether it had not been used before
     */
    public boolean use(@Nullable UUID session) {
        return Sql.of(
                                "insert into legacy_token (issuer, token, session_id, expires_at) values (?, ?, ?, ?)"
                                        + " on conflict do nothing",
                                issuer,
                                id,
                                session,
                                expiresAt)
                        .update()
                == 1;
    }

    /** What the token was exchanged for; empty where it was revoked. */
    public Optional<UUID> session() {
        return Sql.of(
                        "select session_id from legacy_token where issuer = ? and token = ? and session_id is not null",
                        issuer,
                        id)
                .first(LegacyToken::sessionId);
    }

    /** Has no token with one of these ids be good, and says how many there are that were not known. */
    static int revoke(String issuer, Collection<String> ids) {
        return Sql.of(
                        "insert into legacy_token (issuer, token) select ?, id from unnest(?) as id on conflict do nothing",
                        issuer,
                        ids.toArray(String[]::new))
                .update();
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
