package latchkey.contract.tasti;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import latchkey.account.Account;
import latchkey.account.Registration;
import latchkey.contract.EmailAddress;
import latchkey.contract.Hashed.SignIn;
import latchkey.contract.Hashed.SignUp;
import latchkey.contract.Password;
import latchkey.contract.Says;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of this contract: what it reads, then what it writes. */
final class TastiBodies {

    @Schema(description = Says.REGISTRATION)
    record NewUser(
            @NotBlank @Size(max = 150) @Schema(description = Says.USERNAME, format = Says.NAME)
            String username,

            @NotBlank
            @Size(max = EmailAddress.LONGEST)
            @Email(regexp = EmailAddress.PATTERN)
            @Schema(description = Says.EMAIL, format = Says.MAIL)
            String email,

            @NotEmpty
            @Password
            @Schema(description = Says.NEW_PASSWORD, format = Says.SECRET, minLength = 8, maxLength = 255)
            String password,

            @JsonProperty("first_name") @Size(max = 150) @Nullable @Schema(description = Says.FIRST_NAME)
            String firstName,

            @JsonProperty("last_name") @Size(max = 150) @Nullable @Schema(description = Says.LAST_NAME)
            String lastName)
            implements SignUp {

        Registration toRegistration() {
            return Registration.of(username, password, email, firstName, lastName);
        }
    }

    /** @param username or e-mail address */
    @Schema(description = Says.CREDENTIALS)
    record Credentials(
            @NotBlank @Size(max = 255) @Schema(description = Says.LOGIN, format = Says.NAME)
            String username,

            @NotEmpty
            @Password(min = 1, raisable = false)
            @Schema(description = Says.PASSWORD, format = Says.SECRET, maxLength = 255)
            String password)
            implements SignIn {}

    @Schema(description = Says.OPENED)
    record Welcome(
            @Schema(description = Says.MESSAGE) String message,

            @Schema(description = Says.ACCESS_TOKEN, format = Says.ACCESS)
            String access,

            User user) {}

    @Schema(description = Says.RENEWED)
    record Refreshed(
            @Schema(description = Says.ACCESS_TOKEN, format = Says.ACCESS)
            String access,

            User user) {}

    @Schema(description = Says.DONE)
    record Said(@Schema(description = Says.MESSAGE) String message) {}

    @Schema(description = Says.USER)
    record User(
            @Schema(description = Says.ID) long id,
            @Schema(description = Says.USERNAME) String username,
            @Nullable @Schema(description = Says.EMAIL) String email,

            @JsonProperty("first_name") @Schema(description = Says.FIRST_NAME)
            String firstName,

            @JsonProperty("last_name") @Schema(description = Says.LAST_NAME)
            String lastName,

            @JsonProperty("date_joined") @Schema(description = Says.JOINED)
            Instant dateJoined) {

        static User of(Account account) {
            return new User(
                    account.id, account.username, account.email, account.firstName, account.lastName, account.joinedAt);
        }
    }

    private TastiBodies() {}
}
