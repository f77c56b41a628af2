package latchkey.directory;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import latchkey.account.Account;
import latchkey.account.Credential;
import latchkey.audit.AuditEvent;
import latchkey.audit.AuditLog;
import latchkey.audit.AuditQuery;
import latchkey.audit.Kind;
import latchkey.database.Statements;
import latchkey.database.Transactions;
import latchkey.email.Outbox;
import latchkey.factor.Factors;
import latchkey.factor.RememberedDevices;
import latchkey.session.LiveSessions;
import org.jspecify.annotations.Nullable;

/**
 * All that is stored about one person, for a data protection request (GDPR, article 15); no secret among it. Parts of any length are read
 * piece by piece.
 */
@ApplicationScoped
public class PersonalData {

    /** More mails than an account gets in the week for which they are kept. */
    private static final int MAX_MAILS = 10_000;

    private final Directory directory;
    private final LiveSessions sessions;
    private final Factors factors;
    private final RememberedDevices devices;
    private final Outbox outbox;
    private final AuditLog audit;
    private final Clock clock;

    PersonalData(
            Directory directory,
            LiveSessions sessions,
            Factors factors,
            RememberedDevices devices,
            Outbox outbox,
            AuditLog audit,
            Clock clock) {
        this.directory = directory;
        this.sessions = sessions;
        this.factors = factors;
        this.devices = devices;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
    }

    /** The parts by name, each a stream of maps that is read once, in this order. */
    public Map<String, Stream<Map<String, Object>>> of(Account account) {
        audit.record(audit.of(Kind.PERSONAL_DATA_EXPORT).storeFor(account.id, account.username));
        Map<String, Stream<Map<String, Object>>> parts = new LinkedHashMap<>();
        parts.put("account", Stream.of(profile(account)));
        parts.put("login_names", loginNames(account));
        parts.put("sessions", sessions(account));
        parts.put(
                "second_factors",
                factors.of(account).stream()
                        .map(factor -> facts(
                                "kind", factor.kind,
                                "name", factor.name,
                                "confirmed_at", factor.confirmedAt,
                                "last_used_at", factor.lastUsedAt)));
        parts.put(
                "remembered_devices",
                devices.of(account).stream()
                        .map(device -> facts(
                                "user_agent", device.userAgent,
                                "created_at", device.createdAt,
                                "last_used_at", device.lastUsedAt,
                                "expires_at", device.expiresAt)));
        parts.put(
                "mails",
                outbox.list(true, account.id, MAX_MAILS).stream()
                        .map(mail -> facts(
                                "kind", mail.kind,
                                "recipient", mail.recipient,
                                "created_at", mail.createdAt,
                                "sent_at", mail.sentAt,
                                "address", mail.address,
                                "user_agent", mail.userAgent)));
        parts.put(
                "events",
                audit.read(AuditQuery.of(Instant.EPOCH, clock.instant().plusSeconds(1), account.id))
                        .map(PersonalData::event));
        return parts;
    }

    private Map<String, Object> profile(Account account) {
        Credential.Facts password = directory.protection(account.id).facts();
        return facts(
                "id", account.id,
                "username", account.username,
                "email", account.email,
                "email_verified_at", account.emailVerifiedAt,
                "first_name", account.firstName,
                "last_name", account.lastName,
                "full_name", account.fullName,
                "profile_image", account.profileImage,
                "language", account.language,
                "active", account.active,
                "groups", account.groups(),
                "joined_at", account.joinedAt,
                "former_id", account.legacyId,
                "password_changed_at", password.passwordChangedAt(),
                "recovery_codes_left", factors.recoveryCodesLeft(account));
    }

    private static Stream<Map<String, Object>> loginNames(Account account) {
        List<String> names = Transactions.statement(() -> Statements.list(
                String.class,
                "select name from login_name where account_id = :id order by name",
                Map.of("id", account.id)));
        return names.stream().map(name -> facts("name", name));
    }

    private Stream<Map<String, Object>> sessions(Account account) {
        return Stream.iterate(
                        sessions.of(account, null),
                        page -> !page.sessions().isEmpty(),
                        page -> page.next() == null
                                ? new LiveSessions.Page(List.of(), null)
                                : sessions.of(account, page.next()))
                .flatMap(page -> page.sessions().stream())
                .map(session -> facts(
                        "id", session.id(),
                        "opened_at", session.openedAt(),
                        "last_used_at", session.lastUsedAt(),
                        "expires_at", session.expiresAt(),
                        "address", session.address(),
                        "user_agent", session.userAgent()));
    }

    /** Without the names of those who administer. */
    private static Map<String, Object> event(AuditEvent event) {
        Map<String, Object> facts = event.facts();
        facts.remove("actor");
        facts.remove("operator");
        return facts;
    }

    /** Names and values in turn; those without a value are left out. */
    private static Map<String, Object> facts(@Nullable Object... namesAndValues) {
        Map<String, Object> facts = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value != null) {
                facts.put(String.valueOf(namesAndValues[i]), value);
            }
        }
        return facts;
    }
}
