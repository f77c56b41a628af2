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
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The JSON bodies of this contract: what it reads, then what it writes. */
final class ExpressBodies {

    record NewAccount(
            @NotBlank @Size(max = 255) String username,

            @NotEmpty @Password(min = SHORTEST_PASSWORD) @Schema(minLength = SHORTEST_PASSWORD, maxLength = 255)
            String password)
            implements SignUp {

        Registration toRegistration() {
            return Registration.of(username, password);
        }
    }

    record Credentials(
            @NotBlank @Size(max = 255) String username,

            @NotEmpty
            @Password(min = SHORTEST_PASSWORD, raisable = false)
            @Schema(minLength = SHORTEST_PASSWORD, maxLength = 255)
            String password)
            implements SignIn {}

    record Said(String message) {}

    record Answer<T>(String message, T data) {}

    record Login(String token, User user) {}

    record Refreshed(String token) {}

    record User(long id, String username, Instant joined) {

        static User of(Account account) {
            return new User(account.id, account.username, account.joinedAt);
        }
    }

    private ExpressBodies() {}
}
