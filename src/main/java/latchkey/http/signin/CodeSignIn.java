package latchkey.http.signin;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import latchkey.account.Account;
import latchkey.account.Authentication;
import latchkey.account.VerifiedPassword;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.factor.Factors;
import latchkey.factor.MfaTokens;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.session.TokenIssuer;
import latchkey.session.Tokens;
import org.jspecify.annotations.Nullable;

/** Asks for the second factor of accounts that have one: with the password, or in a second step. */
@ApplicationScoped
public class CodeSignIn {

    private final Authentication authentication;
    private final Factors factors;
    private final MfaTokens tokens;
    private final TokenIssuer issuer;
    private final CurrentUser currentUser;
    private final AuditLog audit;
    private final SignInOutcomes outcomes;

    CodeSignIn(
            Authentication authentication,
            Factors factors,
            MfaTokens tokens,
            TokenIssuer issuer,
            CurrentUser currentUser,
            AuditLog audit,
            SignInOutcomes outcomes) {
        this.authentication = authentication;
        this.factors = factors;
        this.tokens = tokens;
        this.issuer = issuer;
        this.currentUser = currentUser;
        this.audit = audit;
        this.outcomes = outcomes;
    }

    /**
     * Uses up the code of a sign-in.
     *
     * @param code as the client sent it; without one, the digits that the user typed after the password count
     * @throws AuthFailure CODE_REQUIRED, CODE_REJECTED, or TOO_MANY_ATTEMPTS with codes for this account
     */
    void require(VerifiedPassword proof, @Nullable String code) {
        String shown = code == null || code.isBlank() ? proof.code() : code;
        String token = tokens.token(proof.account(), proof.hash());
        if (shown == null) {
            throw refused(proof.account(), Reason.CODE_REQUIRED, token);
        }
        use(proof.account(), shown, token);
    }

    /**
     * Opens a session for a sign-in that waited for a code, and ends those that the browser had.
     *
     * @throws AuthFailure BAD_CREDENTIALS if the token is not good; CODE_REJECTED; TOO_MANY_ATTEMPTS with codes for this account
     */
    public Tokens signIn(MfaCode shown) {
        return outcomes.counted(() -> open(shown));
    }

    private Tokens open(MfaCode shown) {
        MfaTokens.Pending pending = tokens.read(shown.mfaToken()).orElseThrow(CodeSignIn::tokenRejected);
        Account account =
                Account.findActive(pending.account()).filter(pending::isOf).orElseThrow(CodeSignIn::tokenRejected);
        String hash = pending.isByMail()
                ? null
                : authentication.hashOf(account).filter(pending::isOf).orElseThrow(CodeSignIn::tokenRejected);
        use(account, shown.code(), shown.mfaToken());
        Optional<Runnable> endOfFormer = currentUser.endOfFormerSessions();
        Tokens opened = issuer.opening(endOfFormer).of(account, hash, true).orElseThrow(CodeSignIn::tokenRejected);
        currentUser.clearFormerCookies();
        return opened;
    }

    private void use(Account account, String code, String token) {
        if (!factors.use(account, code)) {
            throw refused(account, Reason.CODE_REJECTED, token);
        }
    }

    private AuthFailure refused(Account account, Reason reason, String token) {
        String why = reason == Reason.CODE_REQUIRED ? "code missing" : "wrong code";
        Transactions.statement(
                () -> audit.record(audit.refused(Kind.LOGIN, why).storeFor(account.id, account.username)));
        return AuthFailure.ofCode(reason, token);
    }

    private static AuthFailure tokenRejected() {
        return AuthFailure.because(Reason.BAD_CREDENTIALS);
    }
}
