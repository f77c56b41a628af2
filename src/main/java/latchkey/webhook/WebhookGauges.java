package latchkey.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import latchkey.database.GaugeQuery;
import latchkey.database.Transactions;

/** How many events wait for receivers, and how many seconds the oldest has waited. */
@Singleton
@Startup
class WebhookGauges {

    WebhookGauges(MeterRegistry meters, Clock clock) {
        GaugeQuery.register("latchkey.webhooks.waiting", () -> backlog().waiting(), clock, meters);
        GaugeQuery.register("latchkey.webhooks.age.seconds", () -> age(backlog(), clock), clock, meters);
    }

    private static WebhookDelivery.Backlog backlog() {
        return Transactions.statement(WebhookDelivery::backlog);
    }

    private static double age(WebhookDelivery.Backlog backlog, Clock clock) {
        return backlog.oldest() == null
                ? 0
                : Duration.between(backlog.oldest(), clock.instant()).toSeconds();
    }
}
