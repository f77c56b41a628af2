package latchkey.admin.system;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import latchkey.admin.access.Paging;
import latchkey.audit.AuditEvent;
import latchkey.audit.AuditLog.Page;
import latchkey.audit.AuditLog.Position;
import latchkey.audit.AuditQuery;
import latchkey.audit.Kind;
import latchkey.audit.Outcome;
import latchkey.failure.AuthFailure;
import latchkey.openapi.AdminDescriptions;
import latchkey.text.InvisibleCharacters;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of the audit log, and the parameters of its lists. */
final class AuditBodies {

    @Schema(description = AdminDescriptions.EVENT)
    record LoggedEvent(
            @Schema(description = AdminDescriptions.EVENT_CURSOR)
            String cursor,

            @JsonProperty("happened_at") @Schema(description = AdminDescriptions.EVENT_TIME)
            Instant happenedAt,

            @Schema(description = AdminDescriptions.EVENT_KIND)
            String kind,

            @Schema(description = AdminDescriptions.EVENT_OUTCOME)
            String outcome,

            @Nullable @Schema(description = AdminDescriptions.EVENT_ACCOUNT, nullable = true)
            Long account,

            @Nullable @Schema(description = AdminDescriptions.EVENT_USERNAME, nullable = true)
            String username,

            @Nullable @Schema(description = AdminDescriptions.EVENT_SESSION, nullable = true)
            UUID session,

            @Schema(description = AdminDescriptions.EVENT_VIA)
            String via,

            @Nullable @Schema(description = AdminDescriptions.EVENT_OPERATOR, nullable = true)
            String operator,

            @Nullable @Schema(description = AdminDescriptions.EVENT_ACTOR, nullable = true)
            String actor,

            @Nullable @Schema(description = AdminDescriptions.EVENT_ADDRESS)
            String address,

            @JsonProperty("user_agent") @Nullable @Schema(description = AdminDescriptions.EVENT_AGENT)
            String userAgent,

            @Nullable @Schema(description = AdminDescriptions.EVENT_REQUEST, nullable = true)
            String request,

            @Nullable @Schema(description = AdminDescriptions.EVENT_DETAIL, nullable = true)
            String detail) {

        static LoggedEvent of(AuditEvent event) {
            return new LoggedEvent(
                    cursorOf(event),
                    event.happenedAt,
                    event.kind.name(),
                    event.outcome.name(),
                    event.accountId,
                    event.username,
                    event.sessionId,
                    event.via,
                    event.operator,
                    event.actor,
                    event.address,
                    event.userAgent,
                    event.request,
                    event.detail);
        }
    }

    @Schema(description = AdminDescriptions.PAGE)
    record EventPage(
            @Schema(description = AdminDescriptions.EVENTS) List<LoggedEvent> events,

            @Nullable @Schema(description = AdminDescriptions.NEXT, nullable = true)
            String next) {

        static EventPage of(Page page) {
            AuditEvent next = page.next();
            return new EventPage(
                    page.events().stream().map(LoggedEvent::of).toList(), next == null ? null : cursorOf(next));
        }
    }

    /**
     * What is asked for.
     *
     * @throws AuthFailure INVALID_FIELDS
     */
    static AuditQuery query(
            Optional<String> since,
            Optional<String> until,
            Optional<Long> account,
            Optional<String> kind,
            Optional<String> outcome,
            Optional<String> actor,
            Instant now) {
        if (actor.filter(InvisibleCharacters::in).isPresent()) {
            throw Paging.invalid("actor");
        }
        return new AuditQuery(
                since.map(text -> Paging.moment("since", text)).orElse(now.minus(1, ChronoUnit.DAYS)),
                until.map(text -> Paging.moment("until", text)).orElse(now.plusSeconds(1)),
                account.orElse(null),
                null,
                constant("kind", kind, Kind.values()),
                constant("outcome", outcome, Outcome.values()),
                actor.orElse(null));
    }

    private static <E extends Enum<E>> @Nullable E constant(String parameter, Optional<String> value, E[] all) {
        return value.map(text -> Arrays.stream(all)
                        .filter(constant -> constant.name().equals(text.toUpperCase(Locale.ROOT)))
                        .findFirst()
                        .orElseThrow(() -> Paging.invalid(parameter)))
                .orElse(null);
    }

    private static String cursorOf(AuditEvent event) {
        return String.valueOf(Paging.cursor(event.happenedAt + " " + event.id));
    }

    /**
     * The event of a cursor.
     *
     * @throws AuthFailure INVALID_FIELDS
     */
    static Optional<Position> position(Optional<String> after) {
        return Paging.key(after).map(key -> {
            try {
                String[] parts = key.split(" ", 2);
                return new Position(Paging.moment("after", parts[0]), Long.parseLong(parts[parts.length - 1]));
            } catch (NumberFormatException notOfThisList) {
                throw Paging.invalid("after");
            }
        });
    }

    private AuditBodies() {}
}
