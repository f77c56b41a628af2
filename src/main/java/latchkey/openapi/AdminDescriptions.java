package latchkey.openapi;

/** The descriptions of the admin API's fields and parameters in the OpenAPI document, one sentence each. */
public final class AdminDescriptions {

    public static final String AFTER = "The next of the page before; none for the first page.";
    public static final String LIMIT = "How many items a page has at most: 1 to 200, or 50 if it is not said.";
    public static final String NEXT =
            "What to send as after for the next page; null on the last. A page may have fewer items than its limit, and a next.";
    public static final String IF_MATCH = "The ETag of what is to be changed.";
    public static final String KEY =
            "A key of the client's choice: a request that is repeated with it within a day has no further effect, and the same answer.";
    public static final String SEARCH =
            "The beginning of a username, an e-mail address or a full name, in any letter case.";
    public static final String GROUP_FILTER = "Only accounts in this group.";
    public static final String STATE_FILTER = "Only accounts in this state: active, disabled or invited.";
    public static final String FACTOR_FILTER = "Only accounts with this second factor: none, any, totp or passkey.";
    public static final String JOINED_FROM = "Only accounts created at this time or later (ISO 8601).";
    public static final String JOINED_UNTIL = "Only accounts created before this time (ISO 8601).";

    public static final String NEW_ACCOUNT = "The data of a new account.";
    public static final String OPTIONAL_PASSWORD = "The password; without one, the user has to reset it.";
    public static final String INVITATION = "Who is invited.";
    public static final String OPTIONAL_USERNAME = "The username; the e-mail address if it is not given.";
    public static final String NEW_EMAIL = "The e-mail address, which then is not verified.";
    public static final String ACCOUNT = "An account, as an operator sees it.";
    public static final String ACCOUNTS = "The accounts of the page.";
    public static final String PAGE = "One page of a list.";
    public static final String STATE =
            "Whether the account can sign in: active; disabled; or invited, active without a password.";
    public static final String GROUPS = "The groups that the account is in.";
    public static final String SECOND_FACTORS = "The kinds of second factors that the account has.";
    public static final String LANGUAGE = "The language of mails (BCP 47), if it is known.";
    public static final String PASSWORD_SCHEME =
            "The scheme and the cost of the password's hash; none without a password.";
    public static final String PASSWORD_CHANGED_AT = "When the password was set, in UTC.";
    public static final String LIVE_SESSIONS = "How many sessions are live.";
    public static final String FORMER_ID = "The id in the backend that the account was imported from.";
    public static final String RECOVERY = "What the user may show as a second factor.";
    public static final String COUNT = "How many there were.";

    public static final String CLIENT = "A program with credentials of its own.";
    public static final String CLIENTS = "The clients of the page.";
    public static final String CLIENT_ID = "The id of the client, which it signs in with.";
    public static final String CLIENT_NAME = "What operators call the client.";
    public static final String CLIENT_SCOPES = "What the client may do.";
    public static final String CLIENT_ENABLED = "Whether the client may act.";
    public static final String CLIENT_CREATED = "When the client was created, in UTC.";
    public static final String CLIENT_USED = "When the client last showed its secret, to the hour, in UTC.";
    public static final String CLIENT_SECRET = "The secret. Latchkey cannot show it again.";
    public static final String FORMER_UNTIL = "Until when the secret before is good, in UTC; null if there is none.";
    public static final String NEW_CLIENT = "The data of a new client.";
    public static final String CLIENT_CHANGES = "The changes of a client. Absent fields stay as they are.";

    public static final String KEYS = "The signing keys, the newest first.";
    public static final String KEY_OF_RING = "A key that signs access tokens.";
    public static final String KID = "The id of the key, as in tokens (RFC 7638).";
    public static final String ALGORITHM = "The algorithm, as in a JWT.";
    public static final String KEY_STATE = "What it is for now: published, signing, verifying, retired or compromised.";
    public static final String KEY_CREATED = "When the key was made, in UTC.";
    public static final String SIGNS_FROM = "From when on the key signs, in UTC.";
    public static final String COMPROMISED_AT = "When the key was taken out of use, in UTC; null if it was not.";
    public static final String ENDED = "How many sessions were ended.";

    public static final String SECURITY = "How an account is protected.";
    public static final String REMOVED_FACTORS = "How many second factors were removed.";
    public static final String SESSION = "A session, as an operator sees it.";
    public static final String SESSIONS = "The live sessions of the page.";
    public static final String LAST_USED_AT = "When the session was last refreshed, in UTC.";
    public static final String EXPIRES_AT = "When the session ends if it is not used again, in UTC.";
    public static final String LIMITS = "The limits that were reached.";
    public static final String LIMIT_REACHED = "A rate limit for which some client has to wait.";
    public static final String LIMIT_ID = "The id of the limit, to reset it.";
    public static final String LIMIT_KIND =
            "What it counts: name, network, code, factor, session, registration, mail or client.";
    public static final String LIMIT_NETWORK = "The network that it counts for, if it is one.";
    public static final String LIMIT_UNTIL = "When the next attempt is admitted, in UTC.";
    public static final String EVENT = "An event of the audit log.";
    public static final String EVENTS = "The events of the page.";
    public static final String EVENT_CURSOR =
            "Where the event is in the log: what to send as after to go on behind it.";
    public static final String EVENT_TIME = "When it happened, in UTC.";
    public static final String EVENT_KIND = "What it is about.";
    public static final String EVENT_OUTCOME = "How it ended: ACCEPTED, REFUSED, or THROTTLED by a rate limit.";
    public static final String EVENT_ACCOUNT = "The account that it is about.";
    public static final String EVENT_USERNAME = "The username that the account had then.";
    public static final String EVENT_SESSION = "The session that it is about.";
    public static final String EVENT_VIA =
            "The contract that the request came through; or platform, admin, command or service.";
    public static final String EVENT_OPERATOR = "Who ran the command.";
    public static final String EVENT_ACTOR = "The account or the client that acted through the admin API.";
    public static final String EVENT_ADDRESS = "The address of the client.";
    public static final String EVENT_AGENT = "The User-Agent of the client.";
    public static final String EVENT_REQUEST = "The X-Request-Id of the request.";
    public static final String EVENT_DETAIL = "What else is known.";
    public static final String SINCE =
            "Only events of this time or later (ISO 8601); of the last 24 hours if it is not given.";
    public static final String UNTIL = "Only events before this time (ISO 8601).";
    public static final String OF_ACCOUNT = "Only events about the account with this id.";
    public static final String OF_KIND = "Only events of this kind.";
    public static final String OF_OUTCOME = "Only events with this outcome: accepted, refused or throttled.";
    public static final String OF_ACTOR = "Only what this account or client did, as the events name it.";
    public static final String AFTER_EVENT = "The cursor of the last event that the client has.";
    public static final String MAIL = "A mail of the last week.";
    public static final String MAILS = "The mails of the page.";
    public static final String MAIL_ID = "The id of the mail, which is also in its Message-ID.";
    public static final String MAIL_ACCOUNT = "The account that it is about; null for a mail to the operator.";
    public static final String MAIL_KIND = "What the mail is for.";
    public static final String MAIL_STATE = "What becomes of it: waiting, sent or failed.";
    public static final String MAIL_RECIPIENT = "The address that it goes to.";
    public static final String MAIL_CREATED = "When it was caused, in UTC.";
    public static final String MAIL_ATTEMPTS = "How often it was tried.";
    public static final String MAIL_DUE = "When it is tried next, in UTC; null if it is not.";
    public static final String MAIL_SENT = "When the mail server took it, in UTC; null if it did not.";
    public static final String MAIL_FAILURE = "Why the last attempt failed.";
    public static final String DUE = "How many mails are due.";
    public static final String WITH_SENT = "Whether to list mails that were sent, too.";
    public static final String SETTINGS = "The settings of the process that answers, by name.";
    public static final String SETTING = "A setting, and where it comes from.";
    public static final String SETTING_NAME = "Its name, as a property.";
    public static final String SETTING_VALUE = "Its value; null if it is hidden, or has none.";
    public static final String SETTING_HIDDEN = "Whether it is a secret, whose value no client is shown.";
    public static final String SETTING_SOURCE = "Where it comes from: default, environment, system property or file.";
    public static final String OVERVIEW = "How often what happened.";
    public static final String ALL_LIVE_SESSIONS = "How many sessions are live now.";
    public static final String DAYS = "The days, the newest first.";
    public static final String DAY = "A day of UTC.";
    public static final String REGISTRATIONS = "How many accounts were created.";
    public static final String SIGN_INS = "How many sessions were opened.";
    public static final String REFUSED_SIGN_INS = "How many sign-ins were refused.";
    public static final String NUMBER_OF_DAYS = "How many days: 1 to 90, or 30 if it is not said.";
    public static final String GROUP = "A group that accounts can be in.";
    public static final String ALL_GROUPS = "The groups of the page.";
    public static final String NEW_GROUP = "The data of a new group.";
    public static final String GROUP_NAME = "The name of the group.";
    public static final String GROUP_DESCRIPTION = "What the group is for.";
    public static final String GROUP_CREATED = "When the group was created, in UTC.";
    public static final String GROUP_CHANGES = "The new description of a group.";
    public static final String MEMBERS = "How many accounts were in the group.";
    public static final String BULK = "What to do to accounts, one after the other.";
    public static final String ITEMS = "The items, at most 1,000.";
    public static final String ITEM = "What to do to one account.";
    public static final String ITEM_DO =
            "What to do: create, invite, enable, disable, delete, end_sessions, reset_factors, grant or revoke.";
    public static final String ITEM_ID = "The account; needed for all but create and invite.";
    public static final String ITEM_GROUPS = "The groups to grant or revoke; with any other act, the item is refused.";
    public static final String RESULTS = "The results, in the order of the items.";
    public static final String RESULT = "What became of an item.";
    public static final String RESULT_STATUS = "The status that a request for the item alone would have had.";
    public static final String RESULT_ID = "The account, if there is one.";
    public static final String RESULT_ERROR = "Why it was refused, if it was: a sentence.";

    public static final String WEBHOOK = "A receiver of audit events.";
    public static final String WEBHOOKS = "The webhooks, in the order in which they were created.";
    public static final String WEBHOOK_ID = "The id of the webhook.";
    public static final String WEBHOOK_URL =
            "Where events are posted: an https URL whose host is a name or an IPv4 address, without user and fragment. Only public addresses are reached, and those that a setting lists, which may have http, too.";
    public static final String SHOWN_URL =
            "Where events are posted, without the query, which can contain a secret. In a change, this URL keeps the query.";
    public static final String WEBHOOK_DESCRIPTION = "For whom it is.";
    public static final String WEBHOOK_KINDS = "The kinds of events that it gets; none for all.";
    public static final String WEBHOOK_ENABLED = "Whether events are stored for it, and sent.";
    public static final String DISABLED_AT = "When it was disabled, in UTC; null if it is enabled.";
    public static final String DISABLED_BECAUSE = "Why it was disabled; null if it is enabled.";
    public static final String WEBHOOK_CREATED = "When the webhook was created, in UTC.";
    public static final String WEBHOOK_SECRET = "The secret that signs its messages. Latchkey cannot show it again.";
    public static final String FORMER_SIGNS_UNTIL =
            "Until when the secret before signs, too, in UTC; null if there was none.";
    public static final String NEW_WEBHOOK = "The data of a new webhook.";
    public static final String WEBHOOK_CHANGES = "The changes of a webhook. Absent fields stay as they are.";
    public static final String TEST_RESULT = "What became of a test.";
    public static final String TEST_ACCEPTED = "Whether the receiver took the message.";
    public static final String TEST_DETAIL = "What happened: a sentence.";
    public static final String ANSWERED = "The status of the receiver's last answer; null if there was none.";
    public static final String DELIVERY = "An event for a webhook.";
    public static final String DELIVERIES = "The deliveries of the page.";
    public static final String DELIVERY_ID = "The id of the delivery, which is the message's webhook-id.";
    public static final String DELIVERY_EVENT = "The number of the event in the audit log.";
    public static final String DELIVERY_STATE = "What becomes of it: waiting, delivered or failed.";
    public static final String DELIVERY_CREATED = "When it was caused, or last asked for again, in UTC.";
    public static final String DELIVERY_ATTEMPTS = "How often it was tried.";
    public static final String DELIVERY_DUE = "When it is tried next, in UTC; null if it is not.";
    public static final String DELIVERED_AT = "When the receiver took it, in UTC; null if it did not.";
    public static final String DELIVERY_FAILURE = "Why the last attempt failed.";
    public static final String OF_STATE = "Only those in this state: waiting, delivered or failed.";
    public static final String REPLAY = "Which events are sent again.";
    public static final String REPLAY_FROM = "The first moment (ISO 8601).";
    public static final String REPLAY_UNTIL = "The moment after the last (ISO 8601); now if it is not given.";
    public static final String REPLAYED = "What is sent again.";
    public static final String REPLAYED_EVENTS = "How many events are sent again.";
    public static final String MORE_FROM = "The from of the next request, if there are more; else null.";

    private AdminDescriptions() {}
}
