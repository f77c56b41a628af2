package latchkey.contract.fastapi;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL;
import static latchkey.openapi.ContractDocs.BY_SETTING;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.util.Map;
import latchkey.account.Account;
import latchkey.account.Registration;
import latchkey.email.LinkProof;
import latchkey.http.body.EmailAddress;
import latchkey.http.body.Password;
import latchkey.http.body.RenamedFields;
import latchkey.http.signin.PasswordBody;
import latchkey.http.signin.PasswordBody.SignIn;
import latchkey.http.signin.PasswordBody.SignUp;
import latchkey.openapi.FieldDescriptions;
import latchkey.session.Tokens;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of this contract: requests first, then responses. */
final class FastApiBodies {

    @Schema(description = FieldDescriptions.REGISTRATION)
    record NewUser(
            @NotBlank
            @Size(max = EmailAddress.LONGEST)
            @Email(regexp = EmailAddress.PATTERN)
            @Schema(description = FieldDescriptions.EMAIL, format = FieldDescriptions.MAIL)
            String email,

            @NotBlank
            @Size(max = 255)
            @Schema(description = FieldDescriptions.USERNAME, format = FieldDescriptions.NAME)
            String username,

            @NotEmpty
            @Password
            @Schema(
                    description = FieldDescriptions.NEW_PASSWORD,
                    format = FieldDescriptions.SECRET,
                    minLength = 8,
                    maxLength = 255)
            String password,

            @JsonProperty("full_name") @Size(max = 255) @Nullable @Schema(description = FieldDescriptions.FULL_NAME)
            String fullName)
            implements SignUp {

        Registration toRegistration() {
            return new Registration(username, password, email, "", "", fullName);
        }
    }

    @Schema(description = FieldDescriptions.CREDENTIALS)
    record Credentials(
            @NotBlank @Size(max = 255) @Schema(description = FieldDescriptions.LOGIN, format = FieldDescriptions.NAME)
            String username,

            @NotEmpty
            @Password(min = 1, raisable = false)
            @Schema(description = FieldDescriptions.PASSWORD, format = FieldDescriptions.SECRET, maxLength = 255)
            String password,

            @Size(max = 64) @Nullable @Schema(description = FieldDescriptions.CODE)
            String code,

            @JsonProperty("remember_device") @Nullable @Schema(description = FieldDescriptions.REMEMBER_DEVICE)
            Boolean rememberDevice)
            implements SignIn {}

    @Schema(description = FieldDescriptions.NEW_PASSWORD_PROOF)
    record NewPassword(
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
            return LinkProof.ofToken(token);
        }

        @Override
        public Map<String, String> spelled() {
            return Map.of("password", "new_password");
        }
    }

    @Schema(description = FieldDescriptions.NEW_PASSWORD_PROOF)
    record ResetPassword(
            @NotBlank @Size(max = 255) @Schema(description = FieldDescriptions.MAIL_TOKEN)
            String token,

            @NotEmpty
            @Password
            @Schema(
                    description = FieldDescriptions.NEW_PASSWORD,
                    format = FieldDescriptions.SECRET,
                    minLength = 8,
                    maxLength = 255)
            String password)
            implements PasswordBody.Reset {

        @Override
        public LinkProof toProof() {
            return LinkProof.ofToken(token);
        }
    }

    @Schema(description = FieldDescriptions.MAIL_PROOF)
    record VerifyToken(
            @NotBlank @Size(max = 255) @Schema(description = FieldDescriptions.MAIL_TOKEN)
            String token) {}

    @Schema(description = FieldDescriptions.SHOWN)
    record Refresh(
            @JsonProperty("refresh_token")
            @Nullable
            @Schema(description = FieldDescriptions.REFRESH_TOKEN, format = FieldDescriptions.REFRESH)
            String refreshToken) {}

    @JsonInclude(NON_NULL)
    @Schema(description = FieldDescriptions.PAIR)
    record TokenPair(
            @JsonProperty("access_token")
            @Nullable
            @Schema(
                    description = FieldDescriptions.ACCESS_TOKEN,
                    format = FieldDescriptions.ACCESS,
                    extensions = @Extension(name = BY_SETTING, value = "latchkey.contract.fastapi.tokens"))
            String accessToken,

            @JsonProperty("refresh_token")
            @Nullable
            @Schema(
                    description = FieldDescriptions.REFRESH_TOKEN,
                    format = FieldDescriptions.REFRESH,
                    extensions = @Extension(name = BY_SETTING, value = "latchkey.contract.fastapi.tokens"))
            String refreshToken,

            @JsonProperty("token_type") @Schema(description = FieldDescriptions.TOKEN_TYPE)
            String tokenType) {

        static TokenPair of(Tokens tokens) {
            return new TokenPair(tokens.access(), tokens.refresh(), "bearer");
        }

        /** The body if the tokens are in cookies only. */
        static TokenPair withoutTokens() {
            return new TokenPair(null, null, "bearer");
        }
    }

    @Schema(name = "Said", description = FieldDescriptions.DONE)
    record MessageBody(
            @Schema(description = FieldDescriptions.MESSAGE) String message) {}

    @Schema(description = FieldDescriptions.USER)
    record User(
            @Schema(description = FieldDescriptions.ID) long id,

            @Nullable @Schema(description = FieldDescriptions.EMAIL)
            String email,

            @Schema(description = FieldDescriptions.USERNAME)
            String username,

            @JsonProperty("full_name") @Schema(description = FieldDescriptions.FULL_NAME)
            String fullName,

            @JsonProperty("is_active") @Schema(description = FieldDescriptions.IS_ACTIVE)
            boolean isActive,

            @JsonProperty("is_superuser") @Schema(description = FieldDescriptions.IS_SUPERUSER)
            boolean isSuperuser) {

        static User of(Account account) {
            return new User(
                    account.id,
                    account.email,
                    account.username,
                    account.displayName(),
                    account.active,
                    account.superuser);
        }
    }

    @Schema(description = FieldDescriptions.USER)
    record VerifiedUser(
            @JsonUnwrapped User user,

            @JsonProperty("is_verified") @Schema(description = FieldDescriptions.IS_VERIFIED)
            boolean isVerified) {}

    /** JSON's {@code null}. */
    @Schema(description = FieldDescriptions.NOTHING, nullable = true)
    record Nothing() {

        @JsonValue
        @Nullable
        Object value() {
            return null;
        }
    }

    private FastApiBodies() {}
}
