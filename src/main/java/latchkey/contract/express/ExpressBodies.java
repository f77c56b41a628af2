package latchkey.contract.express;

import static latchkey.contract.express.ExpressContract.SHORTEST_PASSWORD;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Map;
import latchkey.account.Account;
import latchkey.account.Registration;
import latchkey.email.LinkProof;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.http.body.Password;
import latchkey.http.signin.PasswordBody;
import latchkey.http.signin.PasswordBody.SignIn;
import latchkey.http.signin.PasswordBody.SignUp;
import latchkey.openapi.FieldDescriptions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of this contract: requests first, then responses. */
final class ExpressBodies {

    @Schema(description = FieldDescriptions.REGISTRATION)
    record NewAccount(
            @NotBlank
            @Size(max = 255)
            @Schema(description = FieldDescriptions.USERNAME, format = FieldDescriptions.NAME)
            String username,

            @NotEmpty
            @Password(min = SHORTEST_PASSWORD)
            @Schema(
                    description = FieldDescriptions.NEW_PASSWORD,
                    format = FieldDescriptions.SECRET,
                    minLength = SHORTEST_PASSWORD,
                    maxLength = 255)
            String password)
            implements SignUp {

        Registration toRegistration() {
            return Registration.of(username, password);
        }
    }

    @Schema(description = FieldDescriptions.CREDENTIALS)
    record Credentials(
            @NotBlank @Size(max = 255) @Schema(description = FieldDescriptions.LOGIN, format = FieldDescriptions.NAME)
            String username,

            @NotEmpty
            @Password(min = SHORTEST_PASSWORD, raisable = false)
            @Schema(
                    description = FieldDescriptions.PASSWORD,
                    format = FieldDescriptions.SECRET,
                    minLength = SHORTEST_PASSWORD,
                    maxLength = 255)
            String password,

            @Size(max = 64) @Nullable @Schema(description = FieldDescriptions.CODE)
            String code,

            @JsonProperty("remember_device") @Nullable @Schema(description = FieldDescriptions.REMEMBER_DEVICE)
            Boolean rememberDevice)
            implements SignIn {}

    @Schema(description = FieldDescriptions.NEW_PASSWORD_PROOF)
    record ResetPassword(
            @Size(max = 255) @Nullable @Schema(description = FieldDescriptions.MAIL_TOKEN)
            String token,

            @NotEmpty
            @Password(min = SHORTEST_PASSWORD)
            @Schema(
                    description = FieldDescriptions.NEW_PASSWORD,
                    format = FieldDescriptions.SECRET,
                    minLength = SHORTEST_PASSWORD,
                    maxLength = 255)
            String password)
            implements PasswordBody.Reset {

        @Override
        public LinkProof toProof() {
            return toProof(null);
        }

        @Override
        public LinkProof toProof(@Nullable String inQuery) {
            return proof(token, inQuery);
        }
    }

    @Schema(description = FieldDescriptions.MAIL_PROOF)
    record MailedToken(
            @Size(max = 255) @Nullable @Schema(description = FieldDescriptions.MAIL_TOKEN)
            String token) {

        LinkProof toProof(@Nullable String inQuery) {
            return proof(token, inQuery);
        }
    }

    @Schema(name = "Said", description = FieldDescriptions.DONE)
    record MessageBody(
            @Schema(description = FieldDescriptions.MESSAGE) String message) {}

    @Schema(description = FieldDescriptions.ANSWER)
    record Answer<T>(
            @Schema(description = FieldDescriptions.MESSAGE) String message, T data) {}

    @Schema(description = FieldDescriptions.OPENED)
    record Login(
            @Schema(description = FieldDescriptions.ACCESS_TOKEN, format = FieldDescriptions.ACCESS)
            String token,

            User user) {}

    @Schema(description = FieldDescriptions.RENEWED)
    record Refreshed(
            @Schema(description = FieldDescriptions.ACCESS_TOKEN, format = FieldDescriptions.ACCESS)
            String token) {}

    @Schema(description = FieldDescriptions.USER)
    record User(
            @Schema(description = FieldDescriptions.ID) long id,

            @Schema(description = FieldDescriptions.USERNAME)
            String username,

            @Schema(description = FieldDescriptions.JOINED) Instant joined) {

        static User of(Account account) {
            return new User(account.id, account.username, account.joinedAt);
        }
    }

    private static LinkProof proof(@Nullable String inBody, @Nullable String inQuery) {
        String token = inBody == null ? inQuery : inBody;
        if (token == null) {
            throw AuthFailure.invalid(Map.of("token", FieldError.of(FieldError.Kind.MISSING)));
        }
        return LinkProof.ofToken(token);
    }

    private ExpressBodies() {}
}
