package latchkey.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.util.Map;
import latchkey.email.LinkProof;
import latchkey.http.body.EmailAddress;
import latchkey.http.body.Password;
import latchkey.http.body.RenamedFields;
import latchkey.http.recovery.MailProof;
import latchkey.http.signin.PasswordBody;
import latchkey.openapi.FieldDescriptions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of recovery by mail: requests first, then responses. */
final class RecoveryBodies {

    @Schema(description = FieldDescriptions.NEW_PASSWORD_PROOF)
    record Reset(
            @Size(max = 255) @Nullable @Schema(description = FieldDescriptions.MAIL_TOKEN)
            String token,

            @Size(max = EmailAddress.LONGEST) @Nullable @Schema(description = FieldDescriptions.MAIL_ADDRESS)
            String email,

            @Size(max = 64) @Nullable @Schema(description = FieldDescriptions.MAIL_CODE)
            String code,

            @JsonProperty("new_password")
            @NotEmpty
            @Password
            @Schema(
                    description = FieldDescriptions.NEW_PASSWORD,
                    format = FieldDescriptions.SECRET,
                    minLength = 8,
                    maxLength = 255)
            String newPassword)
            implements PasswordBody.Reset, RenamedFields {

        @Override
        public LinkProof toProof() {
            return MailProof.of(token, email, code);
        }

        @Override
        public Map<String, String> spelled() {
            return Map.of("password", "new_password");
        }
    }

    @Schema(description = FieldDescriptions.MAIL_PROOF)
    record LinkToken(
            @NotBlank @Size(max = 255) @Schema(description = FieldDescriptions.MAIL_TOKEN)
            String token) {}

    /** @param password may be absent soon after signing in */
    @Schema(description = FieldDescriptions.NEW_MAIL_ADDRESS)
    record NewAddress(
            @NotBlank
            @Size(max = EmailAddress.LONGEST)
            @Email(regexp = EmailAddress.PATTERN)
            @Schema(description = FieldDescriptions.NEW_MAIL_ADDRESS, format = FieldDescriptions.MAIL)
            String email,

            @Nullable
            @Password(min = 1, raisable = false)
            @Schema(description = FieldDescriptions.CURRENT_PASSWORD, format = FieldDescriptions.SECRET)
            String password)
            implements PasswordBody.AddressRequest {}

    @Schema(description = FieldDescriptions.RESET_TOKEN)
    record ResetToken(
            @JsonProperty("reset_token") @Schema(description = FieldDescriptions.RESET_TOKEN)
            String resetToken) {}

    private RecoveryBodies() {}
}
