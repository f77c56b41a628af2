package latchkey.legacy;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import latchkey.account.Account;
import org.jspecify.annotations.Nullable;

/**
 * A verified token of another issuer.
 *
 * @param expiresAt null if it does not expire
 */
public record VerifiedLegacyToken(
        LegacyId id, Account account, @Nullable Instant expiresAt) {

    /** As the settings name it. */
    public String issuer() {
        return id.issuer();
    }

    /**
     * Uses the token up, once.
     *
     * @param session that it is exchanged for; null for none
     * @return false if it was used before
     */
    public boolean use(@Nullable UUID session) {
        return LegacyToken.use(id, account, session, expiresAt);
    }

    /** Whether the token was used up, with or without a session. */
    public boolean isUsed() {
        return LegacyToken.isUsed(id);
    }

    /** The session that the token was exchanged for; empty if that is long gone, or the token was signed out. */
    public Optional<UUID> session() {
        return LegacyToken.session(id, account);
    }
}
