package latchkey.contract.fastapi;

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
final class FastApiBodies {

    @Schema(description = Says.REGISTRATION)
    record NewUser(
            @NotBlank
            @Size(max = EmailAddress.LONGEST)
            @Email(regexp = EmailAddress.PATTERN)
            @Schema(description = Says.EMAIL, format = Says.MAIL)
            String email,

            @NotBlank @Size(max = 255) @Schema(description = Says.USERNAME, format = Says.NAME)
            String username,

            @NotEmpty
            @Password
            @Schema(description = Says.NEW_PASSWORD, format = Says.SECRET, minLength = 8, maxLength = 255)
            String password,

            @JsonProperty("full_name") @Size(max = 255) @Nullable @Schema(description = Says.FULL_NAME)
            String fullName)
            implements SignUp {

        Registration toRegistration() {
            return new Registration(username, password, email, "", "", fullName);
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
            @JsonProperty("refresh_token") @Nullable @Schema(description = Says.REFRESH_TOKEN, format = Says.REFRESH)
            String refreshToken) {}

    @JsonInclude(NON_NULL)
    @Schema(description = Says.PAIR)
    record TokenPair(
            @JsonProperty("access_token")
            @Nullable
            @Schema(
                    description = Says.ACCESS_TOKEN,
                    format = Says.ACCESS,
                    extensions = @Extension(name = BY_SETTING, value = "latchkey.contract.fastapi.tokens"))
            String accessToken,

            @JsonProperty("refresh_token")
            @Nullable
            @Schema(
                    description = Says.REFRESH_TOKEN,
                    format = Says.REFRESH,
                    extensions = @Extension(name = BY_SETTING, value = "latchkey.contract.fastapi.tokens"))
            String refreshToken,

            @JsonProperty("token_type") @Schema(description = Says.TOKEN_TYPE)
            String tokenType) {

        static TokenPair of(Tokens tokens) {
            return new TokenPair(tokens.access(), tokens.refresh(), "bearer");
        }

        /** Where the tokens are in cookies alone. */
        static TokenPair elsewhere() {
            return new TokenPair(null, null, "bearer");
        }
    }

    @Schema(description = Says.DONE)
    record Said(@Schema(description = Says.MESSAGE) String message) {}

    @Schema(description = Says.USER)
    record User(
            @Schema(description = Says.ID) long id,
            @Nullable @Schema(description = Says.EMAIL) String email,
            @Schema(description = Says.USERNAME) String username,

            @JsonProperty("full_name") @Schema(description = Says.FULL_NAME)
            String fullName,

            @JsonProperty("is_active") @Schema(description = Says.IS_ACTIVE)
            boolean isActive,

            @JsonProperty("is_superuser") @Schema(description = Says.IS_SUPERUSER)
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

    private FastApiBodies() {}
}
