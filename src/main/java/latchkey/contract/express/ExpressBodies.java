package latchkey.contract.express;

import static latchkey.contract.express.ExpressContract.SHORTEST_PASSWORD;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import latchkey.account.Account;
import latchkey.account.Registration;
import latchkey.contract.Hashed.SignIn;
import latchkey.contract.Hashed.SignUp;
import latchkey.contract.Password;
import latchkey.contract.Says;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The JSON bodies of this contract: what it reads, then what it writes. */
final class ExpressBodies {

    @Schema(description = Says.REGISTRATION)
    record NewAccount(
            @NotBlank @Size(max = 255) @Schema(description = Says.USERNAME, format = Says.NAME)
            String username,

            @NotEmpty
            @Password(min = SHORTEST_PASSWORD)
            @Schema(
                    description = Says.NEW_PASSWORD,
                    format = Says.SECRET,
                    minLength = SHORTEST_PASSWORD,
                    maxLength = 255)
            String password)
            implements SignUp {

        Registration toRegistration() {
            return Registration.of(username, password);
        }
    }

    @Schema(description = Says.CREDENTIALS)
    record Credentials(
            @NotBlank @Size(max = 255) @Schema(description = Says.LOGIN, format = Says.NAME)
            String username,

            @NotEmpty
            @Password(min = SHORTEST_PASSWORD, raisable = false)
            @Schema(description = Says.PASSWORD, format = Says.SECRET, minLength = SHORTEST_PASSWORD, maxLength = 255)
            String password)
            implements SignIn {}

    @Schema(description = Says.DONE)
    record Said(@Schema(description = Says.MESSAGE) String message) {}

    @Schema(description = Says.ANSWER)
    record Answer<T>(@Schema(description = Says.MESSAGE) String message, T data) {}

    @Schema(description = Says.OPENED)
    record Login(
            @Schema(description = Says.ACCESS_TOKEN, format = Says.ACCESS)
            String token,

            User user) {}

    @Schema(description = Says.RENEWED)
    record Refreshed(
            @Schema(description = Says.ACCESS_TOKEN, format = Says.ACCESS)
            String token) {}

    @Schema(description = Says.USER)
    record User(
            @Schema(description = Says.ID) long id,
            @Schema(description = Says.USERNAME) String username,
            @Schema(description = Says.JOINED) Instant joined) {

        static User of(Account account) {
            return new User(account.id, account.username, account.joinedAt);
        }
    }

    private ExpressBodies() {}
}
