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
import latchkey.session.Tokens;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of this contract: what it reads, then what it writes. */
final class DrfTokenBodies {

    record NewUser(
            @NotBlank @Size(max = 150) String username,

            @NotEmpty @Password @Schema(minLength = 8, maxLength = 255)
            String password,

            @NotBlank @Size(max = EmailAddress.LONGEST) @Email(regexp = EmailAddress.PATTERN)
            String email,

            @JsonProperty("first_name") @Size(max = 150) @Nullable
            String firstName,

            @JsonProperty("last_name") @Size(max = 150) @Nullable
            String lastName)
            implements SignUp {

        Registration toRegistration() {
            return Registration.of(username, password, email, firstName, lastName);
        }
    }

    record Credentials(
            @NotBlank @Size(max = 255) String username,

            @NotEmpty @Password(min = 1, raisable = false) @Schema(maxLength = 255)
            String password)
            implements SignIn {}

    record Refresh(@Nullable String refresh) {}

    record Logout(@JsonProperty("refresh_token") @Nullable String refreshToken) {}

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

    record NewcomerWithTokens(
            long pk,
            String username,
            @Nullable String email,
            @JsonProperty("first_name") String firstName,
            @JsonProperty("last_name") String lastName,
            @JsonProperty("profile_image") @Nullable String profileImage,
            TokenPair tokens) {}

    record TokenPair(String refresh, String access) {

        static TokenPair of(Tokens tokens) {
            return new TokenPair(tokens.refresh(), tokens.access());
        }
    }

    record Renewed(
            String access,

            @JsonInclude(NON_NULL)
            @Nullable
            @Schema(extensions = @Extension(name = BY_SETTING, value = "latchkey.contract.drf-token.rotate"))
            String refresh) {

        static Renewed of(Tokens tokens) {
            return new Renewed(tokens.access(), null);
        }

        static Renewed withSuccessor(Tokens tokens) {
            return new Renewed(tokens.access(), tokens.refresh());
        }
    }

    record LoggedOut(String detail) {}

    private DrfTokenBodies() {}
}
