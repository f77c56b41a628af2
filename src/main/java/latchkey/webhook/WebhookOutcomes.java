package latchkey.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.email.EmailConfig;
import latchkey.email.MailKind;
import latchkey.email.Mails;
import latchkey.failure.LogInterval;
import latchkey.text.Recipients;
import latchkey.webhook.WebhookSender.Answer;

/** Stores what became of an attempt, and disables webhooks whose receiver is away for good. */
@Startup
@ApplicationScoped
public class WebhookOutcomes {

    private static final String EVENTS = "latchkey.webhook.events";
    private static final String OUTCOME = "outcome";

    private final WebhookConfig config;
    private final Mails mails;
    private final AuditLog audit;
    private final Clock clock;
    private final Counter delivered;
    private final Counter retried;
    private final Counter failed;
    private final LogInterval logged = new LogInterval();

    WebhookOutcomes(WebhookConfig config, Mails mails, AuditLog audit, Clock clock, MeterRegistry meters) {
        this.config = config;
        this.mails = mails;
        this.audit = audit;
        this.clock = clock;
        delivered = meters.counter(EVENTS, OUTCOME, "delivered");
        retried = meters.counter(EVENTS, OUTCOME, "to be retried");
        failed = meters.counter(EVENTS, OUTCOME, "failed");
    }

    /** What is wrong with the operator's address, in a sentence. */
    public static Optional<String> flaw(WebhookConfig config, EmailConfig email) {
        return config.operatorEmail()
                .filter(address ->
                        Recipients.inAscii(address).isEmpty() || email.sender().isEmpty())
                .map(address -> String.format(
                        Locale.ROOT,
                        email.sender().isEmpty()
                                ? "latchkey.webhooks.operator-email is \"%s\", but Latchkey sends no mail: set"
                                        + " latchkey.email.sender, too."
                                : "latchkey.webhooks.operator-email is \"%s\", which is no e-mail address.",
                        address));
    }

    /** How many attempts of this process had which outcome. */
    public record Count(int delivered, int retried, int failed) {

        Count minus(Count before) {
            return new Count(delivered - before.delivered, retried - before.retried, failed - before.failed);
        }
    }

    Count count() {
        return new Count((int) delivered.count(), (int) retried.count(), (int) failed.count());
    }

    void store(Webhook webhook, WebhookDelivery delivery, Answer answer) {
        Instant now = now();
        if (answer.isAccepted()) {
            delivered.increment();
            Transactions.statement(() -> delivery.delivered(answer.status(), now));
        } else if (answer.isGone() || !WebhookDelivery.SCHEDULE.hasNext(delivery.attempts)) {
            failed.increment();
            giveUp(webhook, delivery, answer, now);
        } else {
            retried.increment();
            Transactions.statement(() -> delivery.failed(answer.status(), answer.sentence(), now));
            if (logged.take(webhook.id.toString(), now)) {
                Log.warnf("events for webhook %s will be sent again: %s", webhook.id, answer.sentence());
            }
        }
    }

    /** Gives up a delivery whose event was removed from the audit log. */
    void storeRemoved(WebhookDelivery delivery) {
        failed.increment();
        Transactions.statement(() -> delivery.givenUp(null, "the event is no longer in the audit log", now()));
    }

    private void giveUp(Webhook webhook, WebhookDelivery delivery, Answer answer, Instant now) {
        String why = answer.sentence();
        Transactions.statement(() -> delivery.givenUp(answer.status(), why, now));
        if (answer.isGone()) {
            disable(webhook, why, () -> Webhook.disable(webhook.id, why, now));
        } else {
            disable(webhook, why, () -> Webhook.disableIfSilent(webhook.id, why, delivery.createdAt, now));
        }
    }

    /** Disables a webhook and mails the operator, once for all replicas. */
    private void disable(Webhook webhook, String why, BooleanSupplier change) {
        boolean disabled = Transactions.call(() -> {
            if (!change.getAsBoolean()) {
                return false;
            }
            audit.record(audit.ofService(Kind.WEBHOOK_DISABLED)
                    .withDetail(webhook.id + ": " + why)
                    .storeWithoutAccount());
            config.operatorEmail()
                    .filter(address -> mails.areOn())
                    .ifPresent(address -> mails.sendToOperator(
                            MailKind.WEBHOOK_DISABLED,
                            address,
                            config.operatorLanguage(),
                            webhook.urlWithoutQuery(),
                            why));
            return true;
        });
        if (disabled) {
            Log.warnf("webhook %s is disabled: %s", webhook.id, why);
        }
    }

    // In microseconds, as PostgreSQL stores it.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
