package latchkey.admin.system;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static latchkey.failure.Reason.INVALID_FIELDS;
import static latchkey.failure.Reason.NOT_FOUND;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import latchkey.admin.access.Paging;
import latchkey.client.Scope;
import latchkey.email.Outbox;
import latchkey.email.OutboxMessage;
import latchkey.openapi.AdminDescriptions;
import latchkey.openapi.Refuses;
import latchkey.openapi.Scoped;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The mails of the last week. */
@Path("admin/outbox")
@Tag(name = "admin")
@Consumes(APPLICATION_JSON)
@RegisterForReflection // AdminFilter reads the annotations of its methods.
public class OutboxResource {

    private final Outbox outbox;

    OutboxResource(Outbox outbox) {
        this.outbox = outbox;
    }

    @Schema(description = AdminDescriptions.MAIL)
    record StoredMail(
            @Schema(description = AdminDescriptions.MAIL_ID) UUID id,

            @Schema(description = AdminDescriptions.MAIL_KIND)
            String kind,

            @Schema(description = AdminDescriptions.MAIL_STATE)
            String state,

            @Nullable @Schema(description = AdminDescriptions.MAIL_ACCOUNT, nullable = true)
            Long account,

            @Schema(description = AdminDescriptions.MAIL_RECIPIENT)
            String recipient,

            @JsonProperty("created_at") @Schema(description = AdminDescriptions.MAIL_CREATED)
            Instant createdAt,

            @Schema(description = AdminDescriptions.MAIL_ATTEMPTS)
            int attempts,

            @JsonProperty("next_attempt_at")
            @Nullable
            @Schema(description = AdminDescriptions.MAIL_DUE, nullable = true)
            Instant nextAttemptAt,

            @JsonProperty("sent_at") @Nullable @Schema(description = AdminDescriptions.MAIL_SENT, nullable = true)
            Instant sentAt,

            @Nullable @Schema(description = AdminDescriptions.MAIL_FAILURE, nullable = true)
            String failure) {

        private static StoredMail of(OutboxMessage message) {
            return new StoredMail(
                    message.id,
                    message.kind.name().toLowerCase(Locale.ROOT),
                    message.state().name().toLowerCase(Locale.ROOT),
                    message.accountId,
                    message.recipient,
                    message.createdAt,
                    message.attempts,
                    message.dueAt,
                    message.sentAt,
                    message.failure);
        }
    }

    @Schema(description = AdminDescriptions.PAGE)
    record MailPage(
            @Schema(description = AdminDescriptions.MAILS) List<StoredMail> mails,

            @Nullable @Schema(description = AdminDescriptions.NEXT, nullable = true)
            String next) {

        private static MailPage of(List<OutboxMessage> mails, @Nullable String next) {
            return new MailPage(mails.stream().map(StoredMail::of).toList(), Paging.cursor(next));
        }
    }

    @Schema(description = AdminDescriptions.DUE)
    record DueMails(
            @Schema(description = AdminDescriptions.DUE) int due) {}

    /** Where a mail is in the list. */
    private record Position(Instant createdAt, UUID id) {

        /** After all mails. */
        private static final Position FIRST = new Position(Instant.parse("9999-01-01T00:00:00Z"), new UUID(-1, -1));

        private static Position read(String key) {
            try {
                String[] parts = key.split(" ", 2);
                return new Position(Paging.moment("after", parts[0]), UUID.fromString(parts[parts.length - 1]));
            } catch (IllegalArgumentException notOfThisList) {
                throw Paging.invalid("after");
            }
        }
    }

    @GET
    @Scoped(Scope.OUTBOX_READ)
    @Refuses(INVALID_FIELDS)
    @Operation(
            summary = "List mails",
            description =
                    "Lists the mails of the last week that wait or have failed, or all of them, the newest first.")
    public MailPage listMails(
            @Parameter(description = AdminDescriptions.WITH_SENT) @RestQuery Optional<Boolean> sent,
            @Parameter(description = AdminDescriptions.AFTER) @RestQuery Optional<String> after,
            @Parameter(description = AdminDescriptions.LIMIT) @RestQuery Optional<Integer> limit) {
        int items = Paging.limit(limit);
        Position start = Paging.key(after).map(Position::read).orElse(Position.FIRST);
        return Paging.page(
                outbox.page(sent.orElse(false), start.createdAt(), start.id(), items + 1),
                items,
                mail -> mail.createdAt + " " + mail.id,
                MailPage::of);
    }

    @POST
    @Path("{id}/retry")
    @Scoped(Scope.OUTBOX_WRITE)
    @Refuses(NOT_FOUND)
    @Operation(summary = "Send a mail again", description = "Makes a mail that was not sent due at once.")
    public void retryMail(@Parameter(description = AdminDescriptions.MAIL_ID) @RestPath UUID id) {
        outbox.retryOne(id);
    }

    @POST
    @Path("retry")
    @Scoped(Scope.OUTBOX_WRITE)
    @Operation(summary = "Send all failed mails again", description = "Makes all mails that have failed due at once.")
    public DueMails retryMails() {
        return new DueMails(outbox.retry(null));
    }
}
