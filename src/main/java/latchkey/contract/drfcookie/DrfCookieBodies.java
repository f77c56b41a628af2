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
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of this contract: what it reads, then what it writes. */
final class DrfCookieBodies {

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

    record Envelope<T>(String status, T content, String duration) {

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

    record User(
            long pk,
            String username,
            @Nullable String email,
            @JsonProperty("first_name") String firstName,
            @JsonProperty("last_name") String lastName,
            @JsonProperty("profile_image") @Nullable String profileImage) {

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

    record Login(String username) {}

    record Refreshed(String message) {}

    record LoggedOut(String detail) {}

    private DrfCookieBodies() {}
}
