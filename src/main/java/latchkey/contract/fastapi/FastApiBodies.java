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
import latchkey.session.Tokens;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of this contract: what it reads, then what it writes. */
final class FastApiBodies {

    record NewUser(
            @NotBlank @Size(max = EmailAddress.LONGEST) @Email(regexp = EmailAddress.PATTERN)
            String email,

            @NotBlank @Size(max = 255) String username,

            @NotEmpty @Password @Schema(minLength = 8, maxLength = 255)
            String password,

            @JsonProperty("full_name") @Size(max = 255) @Nullable
            String fullName)
            implements SignUp {

        Registration toRegistration() {
            return new Registration(username, password, email, "", "", fullName);
        }
    }

    record Credentials(
            @NotBlank @Size(max = 255) String username,

            @NotEmpty @Password(min = 1, raisable = false) @Schema(maxLength = 255)
            String password)
            implements SignIn {}

    record Refresh(@JsonProperty("refresh_token") @Nullable String refreshToken) {}

    @JsonInclude(NON_NULL)
    record TokenPair(
            @JsonProperty("access_token")
            @Nullable
            @Schema(extensions = @Extension(name = BY_SETTING, value = "latchkey.contract.fastapi.tokens"))
            String accessToken,

            @JsonProperty("refresh_token")
            @Nullable
            @Schema(extensions = @Extension(name = BY_SETTING, value = "latchkey.contract.fastapi.tokens"))
            String refreshToken,

            @JsonProperty("token_type") String tokenType) {

        static TokenPair of(Tokens tokens) {
            return new TokenPair(tokens.access(), tokens.refresh(), "bearer");
        }

        /** Where the tokens are in cookies alone. */
        static TokenPair elsewhere() {
            return new TokenPair(null, null, "bearer");
        }
    }

    record Said(String message) {}

    record User(
            long id,
            @Nullable String email,
            String username,
            @JsonProperty("full_name") String fullName,
            @JsonProperty("is_active") boolean isActive,
            @JsonProperty("is_superuser") boolean isSuperuser) {

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
