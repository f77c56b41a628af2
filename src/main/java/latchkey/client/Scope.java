package latchkey.client;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a program may do (RFC 6749, 3.3). */
public enum Scope {
    ACCOUNTS_READ("accounts:read", "find accounts, and read all of one"),
    ACCOUNTS_WRITE(
            "accounts:write", "create, invite, change, disable and delete accounts, and reset their second factors"),
    ACCOUNTS_EXPORT("accounts:export", "export all that is stored about a person"),
    SUPERUSERS_WRITE("superusers:write", "with accounts:write or groups:write, change superusers and make new ones"),
    SESSIONS_READ("sessions:read", "list sessions"),
    SESSIONS_WRITE("sessions:write", "end sessions"),
    GROUPS_READ("groups:read", "list groups and their members"),
    GROUPS_WRITE("groups:write", "create and delete groups, and change who is in them"),
    CLIENTS_READ("clients:read", "list clients"),
    CLIENTS_WRITE("clients:write", "create, change and delete clients, and give them secrets"),
    KEYS_READ("keys:read", "list signing keys"),
    KEYS_WRITE("keys:write", "rotate signing keys, and take compromised ones out of use"),
    AUDIT_READ("audit:read", "read the audit log"),
    OUTBOX_READ("outbox:read", "list mails that wait or have failed"),
    OUTBOX_WRITE("outbox:write", "send failed mails again"),
    WEBHOOKS_READ("webhooks:read", "list webhooks and their deliveries"),
    WEBHOOKS_WRITE(
            "webhooks:write",
            "test, disable and delete webhooks; with audit:read, create and change them, and replay events"),
    LIMITS_READ("limits:read", "list who has to wait for a rate limit"),
    LIMITS_WRITE("limits:write", "let clients try again"),
    OVERVIEW_READ("overview:read", "read how often what happened"),
    SETTINGS_READ("settings:read", "read the settings that are in force, without secrets"),
    TOKENS_READ("tokens:read", "introspect tokens"),
    TOKENS_WRITE("tokens:write", "revoke tokens");

    private final String text;
    private final String sentence;

    Scope(String text, String sentence) {
        this.text = text;
        this.sentence = sentence;
    }

    /** The scope with this text. */
    public static Optional<Scope> find(String text) {
        return Stream.of(values()).filter(scope -> scope.text.equals(text)).findFirst();
    }

    /** Reads what {@link #join} wrote, without scopes of a later release. */
    public static Set<Scope> read(String joined) {
        return Arrays.stream(joined.split(" "))
                .flatMap(text -> find(text).stream())
                .collect(toCollection(() -> EnumSet.noneOf(Scope.class)));
    }

    /** The texts, separated by blanks. */
    public static String join(Collection<Scope> scopes) {
        return scopes.stream().sorted().map(Scope::text).collect(joining(" "));
    }

    /** As clients and access tokens have it. */
    public String text() {
        return text;
    }

    /** What it lets a program do. */
    public String sentence() {
        return sentence;
    }
}
