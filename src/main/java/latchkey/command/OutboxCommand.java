package latchkey.command;

import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.command.account.AccountFacts;
import latchkey.command.output.Output;
import latchkey.email.Mails;
import latchkey.email.Outbox;
import latchkey.email.OutboxMessage;
import latchkey.webhook.WebhookOutbox;
import latchkey.webhook.WebhookOutcomes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the mails that wait or have failed, and sends them, and the events for webhooks. */
@Command(
        name = "outbox",
        description = "Show the mails of the last week, and send what waits: mails, and events for webhooks.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "list | retry (ID | --all) | deliver")
class OutboxCommand {

    @Inject
    Outbox outbox;

    @Inject
    Mails mails;

    @Inject
    WebhookOutbox webhooks;

    @Inject
    Accounts accounts;

    @Command(
            description = "List the mails that wait or have failed, the newest first.",
            mixinStandardHelpOptions = true)
    int list(
            @Option(names = "--sent", description = "List those that were sent, too.") boolean sent,
            @Option(names = "--account", paramLabel = "NAME", description = "Only those to this account.") @Nullable
                    String name,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "At most N mails. Default: 100.")
                    int limit,
            @Mixin Output output) {
        if (limit < 1) {
            return output.refused("--limit must be 1 or more.");
        }
        Account account = name == null ? null : accounts.findByNameOrId(name).orElse(null);
        if (name != null && account == null) {
            return output.refused(AccountFacts.none(name));
        }
        return output.listed(outbox.list(sent, account == null ? null : account.id, limit).stream()
                .map(OutboxCommand::row)
                .toList());
    }

    private static Map<String, Object> row(OutboxMessage message) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", message.id);
        row.put("kind", message.kind);
        row.put("state", message.state());
        row.put("recipient", message.recipient);
        row.put("created_at", message.createdAt);
        row.put("attempts", message.attempts);
        row.put("next_attempt_at", message.dueAt);
        row.put("sent_at", message.sentAt);
        row.put("failure", message.failure);
        return row;
    }

    @Command(
            description = "Let a mail be tried again at once, or all that have failed.",
            mixinStandardHelpOptions = true)
    int retry(
            @Parameters(paramLabel = "ID", arity = "0..1", description = "As list prints it.") @Nullable UUID id,
            @Option(names = "--all", description = "All mails that have failed.") boolean all,
            @Mixin Output output) {
        if (all == (id != null)) {
            return output.refused("Name a mail by its id, or all that have failed with --all.");
        }
        int due = outbox.retry(id);
        return id != null && due == 0
                ? output.refused("There is no mail " + id + " that was not sent.")
                : output.done(
                        count(due, "is", "are") + " due; a replica or latchkey outbox deliver sends them.",
                        Map.of("due", due));
    }

    @Command(
            description =
                    "Send all mails, and all events for webhooks, that are due, as a serving process does every ten seconds.",
            mixinStandardHelpOptions = true)
    int deliver(@Mixin Output output) {
        Outbox.Delivery sent = mails.areOn() ? outbox.deliver() : new Outbox.Delivery(0, 0, 0);
        WebhookOutcomes.Count events = webhooks.deliver();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("sent", sent.sent());
        facts.put("to_be_retried", sent.retried());
        facts.put("failed", sent.failed());
        facts.put("events_delivered", events.delivered());
        facts.put("events_to_be_retried", events.retried());
        facts.put("events_failed", events.failed());
        output.done(mails(sent) + events(events), facts);
        return sent.retried() + sent.failed() + events.retried() + events.failed() == 0 ? 0 : 1;
    }

    private String mails(Outbox.Delivery sent) {
        return mails.areOn()
                ? String.format(
                        Locale.ROOT,
                        "%s sent, %d will be tried again, %d failed.",
                        count(sent.sent(), "was", "were"),
                        sent.retried(),
                        sent.failed())
                : "LATCHKEY_EMAIL_SENDER is not set: Latchkey sends no mail.";
    }

    private static String events(WebhookOutcomes.Count events) {
        return events.delivered() + events.retried() + events.failed() == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        " Events for webhooks: %d delivered, %d will be tried again, %d failed.",
                        events.delivered(),
                        events.retried(),
                        events.failed());
    }

    private static String count(int mails, String one, String many) {
        return mails == 1 ? "1 mail " + one : mails + " mails " + many;
    }
}
