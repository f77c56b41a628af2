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
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of this contract: what it reads, then what it writes. */
final class TastiBodies {

    record NewUser(
            @NotBlank @Size(max = 150) String username,

            @NotBlank @Size(max = EmailAddress.LONGEST) @Email(regexp = EmailAddress.PATTERN)
            String email,

            @NotEmpty @Password @Schema(minLength = 8, maxLength = 255)
            String password,

            @JsonProperty("first_name") @Size(max = 150) @Nullable
            String firstName,

            @JsonProperty("last_name") @Size(max = 150) @Nullable
            String lastName)
            implements SignUp {

        Registration toRegistration() {
            return Registration.of(username, password, email, firstName, lastName);
        }
    }

    /** @param username or e-mail address */
    record Credentials(
            @NotBlank @Size(max = 255) String username,

            @NotEmpty @Password(min = 1, raisable = false) @Schema(maxLength = 255)
            String password)
            implements SignIn {}

    record Welcome(String message, String access, User user) {}

    record Refreshed(String access, User user) {}

    record Said(String message) {}

    record User(
            long id,
            String username,
            @Nullable String email,
            @JsonProperty("first_name") String firstName,
            @JsonProperty("last_name") String lastName,
            @JsonProperty("date_joined") Instant dateJoined) {

        static User of(Account account) {
            return new User(
                    account.id, account.username, account.email, account.firstName, account.lastName, account.joinedAt);
        }
    }

    private TastiBodies() {}
}
