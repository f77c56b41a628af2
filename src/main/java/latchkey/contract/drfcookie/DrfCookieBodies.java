package latchkey.contract.drfcookie;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
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
final class DrfCookieBodies {

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

    @Schema(description = Says.ANSWER)
    record Envelope<T>(
            @Schema(description = Says.STATUS) String status,
            T content,
            @Schema(description = Says.DURATION) String duration) {

        static <T> Envelope<T> success(T content, Duration elapsed) {
            return new Envelope<>("SUCCESS", content, millis(elapsed) + " ms");
        }

        /** At most three decimals and no trailing zeros: 46.343, 120.26, 7. */
        private static String millis(Duration elapsed) {
            return new BigDecimal(elapsed.toNanos())
                    .movePointLeft(6)
                    .setScale(3, RoundingMode.HALF_UP)
                    .stripTrailingZeros()
                    .toPlainString();
        }
    }

    @Schema(description = Says.USER)
    record User(
            @Schema(description = Says.ID) long pk,
            @Schema(description = Says.USERNAME) String username,
            @Nullable @Schema(description = Says.EMAIL) String email,

            @JsonProperty("first_name") @Schema(description = Says.FIRST_NAME)
            String firstName,

            @JsonProperty("last_name") @Schema(description = Says.LAST_NAME)
            String lastName,

            @JsonProperty("profile_image") @Nullable @Schema(description = Says.PROFILE_IMAGE)
            String profileImage) {

        static User of(Account account) {
            return new User(
                    account.id,
                    account.username,
                    account.email,
                    account.firstName,
                    account.lastName,
                    account.profileImage);
        }
    }

    @Schema(description = Says.OPENED)
    record Login(@Schema(description = Says.USERNAME) String username) {}

    @Schema(description = Says.RENEWED)
    record Refreshed(@Schema(description = Says.MESSAGE) String message) {}

    @Schema(description = Says.DONE)
    record LoggedOut(@Schema(description = Says.MESSAGE) String detail) {}

    private DrfCookieBodies() {}
}
