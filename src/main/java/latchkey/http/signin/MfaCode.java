package latchkey.http.signin;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import latchkey.openapi.FieldDescriptions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A body with the token of a sign-in that waits for a code, and the code. */
@Schema(description = FieldDescriptions.MFA)
public record MfaCode(
        @JsonProperty("mfa_token") @NotBlank @Size(max = 255) @Schema(description = FieldDescriptions.MFA_TOKEN)
        String mfaToken,

        @NotBlank @Size(max = 64) @Schema(description = FieldDescriptions.CODE)
        String code) {}
