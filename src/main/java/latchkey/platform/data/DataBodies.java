package latchkey.platform.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.audit.AuditEvent;
import latchkey.audit.Kind;
import latchkey.audit.Outcome;
import latchkey.factor.Factor;
import latchkey.factor.RememberedDevice;
import latchkey.openapi.FieldDescriptions;
import latchkey.session.LiveSessions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON body of the download of a user's own data. */
final class DataBodies {

    @Schema(description = FieldDescriptions.DATA)
    record OwnData(
            @Schema(description = FieldDescriptions.USER) OwnProfile account,

            @Schema(description = FieldDescriptions.SESSION) List<OwnSession> sessions,

            @Schema(description = FieldDescriptions.FACTORS) List<OwnFactor> factors,

            @JsonProperty("recovery_codes_left") @Schema(description = FieldDescriptions.RECOVERY_CODES_LEFT)
            long recoveryCodesLeft,

            @JsonProperty("remembered_devices") @Schema(description = FieldDescriptions.REMEMBERED_DEVICES)
            List<OwnDevice> rememberedDevices,

            @Schema(description = FieldDescriptions.DATA_EVENTS)
            List<OwnEvent> events) {

        static OwnData of(
                Account account,
                List<LiveSessions.Live> sessions,
                List<Factor> factors,
                long recoveryCodesLeft,
                List<RememberedDevice> devices,
                List<AuditEvent> events) {
            return new OwnData(
                    OwnProfile.of(account),
                    sessions.stream().map(OwnSession::of).toList(),
                    factors.stream().map(OwnFactor::of).toList(),
                    recoveryCodesLeft,
                    devices.stream().map(OwnDevice::of).toList(),
                    events.stream().map(OwnEvent::of).toList());
        }
    }

    @Schema(description = FieldDescriptions.USER)
    record OwnProfile(
            @Schema(description = FieldDescriptions.ID) long id,

            @Schema(description = FieldDescriptions.USERNAME)
            String username,

            @Nullable @Schema(description = FieldDescriptions.EMAIL)
            String email,

            @JsonProperty("email_verified") @Schema(description = FieldDescriptions.IS_VERIFIED)
            boolean emailVerified,

            @JsonProperty("first_name") @Schema(description = FieldDescriptions.FIRST_NAME)
            String firstName,

            @JsonProperty("last_name") @Schema(description = FieldDescriptions.LAST_NAME)
            String lastName,

            @JsonProperty("full_name") @Schema(description = FieldDescriptions.FULL_NAME)
            String fullName,

            @JsonProperty("profile_image") @Nullable @Schema(description = FieldDescriptions.PROFILE_IMAGE)
            String profileImage,

            @Nullable @Schema(description = FieldDescriptions.LANGUAGE, nullable = true)
            String language,

            @JsonProperty("joined_at") @Schema(description = FieldDescriptions.JOINED)
            Instant joinedAt) {

        static OwnProfile of(Account account) {
            return new OwnProfile(
                    account.id,
                    account.username,
                    account.email,
                    account.emailVerifiedAt != null,
                    account.firstName,
                    account.lastName,
                    account.displayName(),
                    account.profileImage,
                    account.language,
                    account.joinedAt);
        }
    }

    /** @param lastUsedAt to the hour, since the exact time of a refresh tells when a stolen token could be used unnoticed */
    @Schema(description = FieldDescriptions.SESSION)
    record OwnSession(
            @Schema(description = FieldDescriptions.SESSION_ID)
            UUID id,

            @JsonProperty("user_agent") @Nullable @Schema(description = FieldDescriptions.USER_AGENT)
            String userAgent,

            @Nullable @Schema(description = FieldDescriptions.ADDRESS)
            String address,

            @JsonProperty("opened_at") @Schema(description = FieldDescriptions.OPENED_AT)
            Instant openedAt,

            @JsonProperty("last_used_at") @Schema(description = FieldDescriptions.LAST_USED_AT)
            Instant lastUsedAt) {

        static OwnSession of(LiveSessions.Live session) {
            return new OwnSession(
                    session.id(),
                    session.userAgent(),
                    session.address(),
                    session.openedAt(),
                    session.lastUsedAt().truncatedTo(ChronoUnit.HOURS));
        }
    }

    @Schema(description = FieldDescriptions.FACTOR)
    record OwnFactor(
            @Schema(description = FieldDescriptions.FACTOR_KIND)
            Factor.Kind kind,

            @Schema(description = FieldDescriptions.FACTOR_NAME)
            String name,

            @JsonProperty("created_at") @Nullable @Schema(description = FieldDescriptions.FACTOR_SINCE, nullable = true)
            Instant createdAt,

            @JsonProperty("last_used_at")
            @Nullable
            @Schema(description = FieldDescriptions.FACTOR_LAST_USED_AT, nullable = true)
            Instant lastUsedAt) {

        static OwnFactor of(Factor factor) {
            return new OwnFactor(factor.kind, factor.name, factor.confirmedAt, factor.lastUsedAt);
        }
    }

    @Schema(description = FieldDescriptions.REMEMBERED_DEVICE)
    record OwnDevice(
            @JsonProperty("user_agent") @Nullable @Schema(description = FieldDescriptions.USER_AGENT)
            String userAgent,

            @JsonProperty("created_at") @Schema(description = FieldDescriptions.DEVICE_SINCE)
            Instant createdAt,

            @JsonProperty("expires_at") @Schema(description = FieldDescriptions.DEVICE_UNTIL)
            Instant expiresAt) {

        static OwnDevice of(RememberedDevice device) {
            return new OwnDevice(device.userAgent, device.createdAt, device.expiresAt);
        }
    }

    /** An event without the address of a client that was refused: it may be another person's. */
    @Schema(description = FieldDescriptions.EVENT)
    record OwnEvent(
            @JsonProperty("happened_at") @Schema(description = FieldDescriptions.EVENT_AT)
            Instant happenedAt,

            @Schema(description = FieldDescriptions.EVENT_KIND)
            Kind kind,

            @Schema(description = FieldDescriptions.EVENT_OUTCOME)
            Outcome outcome,

            @Schema(description = FieldDescriptions.EVENT_VIA)
            String via,

            @Nullable @Schema(description = FieldDescriptions.EVENT_ADDRESS)
            String address,

            @JsonProperty("user_agent") @Nullable @Schema(description = FieldDescriptions.USER_AGENT)
            String userAgent) {

        static OwnEvent of(AuditEvent event) {
            boolean own = event.outcome == Outcome.ACCEPTED;
            return new OwnEvent(
                    event.happenedAt,
                    event.kind,
                    event.outcome,
                    event.via,
                    own ? event.address : null,
                    own ? event.userAgent : null);
        }
    }

    private DataBodies() {}
}
