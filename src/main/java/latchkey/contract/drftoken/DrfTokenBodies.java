package latchkey.contract.drftoken;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL;
import static latchkey.openapi.ContractDocs.BY_SETTING;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import latchkey.account.Account;
import latchkey.account.Registration;
import latchkey.http.body.EmailAddress;
import latchkey.http.body.Password;
import latchkey.http.signin.PasswordBody.SignIn;
import latchkey.http.signin.PasswordBody.SignUp;
import latchkey.openapi.FieldDescriptions;
import latchkey.session.Tokens;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of this contract: requests first, then responses. */
final class DrfTokenBodies {

    @Schema(description = FieldDescriptions.REGISTRATION)
    record NewUser(
            @NotBlank
            @Size(max = 150)
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

            @NotBlank
            @Size(max = EmailAddress.LONGEST)
            @Email(regexp = EmailAddress.PATTERN)
            @Schema(description = FieldDescriptions.EMAIL, format = FieldDescriptions.MAIL)
            String email,

            @JsonProperty("first_name") @Size(max = 150) @Nullable @Schema(description = FieldDescriptions.FIRST_NAME)
            String firstName,

            @JsonProperty("last_name") @Size(max = 150) @Nullable @Schema(description = FieldDescriptions.LAST_NAME)
            String lastName)
            implements SignUp {

        Registration toRegistration() {
            return Registration.of(username, password, email, firstName, lastName);
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

    @Schema(description = FieldDescriptions.SHOWN)
    record Refresh(
            @Nullable @Schema(description = FieldDescriptions.REFRESH_TOKEN, format = FieldDescriptions.REFRESH)
            String refresh) {}

    @Schema(description = FieldDescriptions.SHOWN)
    record Logout(
            @JsonProperty("refresh_token")
            @Nullable
            @Schema(description = FieldDescriptions.REFRESH_TOKEN, format = FieldDescriptions.REFRESH)
            String refreshToken) {}

    @Schema(description = FieldDescriptions.ANSWER)
    record Registered(NewUserWithTokens content) {

        static Registered of(Tokens tokens) {
            Account account = tokens.account();
            return new Registered(new NewUserWithTokens(
                    account.id,
                    account.username,
                    account.email,
                    account.firstName,
                    account.lastName,
                    account.profileImage,
                    TokenPair.of(tokens)));
        }
    }

    @Schema(name = "NewcomerWithTokens", description = FieldDescriptions.USER)
    record NewUserWithTokens(
            @Schema(description = FieldDescriptions.ID) long pk,

            @Schema(description = FieldDescriptions.USERNAME)
            String username,

            @Nullable @Schema(description = FieldDescriptions.EMAIL)
            String email,

            @JsonProperty("first_name") @Schema(description = FieldDescriptions.FIRST_NAME)
            String firstName,

            @JsonProperty("last_name") @Schema(description = FieldDescriptions.LAST_NAME)
            String lastName,

            @JsonProperty("profile_image") @Nullable @Schema(description = FieldDescriptions.PROFILE_IMAGE)
            String profileImage,

            TokenPair tokens) {}

    @Schema(description = FieldDescriptions.PAIR)
    record TokenPair(
            @Schema(description = FieldDescriptions.REFRESH_TOKEN, format = FieldDescriptions.REFRESH)
            String refresh,

            @Schema(description = FieldDescriptions.ACCESS_TOKEN, format = FieldDescriptions.ACCESS)
            String access) {

        static TokenPair of(Tokens tokens) {
            return new TokenPair(tokens.refresh(), tokens.access());
        }
    }

    @Schema(description = FieldDescriptions.RENEWED)
    record Renewed(
            @Schema(description = FieldDescriptions.ACCESS_TOKEN, format = FieldDescriptions.ACCESS)
            String access,

            @JsonInclude(NON_NULL)
            @Nullable
            @Schema(
                    description = FieldDescriptions.REFRESH_TOKEN,
                    format = FieldDescriptions.REFRESH,
                    extensions = @Extension(name = BY_SETTING, value = "latchkey.contract.drf-token.rotate"))
            String refresh) {

        static Renewed of(Tokens tokens) {
            return new Renewed(tokens.access(), null);
        }

        static Renewed withSuccessor(Tokens tokens) {
            return new Renewed(tokens.access(), tokens.refresh());
        }
    }

    @Schema(description = FieldDescriptions.DONE)
    record LoggedOut(
            @Schema(description = FieldDescriptions.MESSAGE) String detail) {}

    private DrfTokenBodies() {}
}
