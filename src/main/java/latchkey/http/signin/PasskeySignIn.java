package latchkey.http.signin;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.BiFunction;
import latchkey.account.Account;
import latchkey.database.Transactions;
import latchkey.factor.MfaTokens;
import latchkey.factor.SignInMethods;
import latchkey.factor.SignInMethods.Method;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.browser.DeviceCookie;
import latchkey.http.signin.CodeSignIn.Waiting;
import latchkey.passkey.Passkeys;
import latchkey.session.TokenIssuer;
import latchkey.session.Tokens;
import org.jspecify.annotations.Nullable;

/** Signs users in with a passkey, without a username, or as the second factor of a sign-in. */
@ApplicationScoped
public class PasskeySignIn {

    private final Passkeys passkeys;
    private final CodeSignIn codeSignIns;
    private final PasswordSignIn passwordSignIns;
    private final TokenIssuer issuer;
    private final MfaTokens tokens;
    private final DeviceCookie deviceCookie;
    private final CurrentUser currentUser;
    private final SignInOutcomes outcomes;

    PasskeySignIn(
            Passkeys passkeys,
            CodeSignIn codeSignIns,
            PasswordSignIn passwordSignIns,
            TokenIssuer issuer,
            MfaTokens tokens,
            DeviceCookie deviceCookie,
            CurrentUser currentUser,
            SignInOutcomes outcomes) {
        this.passkeys = passkeys;
        this.codeSignIns = codeSignIns;
        this.passwordSignIns = passwordSignIns;
        this.issuer = issuer;
        this.tokens = tokens;
        this.deviceCookie = deviceCookie;
        this.currentUser = currentUser;
        this.outcomes = outcomes;
    }

    /**
     * Opens a session for the user of a passkey, and ends those that the browser had.
     *
     * @throws AuthFailure NOT_FOUND if there are no passkeys; BAD_CREDENTIALS; EMAIL_NOT_VERIFIED; CODE_REJECTED for a second factor
     */
    public Tokens signIn(PasskeyAssertion body) {
        passkeys.requireOn();
        return outcomes.counted(() -> {
            Tokens tokens = body.mfaToken() == null ? openAlone(body) : openAsSecondFactor(body, body.mfaToken());
            currentUser.clearFormerCookies();
            return tokens;
        });
    }

    private Tokens openAlone(PasskeyAssertion body) {
        try {
            Passkeys.Shown shown = passkeys.check(body.toAssertion(), null);
            passwordSignIns.requireVerified(shown.account());
            return open(shown, shown.account(), null, SignInMethods.of(Method.POP));
        } catch (AuthFailure refused) {
            throw refused.reason() == Reason.PASSKEY_REJECTED ? CodeSignIn.tokenRejected() : refused;
        }
    }

    private Tokens openAsSecondFactor(PasskeyAssertion body, String token) {
        return asSecondFactor(body, token, (shown, waiting) -> {
            Tokens opened = open(
                    shown, waiting.account(), waiting.hash(), waiting.methods().with(Method.POP));
            deviceCookie.rememberIf(body.rememberDevice(), waiting.account());
            return opened;
        });
    }

    /**
     * Shows a passkey as the second factor, and hands the sign-in over to a frontend whose contract has no cookies.
     *
     * @return a token that opens a session, once
     * @throws AuthFailure as {@link #signIn}
     */
    public String handOver(PasskeyAssertion body, String token) {
        passkeys.requireOn();
        return asSecondFactor(body, token, (shown, waiting) -> {
            if (!Transactions.call(shown::use)) {
                throw AuthFailure.because(Reason.PASSKEY_REJECTED);
            }
            deviceCookie.rememberIf(body.rememberDevice(), waiting.account());
            return tokens.complete(waiting.account(), waiting.hash(), Method.POP);
        });
    }

    private <T> T asSecondFactor(PasskeyAssertion body, String token, BiFunction<Passkeys.Shown, Waiting, T> then) {
        Waiting waiting = codeSignIns.waiting(token);
        try {
            Passkeys.Shown shown = passkeys.check(body.toAssertion(), token);
            if (shown.account().id != waiting.account().id) {
                throw AuthFailure.because(Reason.PASSKEY_REJECTED);
            }
            return then.apply(shown, waiting);
        } catch (AuthFailure refused) {
            throw refused.reason() == Reason.PASSKEY_REJECTED
                    ? codeSignIns.rejected(waiting.account(), token)
                    : refused;
        }
    }

    private Tokens open(Passkeys.Shown shown, Account account, @Nullable String hash, SignInMethods methods) {
        TokenIssuer.Opening opening = issuer.opening(currentUser.endOfFormerSessions());
        return Transactions.call(() -> {
            if (!shown.use()) {
                throw AuthFailure.because(Reason.PASSKEY_REJECTED);
            }
            return opening.of(account, hash, methods).orElseThrow(CodeSignIn::tokenRejected);
        });
    }
}
