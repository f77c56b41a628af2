package latchkey.admin.system;

import com.fasterxml.jackson.annotation.JsonProperty;
import latchkey.openapi.AdminDescriptions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How many sessions an operator has ended. */
@Schema(description = AdminDescriptions.ENDED)
public record EndedSessions(
        @JsonProperty("sessions_ended") @Schema(description = AdminDescriptions.ENDED)
        int sessionsEnded) {}
