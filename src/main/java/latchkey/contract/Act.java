package latchkey.contract;

import static latchkey.failure.Reason.ALREADY_TAKEN;
import static latchkey.failure.Reason.BAD_CREDENTIALS;
import static latchkey.failure.Reason.NOT_AUTHENTICATED;
import static latchkey.failure.Reason.REFRESH_MISSING;
import static latchkey.failure.Reason.REFRESH_REJECTED;
import static latchkey.failure.Reason.SIGN_OUT_MISSING;
import static latchkey.failure.Reason.SIGN_OUT_REJECTED;
import static latchkey.failure.Reason.TOO_MANY_ATTEMPTS;

import java.util.Set;
import latchkey.failure.Reason;

/** What a method of a contract can do, by the core's verb that it calls. Most contracts have five of them. */
public enum Act {
    /** {@link Newcomers#register}. */
    REGISTER(
            "register",
            "Register",
            "Creates an account, and opens no session.",
            Set.of(ALREADY_TAKEN, TOO_MANY_ATTEMPTS)),
    /** {@link Newcomers#registerAndSignIn}. */
    REGISTER_AND_SIGN_IN(
            "register",
            "Register",
            "Creates an account and opens a session of it.",
            Set.of(ALREADY_TAKEN, TOO_MANY_ATTEMPTS)),
    /** {@link SignIns#by}. */
    SIGN_IN(
            "login",
            "Sign in",
            "Opens a session of the account that has this name and password, and ends the one that the browser had.",
            Set.of(BAD_CREDENTIALS, TOO_MANY_ATTEMPTS)),
    /** {@link Caller#refresh}. */
    REFRESH(
            "refresh",
            "Refresh",
            "Gives a new access token for the refresh token of a session that lives.",
            Set.of(REFRESH_MISSING, REFRESH_REJECTED, TOO_MANY_ATTEMPTS)),
    /** {@link Caller#signOut}. */
    SIGN_OUT(
            "logout",
            "Sign out",
            "Ends the sessions of all tokens that come along, refresh token or access token; one of them must be good.",
            Set.of(SIGN_OUT_MISSING, SIGN_OUT_REJECTED)),
    /** {@link Caller#signOutByRefreshToken}. */
    SIGN_OUT_BY_REFRESH_TOKEN(
            "logout",
            "Sign out",
            "Ends the sessions of all tokens that come along; the refresh token must be good.",
            Set.of(SIGN_OUT_MISSING, SIGN_OUT_REJECTED)),
    /** {@link Caller#signOutIfAnybody}. */
    SIGN_OUT_IF_ANYBODY(
            "logout",
            "Sign out",
            "Ends the sessions of all tokens that come along, if any does; none is needed.",
            Set.of()),
    /** {@link Caller#account}. */
    WHO_AM_I("me", "Who am I", "Tells whose the access token is, as the account is now.", Set.of(NOT_AUTHENTICATED));

    private final String key;
    private final String summary;
    private final String sentence;
    private final Set<Reason> reasons;

    Act(String key, String summary, String sentence, Set<Reason> reasons) {
        this.key = key;
        this.summary = summary;
        this.sentence = sentence;
        this.reasons = reasons;
    }

    /** What the playground calls it, in addresses such as {@code /#/express/login}. Those that a user takes for the same share it. */
    public String key() {
        return key;
    }

    String summary() {
        return summary;
    }

    String sentence() {
        return sentence;
    }

    /** Why it in particular may be refused. */
    Set<Reason> reasons() {
        return reasons;
    }

    boolean opensOrRenews() {
        return this == REGISTER_AND_SIGN_IN || this == SIGN_IN || this == REFRESH;
    }

    boolean signsOut() {
        return this == SIGN_OUT || this == SIGN_OUT_BY_REFRESH_TOKEN || this == SIGN_OUT_IF_ANYBODY;
    }

    /** Whether a refresh token is what it needs, or may do with. */
    boolean readsRefreshToken() {
        return this == REFRESH || signsOut();
    }

    /** Whether an access token will do in the place of the refresh token. */
    boolean alsoReadsAccessToken() {
        return this == SIGN_OUT || this == SIGN_OUT_IF_ANYBODY;
    }
}
