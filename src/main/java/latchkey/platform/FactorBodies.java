package latchkey.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import latchkey.factor.Factor;
import latchkey.factor.Factors;
import latchkey.openapi.FieldDescriptions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of second factors: requests first, then responses. */
final class FactorBodies {

    static final int LONGEST_NAME = 64;

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

            @JsonProperty("created_at") @Nullable @Schema(description = FieldDescriptions.FACTOR_SINCE)
            Instant createdAt,

            @JsonProperty("last_used_at") @Nullable @Schema(description = FieldDescriptions.FACTOR_LAST_USED_AT)
            Instant lastUsedAt) {

        static Confirmed of(Factor factor) {
            return new Confirmed(factor.id, factor.kind, factor.name, factor.confirmedAt, factor.lastUsedAt);
        }
    }

    @Schema(description = FieldDescriptions.FACTORS)
    record AllFactors(
            @Schema(description = FieldDescriptions.FACTORS) List<Confirmed> factors,

            @JsonProperty("recovery_codes_left") @Schema(description = FieldDescriptions.RECOVERY_CODES_LEFT)
            long recoveryCodesLeft) {}

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

        static Enrolment of(Factors.Enrolment enrolled) {
            return new Enrolment(enrolled.id(), enrolled.secret(), enrolled.uri(), QrCode.svg(enrolled.uri()));
        }
    }

    @Schema(description = FieldDescriptions.RECOVERY_CODES)
    record RecoveryCodes(
            @JsonProperty("recovery_codes") @Schema(description = FieldDescriptions.RECOVERY_CODES)
            List<String> codes) {}

    private FactorBodies() {}
}
