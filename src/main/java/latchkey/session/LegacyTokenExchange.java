package latchkey.session;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import latchkey.audit.AuditLog;
import latchkey.audit.EventDraft;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.legacy.LegacyConfig.Use;
import latchkey.legacy.LegacyIssuers;
import latchkey.legacy.VerifiedLegacyToken;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges refresh tokens of other issuers for sessions of Latchkey, each once. Such a token counts as the generation before
 * the session's first: the rules for used tokens apply to it.
 */
@ApplicationScoped
class LegacyTokenExchange {

    /** The generation before the first. */
    static final int LEGACY_GENERATION = -1;

    /** As a refresh, this asks for no second factor: the user signed in at the former backend. */
    private static final boolean SIGNED_IN_BEFORE = true;

    private final LegacyIssuers issuers;
    private final SessionConfig limits;
    private final Instance<Device> device;
    private final AuditLog audit;

    LegacyTokenExchange(LegacyIssuers issuers, SessionConfig limits, Instance<Device> device, AuditLog audit) {
        this.issuers = issuers;
        this.limits = limits;
        this.device = device;
        this.audit = audit;
    }

    /** Reads a refresh token of another issuer; empty if it is none. */
    Optional<VerifiedLegacyToken> read(@Nullable String token) {
        return read(token, Set.of(Use.REFRESH));
    }

    /** As {@link #read}, also for access tokens. */
    Optional<VerifiedLegacyToken> readEither(String token) {
        return read(token, Set.of(Use.values()));
    }

    private Optional<VerifiedLegacyToken> read(@Nullable String token, Set<Use> uses) {
        return token == null || RefreshTokens.isOurs(token) ? Optional.empty() : issuers.read(token, uses);
    }

    /**
     * Opens a session for the token; empty if the token was exchanged before, or revoked.
     *
     * @throws AuthFailure REFRESH_REJECTED if the account was disabled meanwhile, or all its sessions ended
     */
    Optional<Session> open(VerifiedLegacyToken token, Instant now) {
        Session session = Session.open(token.account(), device.get(), now, limits);
        EventDraft draft = audit.of(Kind.LOGIN).withDetail("carried over from " + token.issuer());
        return Transactions.call(() -> {
            if (!token.use(session.id)) {
                return Optional.empty();
            }
            if (audit.record(NewSession.insert(session, null, SIGNED_IN_BEFORE, null, limits.maxPerAccount(), draft))
                    == 0) {
                throw AuthFailure.because(Reason.REFRESH_REJECTED);
            }
            return Optional.of(session);
        });
    }

    /**
     * The session that the token was exchanged for.
     *
     * @throws AuthFailure REFRESH_REJECTED if it was revoked
     */
    UUID session(VerifiedLegacyToken token) {
        return find(token).orElseThrow(() -> AuthFailure.because(Reason.REFRESH_REJECTED));
    }

    /** As {@link #session}; empty if there is none. */
    Optional<UUID> find(VerifiedLegacyToken token) {
        return Transactions.statement(token::session);
    }

    /** Uses the token up without a session; false if it was used or revoked before. */
    boolean close(VerifiedLegacyToken token) {
        EventDraft draft = audit.of(Kind.LOGOUT).withDetail("not carried over from " + token.issuer());
        return Transactions.call(() -> {
            boolean used = token.use(null);
            if (used) {
                audit.record(draft.storeFor(token.account().id, token.account().username));
            }
            return used;
        });
    }
}
