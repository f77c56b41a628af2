package latchkey.contract;

import static latchkey.failure.Reason.ALREADY_TAKEN;
import static latchkey.failure.Reason.BAD_CREDENTIALS;
import static latchkey.failure.Reason.CODE_REJECTED;
import static latchkey.failure.Reason.CODE_REQUIRED;
import static latchkey.failure.Reason.EMAIL_NOT_VERIFIED;
import static latchkey.failure.Reason.LINK_REJECTED;
import static latchkey.failure.Reason.NOT_AUTHENTICATED;
import static latchkey.failure.Reason.NOT_FOUND;
import static latchkey.failure.Reason.REFRESH_MISSING;
import static latchkey.failure.Reason.REFRESH_REJECTED;
import static latchkey.failure.Reason.SIGN_OUT_MISSING;
import static latchkey.failure.Reason.SIGN_OUT_REJECTED;
import static latchkey.failure.Reason.TOO_MANY_ATTEMPTS;

import java.util.Set;
import latchkey.failure.Reason;

/** What a method of a contract does, named after the operation of the core that it calls. Most contracts have five. */
public enum Action {
    /** {@code RegistrationFlow.register}. */
    REGISTER(
            "register",
            "Register",
            "Creates an account and opens no session.",
            Set.of(ALREADY_TAKEN, TOO_MANY_ATTEMPTS)),
    /** {@code RegistrationFlow.registerAndSignIn}. */
    REGISTER_AND_SIGN_IN(
            "register",
            "Register",
            "Creates an account and opens a session for it.",
            Set.of(ALREADY_TAKEN, TOO_MANY_ATTEMPTS)),
    /** {@code PasswordSignIn.signIn}. */
    SIGN_IN(
            "login",
            "Sign in",
            "Opens a session for the account with this name and password, and ends the session that the browser had.",
            Set.of(BAD_CREDENTIALS, CODE_REJECTED, CODE_REQUIRED, EMAIL_NOT_VERIFIED, TOO_MANY_ATTEMPTS)),
    /** {@code CodeSignIn.signIn}. */
    SIGN_IN_BY_CODE(
            "login-code",
            "Sign in with a code",
            "Opens a session for the account whose sign-in was refused for want of a code.",
            Set.of(BAD_CREDENTIALS, CODE_REJECTED, TOO_MANY_ATTEMPTS)),
    /** {@code PasskeySignIn.signIn}. */
    SIGN_IN_BY_PASSKEY(
            "login-passkey",
            "Sign in with a passkey",
            "Opens a session for the account of the passkey; with an mfa_token, for the sign-in that waits for a second factor. Exists if latchkey.passkeys.rp-id is set.",
            Set.of(BAD_CREDENTIALS, CODE_REJECTED, EMAIL_NOT_VERIFIED, NOT_FOUND)),
    /** {@code EmailSignIn.request}. */
    REQUEST_SIGN_IN(
            "login-mail",
            "Ask for a mail to sign in",
            "Sends a link or a code to sign in with, if an account has the address. Exists if latchkey.email.sign-in is true.",
            Set.of(NOT_FOUND, TOO_MANY_ATTEMPTS)),
    /** {@code EmailSignIn.signIn}. */
    SIGN_IN_BY_MAIL(
            "login-by-mail",
            "Sign in by mail",
            "Opens a session for the account that the mailed link or code belongs to. Exists if latchkey.email.sign-in is true.",
            Set.of(CODE_REQUIRED, LINK_REJECTED, NOT_FOUND, TOO_MANY_ATTEMPTS)),
    /** {@code RecoveryFlow.requestReset}. */
    REQUEST_RESET(
            "forgot",
            "Ask for a mail to reset the password",
            "Sends a link or a code, if an account has the address. Exists if Latchkey sends mail.",
            Set.of(NOT_FOUND, TOO_MANY_ATTEMPTS)),
    /** {@code RecoveryFlow.resetPassword}. */
    RESET_PASSWORD(
            "reset",
            "Reset the password",
            "Sets a new password with what was in a mail, and ends all sessions of the account. Exists if Latchkey sends mail.",
            Set.of(LINK_REJECTED, NOT_FOUND)),
    /** {@code RecoveryFlow.changePassword}. */
    CHANGE_PASSWORD(
            "password",
            "Change the password",
            "Takes the present password once more, and ends all other sessions. Exists if Latchkey sends mail.",
            Set.of(NOT_AUTHENTICATED, BAD_CREDENTIALS, NOT_FOUND, TOO_MANY_ATTEMPTS)),
    /** {@code RecoveryFlow.requestVerification}. */
    REQUEST_VERIFICATION(
            "resend",
            "Ask for a mail to verify the address",
            "Sends a link or a code, if an account has the address and it is not verified. Exists if Latchkey sends mail.",
            Set.of(NOT_FOUND, TOO_MANY_ATTEMPTS)),
    /** {@code RecoveryFlow.requestOwnVerification}. */
    REQUEST_OWN_VERIFICATION(
            "resend",
            "Ask for a mail to verify the address",
            "Sends the user a link or a code, if the address is not verified. Exists if Latchkey sends mail.",
            Set.of(NOT_FOUND, REFRESH_MISSING, REFRESH_REJECTED, TOO_MANY_ATTEMPTS)),
    /** {@code RecoveryFlow.verify}. */
    VERIFY_EMAIL(
            "verify",
            "Verify the address",
            "Proves with what was in a mail that the address is the user's. Exists if Latchkey sends mail.",
            Set.of(LINK_REJECTED, NOT_FOUND)),
    /** {@code CurrentUser.refresh}. */
    REFRESH(
            "refresh",
            "Refresh",
            "Returns a new access token for the refresh token of a live session.",
            Set.of(REFRESH_MISSING, REFRESH_REJECTED, TOO_MANY_ATTEMPTS)),
    /** {@code CurrentUser.refreshIfSignedIn}. */
    REFRESH_IF_SIGNED_IN(
            "refresh",
            "Refresh",
            "Sets new cookies if the request has the refresh token of a live session, and otherwise does nothing.",
            Set.of(TOO_MANY_ATTEMPTS)),
    /** {@code CurrentUser.signOut}. */
    SIGN_OUT(
            "logout",
            "Sign out",
            "Ends the sessions of all refresh and access tokens in the request; one of them must be valid.",
            Set.of(SIGN_OUT_MISSING, SIGN_OUT_REJECTED)),
    /** {@code CurrentUser.signOutByRefreshToken}. */
    SIGN_OUT_BY_REFRESH_TOKEN(
            "logout",
            "Sign out",
            "Ends the sessions of all tokens in the request; the refresh token must be valid.",
            Set.of(SIGN_OUT_MISSING, SIGN_OUT_REJECTED)),
    /** {@code CurrentUser.signOutIfSignedIn}. */
    SIGN_OUT_IF_SIGNED_IN(
            "logout", "Sign out", "Ends the sessions of all tokens in the request; no token is required.", Set.of()),
    /** {@code CurrentUser.account}. */
    WHO_AM_I("me", "Who am I", "Returns the account of the access token, as it is now.", Set.of(NOT_AUTHENTICATED)),
    /** {@code CurrentUser.refreshedAccount}. */
    WHO_AM_I_REFRESHED(
            "me",
            "Who am I",
            "Returns the account of the session, as it is now. Refreshes the session if the access token is missing or has expired.",
            Set.of(REFRESH_MISSING, REFRESH_REJECTED, TOO_MANY_ATTEMPTS));

    private final String key;
    private final String summary;
    private final String sentence;
    private final Set<Reason> reasons;

    Action(String key, String summary, String sentence, Set<Reason> reasons) {
        this.key = key;
        this.summary = summary;
        this.sentence = sentence;
        this.reasons = reasons;
    }

    /** Its name in the playground's URLs, such as {@code /#/express/login}. Actions that look the same to a user share one. */
    public String key() {
        return key;
    }

    public String summary() {
        return summary;
    }

    public String sentence() {
        return sentence;
    }

    /** The refusals that are particular to it. */
    public Set<Reason> reasons() {
        return reasons;
    }

    public boolean opensOrRenews() {
        return this == REGISTER_AND_SIGN_IN
                || this == SIGN_IN
                || this == SIGN_IN_BY_CODE
                || this == SIGN_IN_BY_MAIL
                || this == SIGN_IN_BY_PASSKEY
                || this == CHANGE_PASSWORD
                || this == REFRESH
                || refreshesIfNeeded();
    }

    /** Whether it refreshes the session of some requests only. */
    public boolean refreshesIfNeeded() {
        return this == REFRESH_IF_SIGNED_IN || this == WHO_AM_I_REFRESHED || this == REQUEST_OWN_VERIFICATION;
    }

    public boolean signsOut() {
        return this == SIGN_OUT || this == SIGN_OUT_BY_REFRESH_TOKEN || this == SIGN_OUT_IF_SIGNED_IN;
    }

    /** Whether it reads a refresh token. */
    public boolean readsRefreshToken() {
        return this == REFRESH || refreshesIfNeeded() || signsOut();
    }

    /** Whether it accepts an access token instead of the refresh token. */
    public boolean alsoReadsAccessToken() {
        return this == SIGN_OUT
                || this == SIGN_OUT_IF_SIGNED_IN
                || this == WHO_AM_I_REFRESHED
                || this == REQUEST_OWN_VERIFICATION;
    }
}
