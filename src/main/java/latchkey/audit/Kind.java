package latchkey.audit;

/** What an event is about. */
public enum Kind {
    REGISTRATION,
    /** A session was opened, or was not. */
    LOGIN,
    /** A refresh token came back that had been used, and ended its session. */
    REFRESH_REUSE,
    /** Another client showed a used refresh token within the grace, and got the successor. */
    REFRESH_REPLAY,
    LOGOUT,
    /** One session was ended by its owner from another, by an operator, or since its account is disabled. */
    SESSION_END,
    /** Everybody's sessions were ended. */
    SESSIONS_END,
    PASSWORD_CHANGE,
    ACCOUNT_CHANGE,
    ACCOUNT_DELETION,
    ACCOUNT_DISABLED,
    ACCOUNT_ENABLED,
    ACCOUNT_PROMOTED,
    ACCOUNT_DEMOTED,
    /** The service made a key, since one was due. */
    KEY_MADE,
    /** An operator made one. */
    KEY_ROTATION,
    KEY_COMPROMISED,
    MIGRATION,
    /** People of another backend were taken over. */
    IMPORT,
    /** Everybody was written to a file, hashes and all. */
    EXPORT,
    /** Tokens of another issuer were revoked. */
    LEGACY_REVOCATION,
    PURGE
}
