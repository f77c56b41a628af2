package latchkey.admin.webhook;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotBlank;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import latchkey.admin.access.Paging;
import latchkey.failure.AuthFailure;
import latchkey.openapi.AdminDescriptions;
import latchkey.webhook.WebhookDeliveries;
import latchkey.webhook.WebhookDelivery;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of deliveries, and the parameters of their lists. */
final class DeliveryBodies {

    @Schema(description = AdminDescriptions.REPLAY)
    record WantedReplay(
            @NotBlank @Schema(description = AdminDescriptions.REPLAY_FROM)
            String from,

            @Nullable @Schema(description = AdminDescriptions.REPLAY_UNTIL)
            String until) {

        /** @throws AuthFailure INVALID_FIELDS */
        Instant start() {
            return Paging.moment("from", from);
        }

        /**
         * The moment after the last.
         *
         * @throws AuthFailure INVALID_FIELDS
         */
        Instant end(Instant now) {
            Instant end = until == null ? now : Paging.moment("until", until);
            if (end.isBefore(start())) {
                throw Paging.invalid("until");
            }
            return end;
        }
    }

    @Schema(description = AdminDescriptions.REPLAYED)
    record Replayed(
            @Schema(description = AdminDescriptions.REPLAYED_EVENTS)
            int events,

            @JsonProperty("more_from") @Nullable @Schema(description = AdminDescriptions.MORE_FROM, nullable = true)
            Instant moreFrom) {

        static Replayed of(WebhookDeliveries.Replay replay) {
            return new Replayed(replay.events(), replay.more());
        }
    }

    @Schema(description = AdminDescriptions.DELIVERY)
    record StoredDelivery(
            @Schema(description = AdminDescriptions.DELIVERY_ID)
            UUID id,

            @Schema(description = AdminDescriptions.DELIVERY_EVENT)
            long event,

            @Schema(description = AdminDescriptions.EVENT_KIND)
            String kind,

            @Schema(description = AdminDescriptions.DELIVERY_STATE)
            String state,

            @JsonProperty("created_at") @Schema(description = AdminDescriptions.DELIVERY_CREATED)
            Instant createdAt,

            @Schema(description = AdminDescriptions.DELIVERY_ATTEMPTS)
            int attempts,

            @JsonProperty("next_attempt_at")
            @Nullable
            @Schema(description = AdminDescriptions.DELIVERY_DUE, nullable = true)
            Instant nextAttemptAt,

            @JsonProperty("delivered_at")
            @Nullable
            @Schema(description = AdminDescriptions.DELIVERED_AT, nullable = true)
            Instant deliveredAt,

            @Nullable @Schema(description = AdminDescriptions.ANSWERED, nullable = true)
            Integer status,

            @Nullable @Schema(description = AdminDescriptions.DELIVERY_FAILURE, nullable = true)
            String failure) {

        private static StoredDelivery of(WebhookDelivery delivery) {
            return new StoredDelivery(
                    delivery.id,
                    delivery.eventId,
                    delivery.kind,
                    delivery.state().name().toLowerCase(Locale.ROOT),
                    delivery.createdAt,
                    delivery.attempts,
                    delivery.dueAt,
                    delivery.deliveredAt,
                    delivery.status,
                    delivery.failure);
        }
    }

    @Schema(description = AdminDescriptions.PAGE)
    record DeliveryPage(
            @Schema(description = AdminDescriptions.DELIVERIES)
            List<StoredDelivery> deliveries,

            @Nullable @Schema(description = AdminDescriptions.NEXT, nullable = true)
            String next) {

        static DeliveryPage of(WebhookDeliveries.Page page) {
            return new DeliveryPage(
                    page.deliveries().stream().map(StoredDelivery::of).toList(),
                    page.next() == null ? null : Paging.cursor(String.valueOf(page.next())));
        }
    }

    /** @throws AuthFailure INVALID_FIELDS */
    static WebhookDelivery.@Nullable State state(Optional<String> state) {
        return state.map(text -> Arrays.stream(WebhookDelivery.State.values())
                        .filter(known -> known.name().equals(text.toUpperCase(Locale.ROOT)))
                        .findFirst()
                        .orElseThrow(() -> Paging.invalid("state")))
                .orElse(null);
    }

    /**
     * The number of the event after which a page begins.
     *
     * @throws AuthFailure INVALID_FIELDS
     */
    static @Nullable Long before(Optional<String> after) {
        try {
            return Paging.key(after).map(Long::valueOf).orElse(null);
        } catch (NumberFormatException notOfThisList) {
            throw Paging.invalid("after");
        }
    }

    private DeliveryBodies() {}
}
