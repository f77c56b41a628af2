package latchkey.session;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import latchkey.LatchkeyConfig;
import latchkey.Transactions;
import latchkey.audit.Audit;
import latchkey.audit.Draft;
import latchkey.audit.Kind;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.legacy.LegacyConfig.Use;
import latchkey.legacy.LegacyIssuers;
import latchkey.legacy.LegacyToken;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges refresh tokens of other issuers for sessions of ours, each once. Such a token is to its session what a generation
 * before the first would be: it is forgiven and punished alike.
 */
@ApplicationScoped
class CarryOver {

    /** The generation before the first. */
    static final int BEFORE = -1;

    private final LegacyIssuers issuers;
    private final SessionConfig limits;
    private final Instance<Device> device;
    private final Audit audit;

    CarryOver(LegacyIssuers issuers, LatchkeyConfig config, Instance<Device> device, Audit audit) {
        this.issuers = issuers;
        this.limits = config.session();
        this.device = device;
        this.audit = audit;
    }

    /** A token of another issuer that was shown here, if it is one. */
    Optional<LegacyToken> read(@Nullable String token) {
        return read(token, Set.of(Use.REFRESH));
    }

    /** As {@link #read}, of either kind. */
    Optional<LegacyToken> readEither(String token) {
        return read(token, Set.of(Use.values()));
    }

    private Optional<LegacyToken> read(@Nullable String token, Set<Use> uses) {
        return token == null || RefreshTokens.isOurs(token) ? Optional.empty() : issuers.read(token, uses);
    }

    /**
     * The session that is opened for the token; nothing where one was, or it was revoked.
     *
     * @throws AuthFailure REFRESH_REJECTED where the account was disabled meanwhile, or all its sessions ended
     */
    Optional<Session> open(LegacyToken token, Instant now) {
        Session session = Session.open(token.account(), device.get(), now, limits);
        Draft draft = audit.of(Kind.LOGIN).saying("carried over from " + token.issuer());
        return Transactions.call(() -> {
            if (!token.use(session.id())) {
                return Optional.empty();
            }
            if (audit.tell(session.store(null, limits.maxPerAccount(), draft)) == 0) {
                throw AuthFailure.because(Reason.REFRESH_REJECTED);
            }
            return Optional.of(session);
        });
    }

    /**
     * What the token was exchanged for.
     *
     * @throws AuthFailure REFRESH_REJECTED where it was revoked
     */
    UUID session(LegacyToken token) {
        return find(token).orElseThrow(() -> AuthFailure.because(Reason.REFRESH_REJECTED));
    }

    /** As {@link #session}; empty where there is none. */
    Optional<UUID> find(LegacyToken token) {
        return Transactions.statement(token::session);
    }

    /** Has the token never be good again; false where it was used or revoked before. */
    boolean close(LegacyToken token) {
        Draft draft = audit.of(Kind.LOGOUT).saying("not carried over from " + token.issuer());
        return Transactions.call(() -> {
            boolean used = token.use(null);
            if (used) {
                audit.tell(draft.about(token.account().id, token.account().username));
            }
            return used;
        });
    }
}
