package latchkey.http.signin;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import latchkey.openapi.FieldDescriptions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A body with the token of a sign-in that waits for a second factor, and the code.
 *
 * @param code null if the token says that the user has shown the second factor
 */
@Schema(description = FieldDescriptions.MFA)
public record MfaCode(
        @JsonProperty("mfa_token") @NotBlank @Size(max = 255) @Schema(description = FieldDescriptions.MFA_TOKEN)
        String mfaToken,

        @Size(max = 64) @Nullable @Schema(description = FieldDescriptions.CODE)
        String code,

        @JsonProperty("remember_device") @Nullable @Schema(description = FieldDescriptions.REMEMBER_DEVICE)
        Boolean rememberDevice) {}
