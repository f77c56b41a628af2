package latchkey.failure;

/**
 * Every reason of a failed request that Latchkey tells the client.
 *
 * <p>The core only names the reason; the contracts word it. They share one {@code switch} without a default, so a new reason
 * does not compile until it has an answer.
 */
public enum Reason {
    /** A field of the body breaks a rule; {@link AuthFailure#flaws()} says which. */
    INVALID_FIELDS,
    /** Another account has this username or e-mail address; {@link AuthFailure#flaws()} says which. */
    ALREADY_TAKEN,
    /** The body is not JSON in UTF-8. */
    UNREADABLE_BODY,
    /** No active account has this login and password. Never says which of the three was wrong. */
    BAD_CREDENTIALS,
    /** Too many recent attempts; {@link AuthFailure#retryAfter()} says when to go on. Unknown names count like known ones. */
    TOO_MANY_ATTEMPTS,
    /** The password is right, but the user has not verified the account's e-mail address, which a setting requires. */
    EMAIL_NOT_VERIFIED,
    /** The password is right, but the account has a second factor, and the request has no code. */
    CODE_REQUIRED,
    /** The password is right, but the code of the second factor is wrong, or used already. */
    CODE_REJECTED,
    /** The session is too old for this: the user has to sign in again (RFC 9470). */
    FRESH_SIGN_IN_REQUIRED,
    /** What an authenticator signed is not good: another challenge, site, account or key, or used before (WebAuthn Level 3, 7). */
    PASSKEY_REJECTED,
    /** A mailed link or code is wrong, expired, already used, or replaced by a newer one. */
    LINK_REJECTED,
    /** The endpoint needs a valid access token, and the request has none. */
    NOT_AUTHENTICATED,
    /** The endpoint needs a refresh token, and the request has none. */
    REFRESH_MISSING,
    /** The refresh token is forged, expired, already used, or its session has ended. */
    REFRESH_REJECTED,
    /** Latchkey cannot close a session, since the request has no refresh token that names it. */
    SIGN_OUT_MISSING,
    /** Latchkey cannot close a session, since the refresh token is forged or its session has ended. */
    SIGN_OUT_REJECTED,
    /** The calling service did not prove to be a known client (RFC 6749, 5.2). */
    INVALID_CLIENT,
    /** The token endpoint issues no tokens for this grant (RFC 6749, 5.2). */
    UNSUPPORTED_GRANT_TYPE,
    /** The client may not have a scope that it asks for (RFC 6749, 5.2). */
    INVALID_SCOPE,
    /** The access token lacks the scope that the endpoint needs (RFC 6750, 3.1). */
    INSUFFICIENT_SCOPE,
    /** The request needs an If-Match header (RFC 6585, 3). */
    PRECONDITION_REQUIRED,
    /** What the client wants to change is no longer as the client knows it (RFC 9110, 15.5.13). */
    PRECONDITION_FAILED,
    /** The idempotency key came with another request before. */
    KEY_REUSED,
    /** The caller is authenticated, but may not do this. */
    FORBIDDEN,
    NOT_FOUND,
    /** The account would be in more groups than fit into an access token. */
    TOO_MANY_GROUPS,
    /** The account is the last active superuser. */
    LAST_SUPERUSER,
    METHOD_NOT_ALLOWED,
    BODY_TOO_LARGE,
    /** The body did not arrive in time (RFC 9110, 15.5.9). */
    REQUEST_TIMEOUT,
    UNSUPPORTED_MEDIA_TYPE,
    /** The database is down, or Latchkey is overloaded; the same request may succeed a moment later. */
    UNAVAILABLE,
    /** A fault of Latchkey; the log has the cause, the client gets none of it. */
    UNEXPECTED
}
