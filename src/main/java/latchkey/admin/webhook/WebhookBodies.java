package latchkey.admin.webhook;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import latchkey.admin.access.Paging;
import latchkey.audit.Kind;
import latchkey.failure.AuthFailure;
import latchkey.openapi.AdminDescriptions;
import latchkey.webhook.WantedWebhook;
import latchkey.webhook.Webhook;
import latchkey.webhook.WebhookSender;
import latchkey.webhook.Webhooks.WithSecret;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of webhooks: requests first, then responses. */
final class WebhookBodies {

    @Schema(description = AdminDescriptions.NEW_WEBHOOK)
    record NewWebhook(
            @NotBlank @Size(max = Webhook.LONGEST_URL) @Schema(description = AdminDescriptions.WEBHOOK_URL)
            String url,

            @Nullable
            @Size(max = Webhook.LONGEST_DESCRIPTION)
            @Schema(description = AdminDescriptions.WEBHOOK_DESCRIPTION)
            String description,

            @Nullable @Schema(description = AdminDescriptions.WEBHOOK_KINDS)
            List<@NotBlank String> kinds) {

        /** @throws AuthFailure INVALID_FIELDS */
        WantedWebhook wanted() {
            return new WantedWebhook(
                    url, requireNonNullElse(description, ""), kindSet(requireNonNullElse(kinds, List.of())));
        }
    }

    @Schema(description = AdminDescriptions.WEBHOOK_CHANGES)
    record WebhookChanges(
            @Nullable @Size(max = Webhook.LONGEST_URL) @Schema(description = AdminDescriptions.WEBHOOK_URL)
            String url,

            @Nullable
            @Size(max = Webhook.LONGEST_DESCRIPTION)
            @Schema(description = AdminDescriptions.WEBHOOK_DESCRIPTION)
            String description,

            @Nullable @Schema(description = AdminDescriptions.WEBHOOK_KINDS)
            List<@NotBlank String> kinds) {

        /**
         * The webhook with these changes. The URL as it is shown, without its query, is no change.
         *
         * @throws AuthFailure INVALID_FIELDS
         */
        WantedWebhook wanted(Webhook present) {
            return new WantedWebhook(
                    url == null || url.equals(present.urlWithoutQuery()) ? present.url : url,
                    requireNonNullElse(description, present.description),
                    kindSet(requireNonNullElse(kinds, present.kindNames())));
        }
    }

    private static Set<Kind> kindSet(List<String> names) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        names.forEach(name -> kinds.add(Kind.named(name).orElseThrow(() -> Paging.invalid("kinds"))));
        return kinds;
    }

    @Schema(description = AdminDescriptions.WEBHOOK)
    record RegisteredWebhook(
            @Schema(description = AdminDescriptions.WEBHOOK_ID)
            UUID id,

            @Schema(description = AdminDescriptions.SHOWN_URL)
            String url,

            @Schema(description = AdminDescriptions.WEBHOOK_DESCRIPTION)
            String description,

            @Schema(description = AdminDescriptions.WEBHOOK_KINDS)
            List<String> kinds,

            @Schema(description = AdminDescriptions.WEBHOOK_ENABLED)
            boolean enabled,

            @JsonProperty("disabled_at") @Nullable @Schema(description = AdminDescriptions.DISABLED_AT, nullable = true)
            Instant disabledAt,

            @JsonProperty("disabled_because")
            @Nullable
            @Schema(description = AdminDescriptions.DISABLED_BECAUSE, nullable = true)
            String disabledBecause,

            @JsonProperty("created_at") @Schema(description = AdminDescriptions.WEBHOOK_CREATED)
            Instant createdAt,

            @JsonProperty("former_secret_until")
            @Nullable
            @Schema(description = AdminDescriptions.FORMER_SIGNS_UNTIL, nullable = true)
            Instant formerSecretUntil) {

        static RegisteredWebhook of(Webhook webhook) {
            return new RegisteredWebhook(
                    webhook.id,
                    webhook.urlWithoutQuery(),
                    webhook.description,
                    webhook.kindNames(),
                    webhook.enabled,
                    webhook.disabledAt,
                    webhook.disabledBecause,
                    webhook.createdAt,
                    webhook.formerUntil);
        }
    }

    @Schema(description = AdminDescriptions.WEBHOOKS)
    record WebhookList(
            @Schema(description = AdminDescriptions.WEBHOOKS)
            List<RegisteredWebhook> webhooks) {

        static WebhookList of(List<Webhook> webhooks) {
            return new WebhookList(webhooks.stream().map(RegisteredWebhook::of).toList());
        }
    }

    @Schema(description = AdminDescriptions.WEBHOOK)
    record WebhookWithSecret(
            @Schema(description = AdminDescriptions.WEBHOOK_ID)
            UUID id,

            @Schema(description = AdminDescriptions.SHOWN_URL)
            String url,

            @Schema(description = AdminDescriptions.WEBHOOK_DESCRIPTION)
            String description,

            @Schema(description = AdminDescriptions.WEBHOOK_KINDS)
            List<String> kinds,

            @Schema(description = AdminDescriptions.WEBHOOK_SECRET)
            String secret,

            @JsonProperty("former_secret_until")
            @Nullable
            @Schema(description = AdminDescriptions.FORMER_SIGNS_UNTIL, nullable = true)
            Instant formerSecretUntil) {

        static WebhookWithSecret of(WithSecret made) {
            Webhook webhook = made.webhook();
            return new WebhookWithSecret(
                    webhook.id,
                    webhook.urlWithoutQuery(),
                    webhook.description,
                    webhook.kindNames(),
                    made.secret(),
                    webhook.formerUntil);
        }
    }

    @Schema(description = AdminDescriptions.TEST_RESULT)
    record TestResult(
            @Schema(description = AdminDescriptions.TEST_ACCEPTED)
            boolean accepted,

            @Nullable @Schema(description = AdminDescriptions.ANSWERED, nullable = true)
            Integer status,

            @Schema(description = AdminDescriptions.TEST_DETAIL)
            String detail) {

        static TestResult of(WebhookSender.Answer answer) {
            return new TestResult(answer.isAccepted(), answer.status(), answer.sentence() + ".");
        }
    }

    private WebhookBodies() {}
}
