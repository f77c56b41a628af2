package latchkey.http.recovery.django;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.util.Map;
import latchkey.attempt.CountedAttempt;
import latchkey.email.LinkProof;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.http.body.Password;
import latchkey.http.body.RenamedFields;
import latchkey.http.signin.PasswordBody;
import latchkey.http.signin.PasswordBody.Repetition;
import latchkey.http.signin.PasswordSignIn;
import latchkey.openapi.FieldDescriptions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The JSON bodies of dj-rest-auth and djoser. */
public final class DjangoRecoveryBodies {

    @Schema(description = FieldDescriptions.NEW_PASSWORD_PROOF)
    public record ConfirmedReset(
            @NotBlank @Size(max = 64) @Schema(description = FieldDescriptions.UID)
            String uid,

            @NotBlank @Size(max = 255) @Schema(description = FieldDescriptions.MAIL_TOKEN)
            String token,

            @JsonProperty("new_password1")
            @NotEmpty
            @Password(min = 1, raisable = false)
            @Schema(
                    description = FieldDescriptions.NEW_PASSWORD,
                    format = FieldDescriptions.SECRET,
                    minLength = 8,
                    maxLength = 255)
            String newPassword1,

            @JsonProperty("new_password2")
            @NotEmpty
            @Password
            @Schema(
                    description = FieldDescriptions.REPEATED_PASSWORD,
                    format = FieldDescriptions.SECRET,
                    minLength = 8,
                    maxLength = 255)
            String newPassword2)
            implements PasswordBody.Reset, RenamedFields {

        @Override
        public LinkProof toProof() {
            requireSame(newPassword1, newPassword2);
            return Uid.proof(uid, token, FieldError.Kind.INVALID_VALUE);
        }

        @Override
        public Map<String, String> spelled() {
            return SECOND_PASSWORD;
        }
    }

    @Schema(description = FieldDescriptions.PASSWORDS)
    public record ChangedPassword(
            @JsonProperty("old_password")
            @NotEmpty
            @Password(min = 1, raisable = false)
            @Schema(description = FieldDescriptions.CURRENT_PASSWORD, format = FieldDescriptions.SECRET)
            String oldPassword,

            @JsonProperty("new_password1")
            @NotEmpty
            @Password(min = 1, raisable = false)
            @Schema(
                    description = FieldDescriptions.NEW_PASSWORD,
                    format = FieldDescriptions.SECRET,
                    minLength = 8,
                    maxLength = 255)
            String newPassword1,

            @JsonProperty("new_password2")
            @NotEmpty
            @Password
            @Schema(
                    description = FieldDescriptions.REPEATED_PASSWORD,
                    format = FieldDescriptions.SECRET,
                    minLength = 8,
                    maxLength = 255)
            String newPassword2)
            implements Repetition, RenamedFields {

        @Override
        public CountedAttempt counted(PasswordSignIn signIns) {
            requireSame(newPassword1, newPassword2);
            return Repetition.super.counted(signIns);
        }

        @Override
        public Map<String, String> spelled() {
            return SECOND_PASSWORD;
        }
    }

    @Schema(description = FieldDescriptions.MAIL_PROOF)
    public record VerificationKey(
            @NotBlank @Size(max = 255) @Schema(description = FieldDescriptions.MAIL_TOKEN)
            String key) {}

    @Schema(description = FieldDescriptions.NEW_PASSWORD_PROOF)
    public record DjoserReset(
            @NotBlank @Size(max = 64) @Schema(description = FieldDescriptions.UID)
            String uid,

            @NotBlank @Size(max = 255) @Schema(description = FieldDescriptions.MAIL_TOKEN)
            String token,

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
            return Uid.proof(uid, token, FieldError.Kind.NO_SUCH_USER);
        }

        @Override
        public Map<String, String> spelled() {
            return Map.of("password", "new_password");
        }
    }

    @Schema(description = FieldDescriptions.MAIL_PROOF)
    public record Activation(
            @NotBlank @Size(max = 64) @Schema(description = FieldDescriptions.UID)
            String uid,

            @NotBlank @Size(max = 255) @Schema(description = FieldDescriptions.MAIL_TOKEN)
            String token) {}

    @Schema(description = FieldDescriptions.PASSWORDS)
    public record DjoserPassword(
            @JsonProperty("current_password")
            @NotEmpty
            @Password(min = 1, raisable = false)
            @Schema(description = FieldDescriptions.CURRENT_PASSWORD, format = FieldDescriptions.SECRET)
            String currentPassword,

            @JsonProperty("new_password")
            @NotEmpty
            @Password
            @Schema(
                    description = FieldDescriptions.NEW_PASSWORD,
                    format = FieldDescriptions.SECRET,
                    minLength = 8,
                    maxLength = 255)
            String newPassword)
            implements Repetition {}

    @Schema(name = "Detail", description = FieldDescriptions.DONE)
    public record Detail(
            @Schema(description = FieldDescriptions.MESSAGE) String detail) {}

    /** dj-rest-auth reports a flaw of the new password at its repetition, which therefore has its rules. */
    private static final Map<String, String> SECOND_PASSWORD =
            Map.of("password", "new_password2", "new_password", "new_password2");

    /** @throws AuthFailure INVALID_FIELDS */
    private static void requireSame(String first, String second) {
        if (!first.equals(second)) {
            throw AuthFailure.invalid(Map.of("new_password2", FieldError.of(FieldError.Kind.NOT_THE_SAME)));
        }
    }

    private DjangoRecoveryBodies() {}
}
