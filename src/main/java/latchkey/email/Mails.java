package latchkey.email;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import latchkey.audit.EventSource;
import latchkey.email.EmailConfig.Notice;
import latchkey.email.EmailConfig.Verification;
import org.jspecify.annotations.Nullable;

/** Sends mails to the owners of accounts. Each is stored in the current transaction, and sent once that has committed. */
@ApplicationScoped
public class Mails {

    private final EmailConfig config;
    private final MailTexts texts;
    private final Outbox outbox;
    private final Instance<EventSource> source;
    private final Instance<PreferredLanguages> preferred;
    private final Clock clock;

    Mails(
            EmailConfig config,
            MailTexts texts,
            Outbox outbox,
            Instance<EventSource> source,
            Instance<PreferredLanguages> preferred,
            Clock clock) {
        this.config = config;
        this.texts = texts;
        this.outbox = outbox;
        this.source = source;
        this.preferred = preferred;
        this.clock = clock;
    }

    /** Whether Latchkey sends mail at all. */
    public boolean areOn() {
        return config.sender().isPresent();
    }

    /** Whether a new address gets a mail to verify it. */
    public boolean verify() {
        return areOn() && config.verification() != Verification.OFF;
    }

    /** Whether users sign in only after they have verified their address. */
    public boolean requireVerification() {
        return areOn() && config.verification() == Verification.REQUIRED;
    }

    /** Whether users may sign in with a mailed link or code. */
    public boolean signIn() {
        return areOn() && config.signIn();
    }

    public boolean notify(Notice notice) {
        return areOn() && config.notices().contains(notice);
    }

    /** The language of the current client, if mails can be written in it. */
    public Optional<String> language() {
        return areOn() ? preferred.get().best(texts.languages()) : Optional.empty();
    }

    /**
     * An account that gets a mail.
     *
     * @param language as the account has it
     */
    public record Recipient(
            long account, String address, @Nullable String language) {}

    /**
     * Stores a mail, in the current transaction; stores none if the account is gone or disabled.
     *
     * @param about the address that the mail names; null if none
     * @return the id of its link, if it has one
     */
    public Optional<UUID> send(MailKind kind, Recipient recipient, @Nullable String about) {
        EventSource client = source.get();
        Instant now = now();
        OutboxMessage message = new OutboxMessage();
        LinkKind link = kind.link();
        if (link != null) {
            Optional<EmailLink> issued =
                    EmailLink.issue(link, recipient.account(), recipient.address(), client.via(), now);
            if (issued.isEmpty()) {
                return Optional.empty();
            }
            message.linkId = issued.get().id;
        }
        if (kind.isNotice()) {
            message.notMeId = EmailLink.issue(
                            LinkKind.NOT_ME, recipient.account(), recipient.address(), client.via(), now)
                    .map(issued -> issued.id)
                    .orElse(null);
        }
        message.accountId = recipient.account();
        message.about = about;
        // Of an operator, the owner of the account learns neither.
        message.address = client.actor() == null ? client.address() : null;
        message.userAgent = client.actor() == null ? client.userAgent() : null;
        add(message, kind, recipient.address(), language(recipient), now);
        return Optional.ofNullable(message.linkId);
    }

    /**
     * Stores a mail to the operator, in the current transaction.
     *
     * @param language English if there are no texts in it
     * @param about what the mail names
     * @param detail what it says beside that
     */
    public void sendToOperator(MailKind kind, String address, String language, String about, String detail) {
        OutboxMessage message = new OutboxMessage();
        message.about = about;
        message.detail = detail;
        add(message, kind, address, texts.languages().contains(language) ? language : Templates.FALLBACK, now());
    }

    private void add(OutboxMessage message, MailKind kind, String address, String language, Instant now) {
        message.id = UUID.randomUUID();
        message.kind = kind;
        message.recipient = address;
        message.language = language;
        message.createdAt = now;
        message.dueAt = now;
        outbox.add(message);
    }

    private String language(Recipient recipient) {
        String own = recipient.language();
        return own != null && texts.languages().contains(own) ? own : language().orElse(Templates.FALLBACK);
    }

    // In microseconds, as PostgreSQL stores it.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
