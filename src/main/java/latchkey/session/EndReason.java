package latchkey.session;

/** Why a session ended before its time. */
enum EndReason {
    /** Its holder signed out. */
    LOGOUT,
    /** A refresh token came back that had been used: two hold it, and one is a thief (RFC 9700, 4.14.2). */
    REUSE,
    PASSWORD,
    /** Its account was disabled, or an operator ended it. */
    ADMIN,
    /** Its account opened more than it may have. */
    LIMIT
}
