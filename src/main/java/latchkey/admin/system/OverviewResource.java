package latchkey.admin.system;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static latchkey.failure.Reason.INVALID_FIELDS;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import latchkey.admin.access.Paging;
import latchkey.client.Scope;
import latchkey.directory.Overview;
import latchkey.openapi.AdminDescriptions;
import latchkey.openapi.Refuses;
import latchkey.openapi.Scoped;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** How often what happened, day by day. */
@Path("admin/overview")
@Tag(name = "admin")
@Consumes(APPLICATION_JSON)
@RegisterForReflection // AdminFilter reads the annotations of its methods.
public class OverviewResource {

    private static final int DEFAULT_DAYS = 30;

    private final Overview overview;

    OverviewResource(Overview overview) {
        this.overview = overview;
    }

    @Schema(description = AdminDescriptions.OVERVIEW)
    record Counts(
            @JsonProperty("live_sessions") @Schema(description = AdminDescriptions.ALL_LIVE_SESSIONS)
            long liveSessions,

            @Schema(description = AdminDescriptions.DAYS) List<Day> days) {}

    @Schema(description = AdminDescriptions.DAY)
    record Day(
            @Schema(description = AdminDescriptions.DAY) LocalDate day,

            @Schema(description = AdminDescriptions.REGISTRATIONS)
            long registrations,

            @JsonProperty("sign_ins") @Schema(description = AdminDescriptions.SIGN_INS)
            long signIns,

            @JsonProperty("refused_sign_ins") @Schema(description = AdminDescriptions.REFUSED_SIGN_INS)
            long refusedSignIns) {

        private static Day of(Overview.Day day) {
            return new Day(day.day(), day.registrations(), day.signIns(), day.refusedSignIns());
        }
    }

    @GET
    @Scoped(Scope.OVERVIEW_READ)
    @Refuses(INVALID_FIELDS)
    @Operation(
            summary = "Overview",
            description = "Counts registrations and sign-ins by day, the newest first, and the sessions that are live.")
    public Counts showOverview(
            @Parameter(description = AdminDescriptions.NUMBER_OF_DAYS) @RestQuery Optional<Integer> days) {
        return new Counts(
                overview.liveSessions(),
                overview.days(days(days)).stream().map(Day::of).toList());
    }

    private static int days(Optional<Integer> days) {
        return days.map(Optional::of)
                .orElse(Optional.of(DEFAULT_DAYS))
                .filter(number -> number >= 1 && number <= Overview.MAX_DAYS)
                .orElseThrow(() -> Paging.invalid("days"));
    }
}
