package latchkey.failure;

/**
 * Every way a request can fail that its caller may be told about.
 *
 * <p>The core only names the reason; each contract words it in an exhaustive {@code switch}, so a new reason does not
 * compile until all contracts have an answer for it.
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
    /** Too much was tried lately; {@link AuthFailure#retryAfter()} says when to go on. Of unknown names as of known ones. */
    TOO_MANY_ATTEMPTS,
    /** The endpoint needs a valid access token and none came with the request. */
    NOT_AUTHENTICATED,
    /** The endpoint needs a refresh token and none came with the request. */
    REFRESH_MISSING,
    /** The refresh token is forged, expired, already used, or its session has ended. */
    REFRESH_REJECTED,
    /** A session cannot be closed, since no refresh token came to name it. */
    SIGN_OUT_MISSING,
    /** A session cannot be closed, since the refresh token is forged or its session has ended. */
    SIGN_OUT_REJECTED,
    /** The calling service did not prove to be a known client (RFC 6749, 5.2). */
    INVALID_CLIENT,
    /** The caller is known, and may not do this. */
    FORBIDDEN,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    BODY_TOO_LARGE,
    /** The body did not arrive in time (RFC 9110, 15.5.9). */
    REQUEST_TIMEOUT,
    UNSUPPORTED_MEDIA_TYPE,
    /** The database is away, or too much is asked at once; the same request may succeed a moment later. */
    UNAVAILABLE,
    /** A fault of ours; the log has the cause, the caller gets none of it. */
    UNEXPECTED
}
