package latchkey.command.webhook;

import static java.util.Objects.requireNonNull;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import latchkey.command.output.Output;
import latchkey.text.Moments;
import latchkey.webhook.WebhookDeliveries;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends events to a webhook again. */
@Command(
        name = "replay",
        description = "Send one event again, or all of a time that are in the audit log. Events keep their ids.",
        mixinStandardHelpOptions = true)
class ReplayCommand implements Callable<Integer> {

    @Inject
    WebhookDeliveries deliveries;

    @Inject
    Clock clock;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "ID", description = "The webhook's.")
    UUID id;

    @Option(names = "--delivery", paramLabel = "ID", description = "One event, as deliveries prints it.")
    @Nullable
    UUID delivery;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "The first moment: a duration ago such as PT24H, or a time such as 2026-11-01T00:00:00Z.")
    @Nullable
    String from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            defaultValue = "PT0S",
            description = "The moment after the last, in the form of --from. Default: now.")
    String to;

    @Mixin
    Output output;

    @Override
    public Integer call() {
        if ((delivery == null) == (from == null)) {
            return output.refused("Name an event with --delivery, or a time with --from.");
        }
        return Refusal.in(output, delivery == null ? this::range : this::one);
    }

    private int one() {
        deliveries.sendAgain(id, requireNonNull(delivery));
        return output.done("The event is sent again.", Map.of("events", 1));
    }

    private int range() {
        WebhookDeliveries.Replay replay = deliveries.replay(id, time("--from", requireNonNull(from)), time("--to", to));
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("events", replay.events());
        facts.put("more_from", replay.more());
        String events = replay.events() == 1 ? "1 event is" : replay.events() + " events are";
        return output.done(
                events + " sent again."
                        + (replay.more() == null ? "" : " There are more: go on with --from " + replay.more() + "."),
                facts);
    }

    private Instant time(String option, String given) {
        try {
            return Moments.of(option, given, clock.instant());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }
}
