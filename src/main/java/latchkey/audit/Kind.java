package latchkey.audit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an event is about. */
public enum Kind {
    REGISTRATION,
    /** A session was opened, or refused. */
    LOGIN,
    /** A client showed a used refresh token, and its session was ended (refresh token reuse). */
    REFRESH_REUSE,
    /** Another client showed a used refresh token within the grace window, and got the successor. */
    REFRESH_REPLAY,
    LOGOUT,
    /** One session was ended: by its user from another session, by an operator, or because its account is disabled. */
    SESSION_END,
    /** The sessions of all accounts were ended. */
    SESSIONS_END,
    PASSWORD_CHANGE,
    /** The user set a new password with a mailed link or code. */
    PASSWORD_RESET,
    /** A client asked for a mail, to verify an address, reset a password or sign in. */
    MAIL_REQUEST,
    EMAIL_VERIFIED,
    /** The account has a new e-mail address. */
    EMAIL_CHANGE,
    /** The account has its former e-mail address back, and its sessions were ended. */
    EMAIL_CHANGE_UNDONE,
    /** The owner did not recognize what a notice told of, and all sessions were ended. */
    NOT_ME,
    /** An operator created an account without a password. */
    INVITATION,
    /** The user enrolled a second factor, or an operator imported it. */
    FACTOR_ADDED,
    FACTOR_REMOVED,
    /** An operator removed all second factors of an account. */
    FACTORS_RESET,
    RECOVERY_CODES_MADE,
    RECOVERY_CODE_USED,
    DEVICE_REMEMBERED,
    DEVICE_FORGOTTEN,
    ACCOUNT_CHANGE,
    ACCOUNT_DELETION,
    ACCOUNT_DISABLED,
    ACCOUNT_ENABLED,
    ACCOUNT_PROMOTED,
    ACCOUNT_DEMOTED,
    GROUP_CREATED,
    /** A group has another description. */
    GROUP_CHANGE,
    GROUP_DELETED,
    /** An account was added to a group. */
    GROUP_GRANTED,
    /** An account was removed from a group. */
    GROUP_REVOKED,
    /** Latchkey made a key when one was due. */
    KEY_MADE,
    /** An operator made a key. */
    KEY_ROTATION,
    KEY_COMPROMISED,
    /** A program did not prove to be a client, and got no access token. */
    CLIENT_LOGIN,
    CLIENT_CREATED,
    CLIENT_CHANGED,
    /** A client has a new secret, or its former one is no longer good. */
    CLIENT_SECRET,
    CLIENT_DELETED,
    /** An account or a client may not use the admin API. */
    ADMIN_REFUSED,
    /** Clients that had to wait for a rate limit may try again. */
    LIMIT_RESET,
    /** Mails that were given up are sent again. */
    OUTBOX_RETRY,
    MIGRATION,
    /** Users of another backend, or their second factors, were imported. */
    IMPORT,
    /** What is stored about one person was handed out, for a data protection request. */
    PERSONAL_DATA_EXPORT,
    /** All accounts were written to a file, with their hashes. */
    EXPORT,
    /** Tokens of another issuer were revoked. */
    LEGACY_REVOCATION,
    WEBHOOK_CREATED,
    WEBHOOK_CHANGE,
    WEBHOOK_DELETED,
    WEBHOOK_ROTATION,
    /** An operator had past events sent again. */
    WEBHOOK_REPLAY,
    /** An operator had a message sent that is about no event. */
    WEBHOOK_TEST,
    WEBHOOK_ENABLED,
    /** By an operator, or by Latchkey because the receiver took nothing for three days, or does not exist any more. */
    WEBHOOK_DISABLED,
    PURGE;

    /** The kind that an operator names, in any letter case; nothing if there is none. */
    public static Optional<Kind> named(String name) {
        String constant = name.strip().toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(values())
                .filter(kind -> kind.name().equals(constant))
                .findFirst();
    }
}
