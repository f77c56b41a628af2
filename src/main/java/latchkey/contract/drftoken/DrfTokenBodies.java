package latchkey.contract.drftoken;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL;
import static latchkey.contract.ContractDocs.BY_SETTING;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import latchkey.account.Account;
import latchkey.account.Registration;
import latchkey.contract.EmailAddress;
import latchkey.contract.Hashed.SignIn;
import latchkey.contract.Hashed.SignUp;
import latchkey.contract.Password;
import latchkey.contract.Says;
import latchkey.session.Tokens;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of this contract: what it reads, then what it writes. */
final class DrfTokenBodies {

    @Schema(description = Says.REGISTRATION)
    record NewUser(
            @NotBlank @Size(max = 150) @Schema(description = Says.USERNAME, format = Says.NAME)
            String username,

            @NotEmpty
            @Password
            @Schema(description = Says.NEW_PASSWORD, format = Says.SECRET, minLength = 8, maxLength = 255)
            String password,

            @NotBlank
            @Size(max = EmailAddress.LONGEST)
            @Email(regexp = EmailAddress.PATTERN)
            @Schema(description = Says.EMAIL, format = Says.MAIL)
            String email,

            @JsonProperty("first_name") @Size(max = 150) @Nullable @Schema(description = Says.FIRST_NAME)
            String firstName,

            @JsonProperty("last_name") @Size(max = 150) @Nullable @Schema(description = Says.LAST_NAME)
            String lastName)
            implements SignUp {

        Registration toRegistration() {
            return Registration.of(username, password, email, firstName, lastName);
        }
    }

    @Schema(description = Says.CREDENTIALS)
    record Credentials(
            @NotBlank @Size(max = 255) @Schema(description = Says.LOGIN, format = Says.NAME)
            String username,

            @NotEmpty
            @Password(min = 1, raisable = false)
            @Schema(description = Says.PASSWORD, format = Says.SECRET, maxLength = 255)
            String password)
            implements SignIn {}

    @Schema(description = Says.SHOWN)
    record Refresh(
            @Nullable @Schema(description = Says.REFRESH_TOKEN, format = Says.REFRESH)
            String refresh) {}

    @Schema(description = Says.SHOWN)
    record Logout(
            @JsonProperty("refresh_token") @Nullable @Schema(description = Says.REFRESH_TOKEN, format = Says.REFRESH)
            String refreshToken) {}

    @Schema(description = Says.ANSWER)
    record Registered(NewcomerWithTokens content) {

        static Registered of(Tokens tokens) {
            Account account = tokens.account();
            return new Registered(new NewcomerWithTokens(
                    account.id,
                    account.username,
                    account.email,
                    account.firstName,
                    account.lastName,
                    account.profileImage,
                    TokenPair.of(tokens)));
        }
    }

    @Schema(description = Says.USER)
    record NewcomerWithTokens(
            @Schema(description = Says.ID) long pk,
            @Schema(description = Says.USERNAME) String username,
            @Nullable @Schema(description = Says.EMAIL) String email,

            @JsonProperty("first_name") @Schema(description = Says.FIRST_NAME)
            String firstName,

            @JsonProperty("last_name") @Schema(description = Says.LAST_NAME)
            String lastName,

            @JsonProperty("profile_image") @Nullable @Schema(description = Says.PROFILE_IMAGE)
            String profileImage,

            TokenPair tokens) {}

    @Schema(description = Says.PAIR)
    record TokenPair(
            @Schema(description = Says.REFRESH_TOKEN, format = Says.REFRESH)
            String refresh,

            @Schema(description = Says.ACCESS_TOKEN, format = Says.ACCESS)
            String access) {

        static TokenPair of(Tokens tokens) {
            return new TokenPair(tokens.refresh(), tokens.access());
        }
    }

    @Schema(description = Says.RENEWED)
    record Renewed(
            @Schema(description = Says.ACCESS_TOKEN, format = Says.ACCESS)
            String access,

            @JsonInclude(NON_NULL)
            @Nullable
            @Schema(
                    description = Says.REFRESH_TOKEN,
                    format = Says.REFRESH,
                    extensions = @Extension(name = BY_SETTING, value = "latchkey.contract.drf-token.rotate"))
            String refresh) {

        static Renewed of(Tokens tokens) {
            return new Renewed(tokens.access(), null);
        }

        static Renewed withSuccessor(Tokens tokens) {
            return new Renewed(tokens.access(), tokens.refresh());
        }
    }

    @Schema(description = Says.DONE)
    record LoggedOut(@Schema(description = Says.MESSAGE) String detail) {}

    private DrfTokenBodies() {}
}
