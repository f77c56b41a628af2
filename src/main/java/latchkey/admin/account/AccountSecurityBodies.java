package latchkey.admin.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import latchkey.directory.Directory;
import latchkey.factor.Factor;
import latchkey.openapi.AdminDescriptions;
import latchkey.openapi.FieldDescriptions;
import latchkey.session.LiveSessions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies about the password, the second factors and the sessions of an account. */
final class AccountSecurityBodies {

    @Schema(description = FieldDescriptions.FACTOR)
    record ListedFactor(
            @Schema(description = FieldDescriptions.FACTOR_ID)
            UUID id,

            @Schema(description = FieldDescriptions.FACTOR_KIND)
            String kind,

            @Schema(description = FieldDescriptions.FACTOR_NAME)
            String name,

            @JsonProperty("confirmed_at")
            @Nullable
            @Schema(description = FieldDescriptions.FACTOR_SINCE, nullable = true)
            Instant confirmedAt,

            @JsonProperty("last_used_at")
            @Nullable
            @Schema(description = FieldDescriptions.FACTOR_LAST_USED_AT, nullable = true)
            Instant lastUsedAt) {

        private static ListedFactor of(Factor factor) {
            return new ListedFactor(
                    factor.id,
                    factor.kind.name().toLowerCase(Locale.ROOT),
                    factor.name,
                    factor.confirmedAt,
                    factor.lastUsedAt);
        }
    }

    @Schema(description = AdminDescriptions.SECURITY)
    record AccountSecurity(
            @JsonProperty("password_scheme") @Schema(description = AdminDescriptions.PASSWORD_SCHEME)
            String passwordScheme,

            @JsonProperty("password_changed_at") @Schema(description = AdminDescriptions.PASSWORD_CHANGED_AT)
            Instant passwordChangedAt,

            @JsonProperty("live_sessions") @Schema(description = AdminDescriptions.LIVE_SESSIONS)
            long liveSessions,

            @JsonProperty("second_factors") @Schema(description = FieldDescriptions.FACTORS)
            List<ListedFactor> secondFactors,

            @JsonProperty("recovery_codes_left") @Schema(description = FieldDescriptions.RECOVERY_CODES_LEFT)
            long recoveryCodesLeft,

            @JsonProperty("former_id") @Nullable @Schema(description = AdminDescriptions.FORMER_ID, nullable = true)
            String formerId) {

        static AccountSecurity of(Directory.Protection protection) {
            return new AccountSecurity(
                    protection.facts().scheme(),
                    protection.facts().passwordChangedAt(),
                    protection.facts().sessions(),
                    protection.factors().stream().map(ListedFactor::of).toList(),
                    protection.recoveryCodes(),
                    protection.facts().formerId());
        }
    }

    @Schema(description = AdminDescriptions.REMOVED_FACTORS)
    record RemovedFactors(
            @Schema(description = AdminDescriptions.REMOVED_FACTORS)
            int removed) {}

    @Schema(description = AdminDescriptions.SESSION)
    record ListedSession(
            @Schema(description = FieldDescriptions.SESSION_ID)
            UUID id,

            @JsonProperty("user_agent") @Nullable @Schema(description = FieldDescriptions.USER_AGENT)
            String userAgent,

            @Nullable @Schema(description = FieldDescriptions.ADDRESS)
            String address,

            @JsonProperty("opened_at") @Schema(description = FieldDescriptions.OPENED_AT)
            Instant openedAt,

            @JsonProperty("last_used_at") @Schema(description = AdminDescriptions.LAST_USED_AT)
            Instant lastUsedAt,

            @JsonProperty("expires_at") @Schema(description = AdminDescriptions.EXPIRES_AT)
            Instant expiresAt) {

        private static ListedSession of(LiveSessions.Live live) {
            return new ListedSession(
                    live.id(), live.userAgent(), live.address(), live.openedAt(), live.lastUsedAt(), live.expiresAt());
        }
    }

    @Schema(description = AdminDescriptions.PAGE)
    record SessionPage(
            @Schema(description = AdminDescriptions.SESSIONS)
            List<ListedSession> sessions,

            @Nullable @Schema(description = AdminDescriptions.NEXT, nullable = true)
            UUID next) {

        static SessionPage of(LiveSessions.Page page) {
            return new SessionPage(
                    page.sessions().stream().map(ListedSession::of).toList(), page.next());
        }
    }

    private AccountSecurityBodies() {}
}
