package latchkey.contract.laravel;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Map;
import latchkey.account.Account;
import latchkey.account.Registration;
import latchkey.attempt.CountedAttempt;
import latchkey.email.LinkProof;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.http.body.EmailAddress;
import latchkey.http.body.Password;
import latchkey.http.signin.PasswordBody;
import latchkey.http.signin.PasswordBody.SignIn;
import latchkey.http.signin.PasswordBody.SignUp;
import latchkey.http.signin.PasswordSignIn;
import latchkey.openapi.FieldDescriptions;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of this contract: requests first, then responses. */
final class LaravelBodies {

    @Schema(description = FieldDescriptions.REGISTRATION)
    record NewUser(
            @NotBlank @Size(max = 255) @Schema(description = FieldDescriptions.WHOLE_NAME)
            String name,

            @NotBlank
            @Size(max = EmailAddress.LONGEST)
            @Email(regexp = EmailAddress.PATTERN)
            @Schema(description = FieldDescriptions.EMAIL, format = FieldDescriptions.MAIL)
            String email,

            @NotEmpty
            @Password
            @Schema(
                    description = FieldDescriptions.NEW_PASSWORD,
                    format = FieldDescriptions.SECRET,
                    minLength = 8,
                    maxLength = 255)
            String password,

            @JsonProperty("password_confirmation")
            @Nullable
            @Schema(description = FieldDescriptions.PASSWORD_CONFIRMATION, format = FieldDescriptions.SECRET)
            String passwordConfirmation)
            implements SignUp {

        @Override
        public CountedAttempt counted(PasswordSignIn signIns) {
            requireConfirmed(password, passwordConfirmation);
            return SignUp.super.counted(signIns);
        }

        @Override
        public Map<String, String> spelled() {
            return Map.of("username", "email");
        }

        Registration toRegistration() {
            return new Registration(email, password, email, "", "", name);
        }
    }

    @Schema(description = FieldDescriptions.CREDENTIALS)
    record Credentials(
            @NotBlank @Size(max = 255) @Schema(description = FieldDescriptions.LOGIN, format = FieldDescriptions.MAIL)
            String email,

            @NotEmpty
            @Password(min = 1, raisable = false)
            @Schema(description = FieldDescriptions.PASSWORD, format = FieldDescriptions.SECRET, maxLength = 255)
            String password,

            @Size(max = 64) @Nullable @Schema(description = FieldDescriptions.CODE)
            String code,

            @JsonProperty("remember_device") @Nullable @Schema(description = FieldDescriptions.REMEMBER_DEVICE)
            Boolean rememberDevice)
            implements SignIn {

        @Override
        public String username() {
            return email;
        }
    }

    @Schema(description = FieldDescriptions.NEW_PASSWORD_PROOF)
    record ResetPassword(
            @NotBlank @Size(max = 255) @Schema(description = FieldDescriptions.MAIL_TOKEN)
            String token,

            @NotBlank
            @Size(max = EmailAddress.LONGEST)
            @Email(regexp = EmailAddress.PATTERN)
            @Schema(description = FieldDescriptions.MAIL_ADDRESS, format = FieldDescriptions.MAIL)
            String email,

            @NotEmpty
            @Password
            @Schema(
                    description = FieldDescriptions.NEW_PASSWORD,
                    format = FieldDescriptions.SECRET,
                    minLength = 8,
                    maxLength = 255)
            String password,

            @JsonProperty("password_confirmation")
            @Nullable
            @Schema(description = FieldDescriptions.PASSWORD_CONFIRMATION, format = FieldDescriptions.SECRET)
            String passwordConfirmation)
            implements PasswordBody.Reset {

        @Override
        public LinkProof toProof() {
            requireConfirmed(password, passwordConfirmation);
            return LinkProof.ofToken(token);
        }
    }

    @Schema(description = FieldDescriptions.OPENED)
    record SignedIn(
            @JsonProperty("two_factor") @Schema(description = FieldDescriptions.TWO_FACTOR)
            boolean twoFactor) {}

    @Schema(description = FieldDescriptions.DONE)
    record Sent(
            @Schema(description = FieldDescriptions.MESSAGE) String message,

            @Schema(description = FieldDescriptions.MESSAGE) String status) {

        static Sent of(String sentence) {
            return new Sent(sentence, sentence);
        }
    }

    @Schema(description = FieldDescriptions.DONE)
    record Status(
            @Schema(description = FieldDescriptions.MESSAGE) String status) {}

    @Schema(description = FieldDescriptions.USER)
    record User(
            @Schema(description = FieldDescriptions.ID) long id,

            @Schema(description = FieldDescriptions.FULL_NAME)
            String name,

            @Nullable @Schema(description = FieldDescriptions.EMAIL)
            String email,

            @JsonProperty("email_verified_at")
            @Nullable
            @Schema(description = FieldDescriptions.EMAIL_VERIFIED_AT, nullable = true)
            Instant emailVerifiedAt,

            @JsonProperty("created_at") @Schema(description = FieldDescriptions.JOINED)
            Instant createdAt) {

        static User of(Account account) {
            String name = account.displayName();
            return new User(
                    account.id,
                    name.isEmpty() ? account.username : name,
                    account.email,
                    account.emailVerifiedAt,
                    account.joinedAt);
        }
    }

    /** An empty JSON string, as Laravel's {@code new JsonResponse('')} is. */
    @Schema(description = FieldDescriptions.EMPTY, type = SchemaType.STRING)
    record Empty() {

        @JsonValue
        String value() {
            return "";
        }
    }

    /** @throws AuthFailure INVALID_FIELDS */
    private static void requireConfirmed(String password, @Nullable String confirmation) {
        if (!password.equals(confirmation)) {
            throw AuthFailure.invalid(Map.of("password", FieldError.of(FieldError.Kind.NOT_THE_SAME)));
        }
    }

    private LaravelBodies() {}
}
