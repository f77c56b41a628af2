package latchkey.command.webhook;

import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import latchkey.audit.Kind;
import latchkey.command.output.Output;
import latchkey.webhook.WantedWebhook;
import latchkey.webhook.Webhook;
import latchkey.webhook.WebhookDeliveries;
import latchkey.webhook.WebhookSender;
import latchkey.webhook.Webhooks;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds, changes and tries webhooks, and sends them events again. */
@Command(
        name = "webhooks",
        description = "Send events of the audit log to URLs.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel =
                "(list | create URL | change ID | delete ID | enable ID | disable ID | rotate ID | test ID | deliveries ID | replay ID)",
        subcommands = {DeliveriesCommand.class, ReplayCommand.class})
public class WebhooksCommand {

    private static final String KINDS = "Only events of these kinds, for example login,logout. Default: all.";

    @Inject
    Webhooks webhooks;

    @Inject
    WebhookDeliveries deliveries;

    @Spec
    CommandSpec spec;

    @Command(description = "List the webhooks.", mixinStandardHelpOptions = true)
    int list(@Mixin Output output) {
        return output.listed(webhooks.list().stream().map(WebhooksCommand::row).toList());
    }

    private static Map<String, Object> row(Webhook webhook) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", webhook.id);
        row.put("url", webhook.url);
        row.put("description", webhook.description);
        row.put("kinds", String.join(",", webhook.kindNames()));
        row.put("enabled", webhook.enabled);
        row.put("disabled_at", webhook.disabledAt);
        row.put("disabled_because", webhook.disabledBecause);
        row.put("created_at", webhook.createdAt);
        return row;
    }

    @Command(
            description =
                    "Add a webhook, and print the secret that its messages are signed with. It is not shown again.",
            mixinStandardHelpOptions = true)
    int create(
            @Parameters(paramLabel = "URL") String url,
            @Option(names = "--kinds", paramLabel = "KIND", split = ",", description = KINDS) @Nullable
                    List<String> kinds,
            @Option(names = "--description", paramLabel = "TEXT", defaultValue = "", description = "For whom it is.")
                    String description,
            @Mixin Output output) {
        return Refusal.in(output, () -> {
            Webhooks.WithSecret created = webhooks.create(new WantedWebhook(url, description, kinds(kinds)));
            return secret(output, created.webhook().id, created.secret());
        });
    }

    private static int secret(Output output, UUID id, String secret) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", id);
        facts.put("secret", secret);
        return output.shown(facts);
    }

    @Command(description = "Change a webhook; what is not named stays.", mixinStandardHelpOptions = true)
    int change(
            @Parameters(paramLabel = "ID") UUID id,
            @Option(names = "--url", paramLabel = "URL", description = "Where its events go from now on.") @Nullable
                    String url,
            @Option(
                            names = "--kinds",
                            paramLabel = "KIND",
                            split = ",",
                            description = "Only events of these kinds; all for all kinds.")
                    @Nullable
                    List<String> kinds,
            @Option(names = "--description", paramLabel = "TEXT", description = "For whom it is.") @Nullable
                    String description,
            @Mixin Output output) {
        return Refusal.in(output, () -> {
            Webhook changed = webhooks.change(
                    id,
                    present -> new WantedWebhook(
                            url == null ? present.url : url,
                            description == null ? present.description : description,
                            kinds(kinds == null ? present.kindNames() : kinds)));
            return output.done("Webhook " + id + " is changed.", row(changed));
        });
    }

    private Set<Kind> kinds(@Nullable List<String> names) {
        return Stream.ofNullable(names)
                .flatMap(List::stream)
                .filter(name -> !name.equals("all"))
                .map(name -> Kind.named(name)
                        .orElseThrow(() -> invalid(String.format(
                                Locale.ROOT,
                                "\"%s\" is no kind of event; the kinds are %s.",
                                name,
                                List.of(Kind.values())))))
                .collect(Collectors.toSet());
    }

    @Command(
            description = "Remove a webhook. The events that wait for it are not sent.",
            mixinStandardHelpOptions = true)
    int delete(@Parameters(paramLabel = "ID") UUID id, @Mixin Output output) {
        return acted(output, id, "is removed", () -> webhooks.delete(id, present -> {}));
    }

    @Command(
            description = "Send events to a webhook again; those that wait for it are sent at once.",
            mixinStandardHelpOptions = true)
    int enable(@Parameters(paramLabel = "ID") UUID id, @Mixin Output output) {
        return acted(output, id, "is enabled", () -> webhooks.enable(id));
    }

    @Command(
            description =
                    "Send no events to a webhook. Those of the time until it is enabled again are only sent by a replay.",
            mixinStandardHelpOptions = true)
    int disable(@Parameters(paramLabel = "ID") UUID id, @Mixin Output output) {
        return acted(output, id, "is disabled", () -> webhooks.disable(id));
    }

    @Command(
            description =
                    "Make a new secret, and print it. For 24 hours, messages are signed with the former one, too.",
            mixinStandardHelpOptions = true)
    int rotate(@Parameters(paramLabel = "ID") UUID id, @Mixin Output output) {
        return Refusal.in(output, () -> secret(output, id, webhooks.rotate(id).secret()));
    }

    @Command(
            description = "Send a message of the type latchkey.test, and print what the receiver answers.",
            mixinStandardHelpOptions = true)
    int test(@Parameters(paramLabel = "ID") UUID id, @Mixin Output output) {
        return Refusal.in(output, () -> {
            WebhookSender.Answer answer = deliveries.test(id);
            String sentence = answer.sentence() + ".";
            return answer.isAccepted()
                    ? output.done(sentence, Map.of("status", Objects.requireNonNull(answer.status())))
                    : output.refused("Not accepted: " + sentence);
        });
    }

    private static int acted(Output output, UUID id, String participle, Runnable action) {
        return Refusal.in(output, () -> {
            action.run();
            return output.done("Webhook " + id + " " + participle + ".", Map.of("id", id));
        });
    }

    private ParameterException invalid(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
