package latchkey.platform.factor;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import latchkey.factor.AuthenticatorApps;
import latchkey.factor.Factor;
import latchkey.factor.RememberedDevice;
import latchkey.openapi.FieldDescriptions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of second factors: requests first, then responses. */
final class FactorBodies {

    static final int LONGEST_NAME = Factor.LONGEST_NAME;

    @Schema(description = FieldDescriptions.FACTOR)
    record Name(
            @NotBlank @Size(max = LONGEST_NAME) @Schema(description = FieldDescriptions.FACTOR_NAME)
            String name) {}

    @Schema(description = FieldDescriptions.FACTOR)
    record FirstCode(
            @NotBlank @Size(max = 64) @Schema(description = FieldDescriptions.FIRST_CODE)
            String code) {}

    @Schema(description = FieldDescriptions.FACTOR)
    record Confirmed(
            @Schema(description = FieldDescriptions.FACTOR_ID)
            UUID id,

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

        static Confirmed of(Factor factor) {
            return new Confirmed(factor.id, factor.kind, factor.name, factor.confirmedAt, factor.lastUsedAt);
        }
    }

    @Schema(description = FieldDescriptions.FACTORS)
    record AllFactors(
            @Schema(description = FieldDescriptions.FACTORS) List<Confirmed> factors,

            @JsonProperty("recovery_codes_left") @Schema(description = FieldDescriptions.RECOVERY_CODES_LEFT)
            long recoveryCodesLeft,

            @JsonProperty("remembered_devices") @Schema(description = FieldDescriptions.REMEMBERED_DEVICES)
            List<Remembered> rememberedDevices,

            @JsonProperty("required_from")
            @Nullable
            @Schema(description = FieldDescriptions.REQUIRED_FROM, nullable = true)
            Instant requiredFrom) {}

    @Schema(name = "RememberedDevice", description = FieldDescriptions.REMEMBERED_DEVICE)
    record Remembered(
            @Schema(description = FieldDescriptions.DEVICE_ID)
            UUID id,

            @JsonProperty("user_agent") @Nullable @Schema(description = FieldDescriptions.USER_AGENT)
            String userAgent,

            @JsonProperty("created_at") @Schema(description = FieldDescriptions.DEVICE_SINCE)
            Instant createdAt,

            @JsonProperty("last_used_at")
            @Nullable
            @Schema(description = FieldDescriptions.DEVICE_LAST_USED_AT, nullable = true)
            Instant lastUsedAt,

            @JsonProperty("expires_at") @Schema(description = FieldDescriptions.DEVICE_UNTIL)
            Instant expiresAt) {

        static Remembered of(RememberedDevice device) {
            return new Remembered(device.id, device.userAgent, device.createdAt, device.lastUsedAt, device.expiresAt);
        }
    }

    @Schema(description = FieldDescriptions.FIRST_FACTOR)
    record FirstFactor(
            @JsonProperty("mfa_token") @NotBlank @Size(max = 255) @Schema(description = FieldDescriptions.MFA_TOKEN)
            String mfaToken,

            @NotBlank @Size(max = LONGEST_NAME) @Schema(description = FieldDescriptions.FACTOR_NAME)
            String name) {}

    @Schema(description = FieldDescriptions.FIRST_FACTOR_CODE)
    record FirstFactorCode(
            @JsonProperty("mfa_token") @NotBlank @Size(max = 255) @Schema(description = FieldDescriptions.MFA_TOKEN)
            String mfaToken,

            @NotBlank @Size(max = 64) @Schema(description = FieldDescriptions.FIRST_CODE)
            String code) {}

    @Schema(description = FieldDescriptions.ENROLLED)
    record Enrolled(
            @JsonProperty("recovery_codes") @Schema(description = FieldDescriptions.RECOVERY_CODES)
            List<String> codes,

            @JsonProperty("mfa_token") @Schema(description = FieldDescriptions.COMPLETE_TOKEN)
            String mfaToken) {}

    @Schema(description = FieldDescriptions.ENROLMENT)
    record Enrolment(
            @Schema(description = FieldDescriptions.FACTOR_ID)
            UUID id,

            @Schema(description = FieldDescriptions.FACTOR_SECRET)
            String secret,

            @JsonProperty("otpauth_uri") @Schema(description = FieldDescriptions.FACTOR_URI)
            String uri,

            @JsonProperty("qr_code") @Schema(description = FieldDescriptions.FACTOR_QR)
            String qrCode) {

        static Enrolment of(AuthenticatorApps.Enrolment enrolled) {
            return new Enrolment(enrolled.id(), enrolled.secret(), enrolled.uri(), QrCode.svg(enrolled.uri()));
        }
    }

    @Schema(description = FieldDescriptions.RECOVERY_CODES)
    record RecoveryCodes(
            @JsonProperty("recovery_codes") @Schema(description = FieldDescriptions.RECOVERY_CODES)
            List<String> codes) {}

    private FactorBodies() {}
}
