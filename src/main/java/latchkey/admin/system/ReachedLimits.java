package latchkey.admin.system;

import java.time.Instant;
import java.util.List;
import latchkey.admin.access.Paging;
import latchkey.attempt.WaitingClients.Waiting;
import latchkey.openapi.AdminDescriptions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Rate limits that clients have reached. */
@Schema(description = AdminDescriptions.LIMITS)
public record ReachedLimits(
        @Schema(description = AdminDescriptions.LIMITS) List<ReachedLimit> limits,

        @Nullable @Schema(description = AdminDescriptions.NEXT, nullable = true)
        String next) {

    /** One of them. */
    @Schema(description = AdminDescriptions.LIMIT_REACHED)
    public record ReachedLimit(
            @Schema(description = AdminDescriptions.LIMIT_ID)
            String id,

            @Schema(description = AdminDescriptions.LIMIT_KIND)
            String limit,

            @Nullable @Schema(description = AdminDescriptions.LIMIT_NETWORK, nullable = true)
            String network,

            @Schema(description = AdminDescriptions.LIMIT_UNTIL)
            Instant until) {}

    /** @param next the bucket to go on with; null if there are no more */
    public static ReachedLimits of(List<Waiting> waiting, @Nullable String next) {
        return new ReachedLimits(
                waiting.stream()
                        .map(each -> new ReachedLimit(
                                String.valueOf(Paging.cursor(each.bucket())),
                                each.limit(),
                                each.network(),
                                each.until()))
                        .toList(),
                Paging.cursor(next));
    }
}
