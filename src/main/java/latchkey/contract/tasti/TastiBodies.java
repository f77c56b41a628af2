package latchkey.contract.tasti;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import latchkey.account.Account;
import latchkey.account.Registration;
import latchkey.http.body.EmailAddress;
import latchkey.http.body.Password;
import latchkey.http.signin.PasswordBody.SignIn;
import latchkey.http.signin.PasswordBody.SignUp;
import latchkey.openapi.FieldDescriptions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of this contract: requests first, then responses. */
final class TastiBodies {

    @Schema(description = FieldDescriptions.REGISTRATION)
    record NewUser(
            @NotBlank
            @Size(max = 150)
            @Schema(description = FieldDescriptions.USERNAME, format = FieldDescriptions.NAME)
            String username,

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

            @JsonProperty("first_name") @Size(max = 150) @Nullable @Schema(description = FieldDescriptions.FIRST_NAME)
            String firstName,

            @JsonProperty("last_name") @Size(max = 150) @Nullable @Schema(description = FieldDescriptions.LAST_NAME)
            String lastName)
            implements SignUp {

        Registration toRegistration() {
            return Registration.of(username, password, email, firstName, lastName);
        }
    }

    /** @param username the username or the e-mail address */
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

    @Schema(description = FieldDescriptions.OPENED)
    record Welcome(
            @Schema(description = FieldDescriptions.MESSAGE) String message,

            @Schema(description = FieldDescriptions.ACCESS_TOKEN, format = FieldDescriptions.ACCESS)
            String access,

            User user) {}

    @Schema(description = FieldDescriptions.RENEWED)
    record Refreshed(
            @Schema(description = FieldDescriptions.ACCESS_TOKEN, format = FieldDescriptions.ACCESS)
            String access,

            User user) {}

    @Schema(name = "Said", description = FieldDescriptions.DONE)
    record MessageBody(
            @Schema(description = FieldDescriptions.MESSAGE) String message) {}

    @Schema(description = FieldDescriptions.USER)
    record User(
            @Schema(description = FieldDescriptions.ID) long id,

            @Schema(description = FieldDescriptions.USERNAME)
            String username,

            @Nullable @Schema(description = FieldDescriptions.EMAIL)
            String email,

            @JsonProperty("first_name") @Schema(description = FieldDescriptions.FIRST_NAME)
            String firstName,

            @JsonProperty("last_name") @Schema(description = FieldDescriptions.LAST_NAME)
            String lastName,

            @JsonProperty("date_joined") @Schema(description = FieldDescriptions.JOINED)
            Instant dateJoined) {

        static User of(Account account) {
            return new User(
                    account.id, account.username, account.email, account.firstName, account.lastName, account.joinedAt);
        }
    }

    private TastiBodies() {}
}
