package latchkey.http.signin;

import jakarta.enterprise.context.ApplicationScoped;
import latchkey.account.Account;
import latchkey.account.Authentication;
import latchkey.account.VerifiedPassword;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.factor.FactorCodes;
import latchkey.factor.Factors;
import latchkey.factor.MfaTokens;
import latchkey.factor.SignInMethods;
import latchkey.factor.SignInMethods.Method;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.browser.DeviceCookie;
import latchkey.session.TokenIssuer;
import latchkey.session.Tokens;
import org.jspecify.annotations.Nullable;

/** Asks for the second factor of accounts that have one: with the password, or in a second step. */
@ApplicationScoped
public class CodeSignIn {

    private final Authentication authentication;
    private final Factors factors;
    private final FactorCodes factorCodes;
    private final MfaTokens tokens;
    private final TokenIssuer issuer;
    private final DeviceCookie deviceCookie;
    private final CurrentUser currentUser;
    private final AuditLog audit;
    private final SignInOutcomes outcomes;

    CodeSignIn(
            Authentication authentication,
            Factors factors,
            FactorCodes factorCodes,
            MfaTokens tokens,
            TokenIssuer issuer,
            DeviceCookie deviceCookie,
            CurrentUser currentUser,
            AuditLog audit,
            SignInOutcomes outcomes) {
        this.authentication = authentication;
        this.factors = factors;
        this.factorCodes = factorCodes;
        this.tokens = tokens;
        this.issuer = issuer;
        this.deviceCookie = deviceCookie;
        this.currentUser = currentUser;
        this.audit = audit;
        this.outcomes = outcomes;
    }

    /**
     * Uses up the code of a sign-in, unless a remembered device replaces it.
     *
     * @param code as the client sent it; without one, the digits that the user typed after the password count
     * @return what the user has shown
     * @throws AuthFailure CODE_REQUIRED, CODE_REJECTED, or TOO_MANY_ATTEMPTS with codes for this account
     */
    SignInMethods require(VerifiedPassword proof, @Nullable String code) {
        String shown = code == null || code.isBlank() ? proof.code() : code;
        String token = tokens.token(proof.account(), proof.hash());
        if (shown == null) {
            return deviceCookie
                    .device(proof.account())
                    .map(device -> SignInMethods.of(Method.PWD).on(device))
                    .orElseThrow(() -> refused(proof.account(), Reason.CODE_REQUIRED, token));
        }
        use(proof.account(), shown, token);
        return SignInMethods.of(Method.PWD, Method.OTP);
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
        // Before the code is used up: without a signing key, this fails.
        TokenIssuer.Opening opening = issuer.opening(currentUser.endOfFormerSessions());
        Waiting waiting = prove(shown);
        Tokens opened = Transactions.call(() -> {
            if (waiting.complete() && !tokens.use(shown.mfaToken())) {
                throw tokenRejected();
            }
            return opening.of(waiting.account(), waiting.hash(), waiting.methods())
                    .orElseThrow(CodeSignIn::tokenRejected);
        });
        currentUser.clearFormerCookies();
        deviceCookie.rememberIf(shown.rememberDevice(), waiting.account());
        return opened;
    }

    /**
     * Uses up the code, and hands the sign-in over to a frontend whose contract has no cookies.
     *
     * @return a token that opens a session, once
     * @throws AuthFailure BAD_CREDENTIALS if the token is not good; CODE_REJECTED; TOO_MANY_ATTEMPTS with codes for this account
     */
    public String handOver(MfaCode shown) {
        Waiting waiting = prove(shown);
        deviceCookie.rememberIf(shown.rememberDevice(), waiting.account());
        return tokens.complete(waiting.account(), waiting.hash(), Method.OTP);
    }

    private Waiting prove(MfaCode shown) {
        Waiting waiting = waiting(shown.mfaToken());
        if (waiting.complete()) {
            return waiting;
        }
        if (shown.code() == null || shown.code().isBlank()) {
            throw refused(waiting.account(), Reason.CODE_REQUIRED, shown.mfaToken());
        }
        use(waiting.account(), shown.code(), shown.mfaToken());
        return waiting.with(Method.OTP);
    }

    /**
     * A sign-in that waits for a second factor.
     *
     * @param hash that the password matched; null if the user showed a mailed link or code
     * @param methods that the user has shown
     * @param complete whether the token says that the second factor is among them
     */
    record Waiting(Account account, @Nullable String hash, SignInMethods methods, boolean complete) {

        Waiting with(Method shown) {
            return new Waiting(account, hash, methods.with(shown), complete);
        }
    }

    /** @throws AuthFailure BAD_CREDENTIALS if the token is not good */
    Waiting waiting(String token) {
        MfaTokens.Pending pending = tokens.read(token).orElseThrow(CodeSignIn::tokenRejected);
        Account account =
                Account.findActive(pending.account()).filter(pending::isOf).orElseThrow(CodeSignIn::tokenRejected);
        String hash = pending.isByMail()
                ? null
                : authentication.hashOf(account).filter(pending::isOf).orElseThrow(CodeSignIn::tokenRejected);
        SignInMethods methods = SignInMethods.of(hash == null ? Method.MAIL : Method.PWD);
        Method shown = pending.shown();
        return shown == null
                ? new Waiting(account, hash, methods, false)
                : new Waiting(account, hash, methods.with(shown), true);
    }

    /**
     * The account of a sign-in that waits for a second factor.
     *
     * @throws AuthFailure BAD_CREDENTIALS if the token is not good
     */
    public long accountOf(String token) {
        return waiting(token).account().id;
    }

    private void use(Account account, String code, String token) {
        if (!factorCodes.use(account, code)) {
            throw refused(account, Reason.CODE_REJECTED, token);
        }
    }

    /** {@link Reason#CODE_REJECTED}, for what is recorded elsewhere. */
    AuthFailure rejected(Account account, String token) {
        return AuthFailure.ofCode(Reason.CODE_REJECTED, token, factors.kinds(account));
    }

    private AuthFailure refused(Account account, Reason reason, String token) {
        String why = reason == Reason.CODE_REQUIRED ? "code missing" : "wrong second factor";
        Transactions.statement(
                () -> audit.record(audit.refused(Kind.LOGIN, why).storeFor(account.id, account.username)));
        return AuthFailure.ofCode(reason, token, factors.kinds(account));
    }

    static AuthFailure tokenRejected() {
        return AuthFailure.because(Reason.BAD_CREDENTIALS);
    }
}
