package latchkey.admin.access;

import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.client.Clients;
import latchkey.factor.Factors;
import latchkey.factor.SignInMethods;
import latchkey.factor.SignInMethods.Assurance;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.AdminConfig;
import latchkey.http.signin.CurrentUser;
import latchkey.http.signin.FreshSignIn;
import latchkey.key.AccessTokens;
import latchkey.key.ClientTokens;
import latchkey.session.LiveSessions;

/** Decides who may use the admin API, by what the database says now. */
@ApplicationScoped
class AdminAccess {

    private final ClientTokens tokens;
    private final JWTParser parser;
    private final Clients clients;
    private final CurrentUser currentUser;
    private final LiveSessions sessions;
    private final Factors factors;
    private final FreshSignIn fresh;
    private final AdminConfig config;
    private final AuditLog audit;

    AdminAccess(
            ClientTokens tokens,
            JWTParser parser,
            Clients clients,
            CurrentUser currentUser,
            LiveSessions sessions,
            Factors factors,
            FreshSignIn fresh,
            AdminConfig config,
            AuditLog audit) {
        this.tokens = tokens;
        this.parser = parser;
        this.clients = clients;
        this.currentUser = currentUser;
        this.sessions = sessions;
        this.factors = factors;
        this.fresh = fresh;
        this.config = config;
        this.audit = audit;
    }

    /** The program with this access token; empty if it is none, or its client is disabled or gone. */
    Optional<Admin> program(String token) {
        return tokens.read(token)
                .flatMap(read -> clients.find(read.client()).map(client -> Admin.of(client, read.scope())));
    }

    /** Whether a token is one of a program, or of a live session of a superuser. */
    boolean isAdmin(String token) {
        return program(token).isPresent() || isOfSuperuser(token);
    }

    private boolean isOfSuperuser(String token) {
        try {
            return parser.parse(token)
                    .<String>claim(AccessTokens.SESSION)
                    .flatMap(session -> sessions.find(UUID.fromString(session)))
                    .filter(session -> session.account().superuser)
                    .isPresent();
        } catch (ParseException notValid) {
            return false;
        }
    }

    /**
     * The superuser who sent the current request.
     *
     * @param freshly whether the sign-in must be fresh
     * @throws AuthFailure NOT_AUTHENTICATED; FORBIDDEN; FRESH_SIGN_IN_REQUIRED, also without the second factor
     */
    Admin person(boolean freshly) {
        LiveSessions.Live session =
                sessions.find(currentUser.session()).orElseThrow(() -> AuthFailure.because(Reason.NOT_AUTHENTICATED));
        Account account = session.account();
        if (!account.superuser) {
            audit.refusedAtNoCost(Kind.ADMIN_REFUSED, "not a superuser", account.id, account.username);
            throw AuthFailure.because(Reason.FORBIDDEN);
        }
        boolean twoFactors = session.methods().filter(SignInMethods::twoFactors).isPresent();
        if (!twoFactors && (config.requireSecondFactor() || !factors.of(account).isEmpty())) {
            throw AuthFailure.freshSignInRequired(Assurance.AAL2.claim(), null);
        }
        if (freshly) {
            fresh.require(session);
        }
        return Admin.of(account);
    }
}
