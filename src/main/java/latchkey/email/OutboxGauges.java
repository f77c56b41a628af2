package latchkey.email;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import latchkey.database.GaugeQuery;
import latchkey.database.Transactions;

/** How many mails wait, and how many seconds the oldest has waited. */
@Singleton
@Startup
class OutboxGauges {

    OutboxGauges(EmailConfig config, MeterRegistry meters, Clock clock) {
        boolean on = config.sender().isPresent();
        GaugeQuery.register("latchkey.outbox.waiting", () -> on ? backlog().waiting() : 0, clock, meters);
        GaugeQuery.register("latchkey.outbox.age.seconds", () -> on ? age(backlog(), clock) : 0, clock, meters);
    }

    private static OutboxMessage.Backlog backlog() {
        return Transactions.statement(OutboxMessage::backlog);
    }

    private static double age(OutboxMessage.Backlog backlog, Clock clock) {
        return backlog.oldest() == null
                ? 0
                : Duration.between(backlog.oldest(), clock.instant()).toSeconds();
    }
}
