package latchkey.command.webhook;

import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import latchkey.command.output.Output;
import latchkey.webhook.WebhookDeliveries;
import latchkey.webhook.WebhookDelivery;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what became of the events for a webhook. */
@Command(
        name = "deliveries",
        description = "List what became of the events of the last week, the newest first.",
        mixinStandardHelpOptions = true)
class DeliveriesCommand implements Callable<Integer> {

    @Inject
    WebhookDeliveries deliveries;

    @Parameters(paramLabel = "ID", description = "The webhook's.")
    UUID id;

    @Option(names = "--state", paramLabel = "STATE", description = "waiting, delivered or failed. Default: all.")
    WebhookDelivery.@Nullable State state;

    @Option(names = "--before", paramLabel = "EVENT", description = "Only events before the one with this number.")
    @Nullable
    Long before;

    @Option(names = "--limit", paramLabel = "N", description = "At most N events. Default: 100.")
    int limit = 100;

    @Mixin
    Output output;

    @Override
    public Integer call() {
        if (limit < 1) {
            return output.refused("--limit must be 1 or more.");
        }
        return Refusal.in(output, this::print);
    }

    private int print() {
        WebhookDeliveries.Page page = deliveries.page(id, state, before, limit);
        output.listed(page.deliveries().stream().map(DeliveriesCommand::row).toList());
        if (page.next() != null) {
            System.err.println("There are more: continue with --before " + page.next() + ".");
        }
        return 0;
    }

    private static Map<String, Object> row(WebhookDelivery delivery) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", delivery.id);
        row.put("event", delivery.eventId);
        row.put("kind", delivery.kind);
        row.put("state", delivery.state());
        row.put("created_at", delivery.createdAt);
        row.put("attempts", delivery.attempts);
        row.put("next_attempt_at", delivery.dueAt);
        row.put("delivered_at", delivery.deliveredAt);
        row.put("status", delivery.status);
        row.put("failure", delivery.failure);
        return row;
    }
}
