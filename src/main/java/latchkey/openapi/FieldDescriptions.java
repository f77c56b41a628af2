package latchkey.openapi;

/** The descriptions of body fields in the OpenAPI document and the contracts' pages, one sentence each. */
public final class FieldDescriptions {

    /** The {@code format} of a field that holds an access token. */
    public static final String ACCESS = "access-token";

    /** The {@code format} of a field that holds a refresh token; the playground fills it in. */
    public static final String REFRESH = "refresh-token";

    /** The {@code format} of a field that holds a login. */
    public static final String NAME = "username";

    /** The {@code format} of a field that holds a password, as OpenAPI has it. */
    public static final String SECRET = "password";

    /** The {@code format} of a field that holds an e-mail address, as JSON Schema has it. */
    public static final String MAIL = "email";

    public static final String ACCESS_TOKEN =
            "A JWT that proves who asks, for some minutes: it goes into the Authorization header, after \"Bearer \".";
    public static final String REFRESH_TOKEN =
            "A token that is good for one thing: to get new tokens when the access token is old.";
    public static final String TOKEN_TYPE = "How to send the access token: \"bearer\".";
    public static final String USERNAME = "The name that the user signs in with and that others see.";
    public static final String LOGIN = "The username or the e-mail address of the account, in any letter case.";
    public static final String EMAIL = "The e-mail address of the account. The user can also sign in with it.";
    public static final String PASSWORD = "The password of the account.";
    public static final String NEW_PASSWORD = "The new password of the account.";
    public static final String FIRST_NAME = "The given name; may be empty.";
    public static final String LAST_NAME = "The family name; may be empty.";
    public static final String WHOLE_NAME = "The whole name as the user writes it.";
    public static final String FULL_NAME = "The whole name as the user writes it; may be empty.";
    public static final String PROFILE_IMAGE = "The address of a picture, if there is one.";
    public static final String ID = "The number of the account, which never changes; it is the \"sub\" of its tokens.";
    public static final String JOINED = "When the account was created, in UTC (ISO 8601).";
    public static final String IS_ACTIVE = "Whether the account may sign in.";
    public static final String IS_SUPERUSER = "Whether the account may do everything.";
    public static final String IS_VERIFIED = "Whether the user has proven to read mails to the e-mail address.";
    public static final String EMAIL_VERIFIED_AT =
            "When the user proved that the address is theirs, in UTC; null if never.";
    public static final String TWO_FACTOR =
            "Always false: a sign-in that needs a second factor is refused, with mfa_required.";
    public static final String NOTHING = "No data: null.";
    public static final String EMPTY = "No data: an empty text.";
    public static final String MESSAGE = "A sentence for people that says what was done.";
    public static final String STATUS = "\"SUCCESS\" in every successful answer.";
    public static final String DURATION = "How long the service itself took, in milliseconds.";

    public static final String USER = "An account, as its owner sees it.";
    public static final String PAIR = "The tokens of a session.";
    public static final String ANSWER = "The envelope of every successful answer of this contract.";
    public static final String OPENED = "The answer when a session was opened.";
    public static final String RENEWED = "The answer to a refresh.";
    public static final String DONE = "Says what was done.";
    public static final String REGISTRATION = "The data of a registration.";
    public static final String CREDENTIALS = "The data of a sign-in.";
    public static final String SHOWN = "A refresh token, if it is not in a cookie.";

    public static final String CURRENT_PASSWORD = "The current password of the account.";
    public static final String SESSION_ID = "The session's id: the \"sid\" of its access tokens.";
    public static final String AFTER = "The id of the last session of the page before; none for the first page.";
    public static final String USER_AGENT =
            "The User-Agent of the browser when the session was last used, if it sent one.";
    public static final String ADDRESS = "The address from which the session was last used, if it is known.";
    public static final String OPENED_AT = "When the session was opened, in UTC.";
    public static final String LAST_USED_AT = "When the session was last refreshed, to the hour, in UTC.";
    public static final String EXPIRES_AT = "When the session ends if it is not used again, to the hour, in UTC.";
    public static final String CURRENT = "Whether this is the session of the request.";
    public static final String TOKEN = "The token in question, of any kind.";
    public static final String CLIENT_ID = "The id of the client, if it is not in the Authorization header.";
    public static final String CLIENT_SECRET = "The secret of the client, if it is not in the Authorization header.";

    public static final String GRANT = "What a program asks an access token with.";
    public static final String GRANT_TYPE = "The grant: \"client_credentials\".";
    public static final String SCOPE = "Scopes, separated by blanks.";
    public static final String ISSUED = "An access token of a program.";
    public static final String EXPIRES_IN = "How many seconds the access token is good for.";
    public static final String MAIL_PROOF = "What was in a mail: the token of the link, or the address and the code.";
    public static final String MAIL_REQUEST = "The address to send a mail to.";
    public static final String MAIL_ADDRESS = "The e-mail address of the account.";
    public static final String NEW_MAIL_ADDRESS = "The new e-mail address of the account.";
    public static final String MAIL_TOKEN = "The token of the mailed link.";
    public static final String TOKEN_IN_QUERY = "The token of the mailed link, if it is not in the body.";
    public static final String MAIL_CODE = "The code in the mail, in any letter case, with or without the hyphen.";
    public static final String UID = "The id of the account as Django's links have it: base64url of the number.";
    public static final String PASSWORD_CONFIRMATION =
            "The new password once more. Without it, the password is refused.";
    public static final String REPEATED_PASSWORD = "The new password once more.";
    public static final String RESET_TOKEN = "A token to set a new password with, for an hour.";
    public static final String NEW_PASSWORD_PROOF = "What was in a mail, and the new password.";

    public static final String CODE =
            "The code of the second factor: six digits of an authenticator app, or a recovery code.";
    public static final String REMEMBER_DEVICE =
            "Whether to remember the browser, which then need not show a second factor again; only if latchkey.factors.remember-device is set.";
    public static final String REMEMBERED_DEVICES = "The browsers that need not show a second factor.";
    public static final String REMEMBERED_DEVICE = "A browser that need not show a second factor.";
    public static final String DEVICE_ID = "The id of the remembered device.";
    public static final String DEVICE_SINCE = "When it showed the second factor, in UTC.";
    public static final String DEVICE_LAST_USED_AT = "When it was last used to sign in, in UTC.";
    public static final String DEVICE_UNTIL = "When it has to show a second factor again, in UTC.";
    public static final String REQUIRED_FROM =
            "From when on the account cannot sign in without a second factor, in UTC; none if it need not have one.";
    public static final String FIRST_FACTOR = "A sign-in that needs a first factor, and what the user calls that.";
    public static final String FIRST_FACTOR_CODE = "A sign-in that needs a first factor, and its first code.";
    public static final String ENROLLED = "The recovery codes, and a token for the rest of the sign-in.";
    public static final String COMPLETE_TOKEN =
            "A token to exchange for a session, once, within a minute, at the login's path with /code after it.";
    public static final String MFA = "A sign-in that waits for a code, and the code.";
    public static final String MFA_TOKEN =
            "The mfa_token of the refusal that asked for a code; it is good for five minutes.";
    public static final String PASSKEY_SIGN_IN = "What a passkey signed, and what it is for.";
    public static final String PASSKEY_MFA_TOKEN =
            "The mfa_token of the refusal that asked for a second factor; none if the passkey alone signs the user in.";
    public static final String NEW_PASSKEY = "A new passkey.";
    public static final String CREDENTIAL =
            "The browser's answer, as PublicKeyCredential.toJSON() writes it (WebAuthn Level 3, 5.1).";
    public static final String CREDENTIAL_ID = "The id of the credential, in base64url.";
    public static final String CREDENTIAL_RESPONSE = "What the authenticator answered.";
    public static final String CLIENT_DATA = "What the browser says of the request, in base64url.";
    public static final String AUTHENTICATOR_DATA = "What the authenticator says of itself, in base64url.";
    public static final String SIGNATURE = "The signature, in base64url.";
    public static final String USER_HANDLE = "What the authenticator stored for the account, in base64url.";
    public static final String ATTESTATION =
            "The public key, with what the authenticator says of itself, in base64url.";
    public static final String TRANSPORTS = "How browsers reach the authenticator.";
    public static final String FIRST_CODE = "The six digits that the authenticator app shows.";
    public static final String FACTOR = "A second factor of the account.";
    public static final String FACTORS = "The second factors of the account.";
    public static final String FACTOR_ID = "The id of the factor.";
    public static final String FACTOR_KIND = "What it is: TOTP, an authenticator app; or PASSKEY.";
    public static final String FACTOR_NAME = "What the user calls it.";
    public static final String FACTOR_SINCE = "When it was confirmed, in UTC.";
    public static final String FACTOR_LAST_USED_AT = "When it was last used, in UTC.";
    public static final String FACTOR_SECRET = "The shared secret in Base32, for users who cannot read a QR code.";
    public static final String FACTOR_URI = "The otpauth URI that is in the QR code.";
    public static final String FACTOR_QR = "The QR code, as an SVG image.";
    public static final String ENROLMENT = "An authenticator app that waits for its first code, for 15 minutes.";
    public static final String RECOVERY_CODES =
            "Ten codes, each of which replaces a factor once. Latchkey cannot show them again.";
    public static final String RECOVERY_CODES_LEFT = "How many recovery codes are left.";

    public static final String CHANGES =
            "The changes of an account. Absent fields stay as they are; null or an empty text clears a field.";
    public static final String PASSWORDS = "The current password and the new one.";
    public static final String PROOF = "The password again, since the operation cannot be undone.";
    public static final String SESSION = "A session, as its owner sees it.";
    public static final String DATA = "What Latchkey has stored of the account, without secrets.";
    public static final String DATA_EVENTS = "The latest 1000 events of the account, the last one first.";
    public static final String EVENT = "An event of the audit log, as the owner of the account sees it.";
    public static final String EVENT_AT = "When it happened, in UTC.";
    public static final String EVENT_KIND = "What happened, as the audit log calls it.";
    public static final String EVENT_OUTCOME = "Whether Latchkey accepted or refused it.";
    public static final String EVENT_VIA =
            "The contract through which it happened, or \"platform\", \"command\" or \"service\".";
    public static final String EVENT_ADDRESS =
            "The address of the client; null if it was refused, since it may be another person's.";
    public static final String LANGUAGE = "The language of mails, if it is known.";
    public static final String QUESTION = "A token, and the client that asks about it.";

    private FieldDescriptions() {}
}
