package latchkey.contract.orchard;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import latchkey.account.Account;
import latchkey.account.Registration;
import latchkey.http.body.EmailAddress;
import latchkey.http.body.Password;
import latchkey.http.signin.PasswordBody.SignIn;
import latchkey.http.signin.PasswordBody.SignUp;
import latchkey.openapi.FieldDescriptions;
import latchkey.session.Tokens;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of this contract: what it reads, then what it writes. */
final class OrchardBodies {

    @Schema(description = FieldDescriptions.REGISTRATION)
    record Arrival(@NotNull @Valid NewPerson person) implements SignUp {

        @Override
        public Map<String, String> spelled() {
            return Map.of(
                    "username", "person.callName", "password", "person.pass-phrase", "email", "person.contact.mail");
        }

        Registration toRegistration() {
            return Registration.of(
                    person.callName(), person.passPhrase(), person.contact().mail(), "", "");
        }
    }

    @Schema(description = FieldDescriptions.REGISTRATION)
    record NewPerson(
            @NotBlank
            @Size(max = 150)
            @Schema(description = FieldDescriptions.USERNAME, format = FieldDescriptions.NAME)
            String callName,

            @JsonProperty("pass-phrase")
            @NotEmpty
            @Password
            @Schema(description = FieldDescriptions.NEW_PASSWORD, format = FieldDescriptions.SECRET)
            String passPhrase,

            @NotNull @Valid Contact contact,

            @Schema(description = "How old the trees are.") @Nullable
            Integer age,

            @Schema(description = "What grows there.") @Nullable
            List<@NotBlank String> fruits) {}

    @Schema(description = "How the person is reached.")
    record Contact(
            @NotBlank
            @Email(regexp = EmailAddress.PATTERN)
            @Schema(description = FieldDescriptions.EMAIL, format = FieldDescriptions.MAIL)
            String mail) {}

    @Schema(description = FieldDescriptions.CREDENTIALS)
    record Return(@NotNull @Valid Credentials session) implements SignIn {

        @Override
        public String username() {
            return session.callName();
        }

        @Override
        public String password() {
            return session.passPhrase();
        }

        @Override
        public @Nullable String code() {
            return null;
        }

        @Override
        public @Nullable Boolean rememberDevice() {
            return null;
        }
    }

    @Schema(description = FieldDescriptions.CREDENTIALS)
    record Credentials(
            @NotBlank @Size(max = 150) @Schema(description = FieldDescriptions.LOGIN, format = FieldDescriptions.NAME)
            String callName,

            @JsonProperty("pass-phrase")
            @NotEmpty
            @Password(min = 1, raisable = false)
            @Schema(description = FieldDescriptions.PASSWORD, format = FieldDescriptions.SECRET)
            String passPhrase) {}

    @Schema(description = FieldDescriptions.SHOWN)
    record Renewal(@Nullable Shown renewal) {

        @Nullable
        String token() {
            return renewal == null ? null : renewal.stub();
        }
    }

    @Schema(description = FieldDescriptions.SHOWN)
    record Shown(
            @Schema(description = FieldDescriptions.REFRESH_TOKEN, format = FieldDescriptions.REFRESH) @Nullable
            String stub) {}

    @Schema(description = FieldDescriptions.ANSWER)
    record Held(Session session) {

        static Held of(Tokens tokens) {
            return new Held(new Session(tokens.access(), tokens.refresh()));
        }
    }

    @Schema(description = FieldDescriptions.PAIR)
    record Session(
            @Schema(description = FieldDescriptions.ACCESS_TOKEN, format = FieldDescriptions.ACCESS)
            String ticket,

            @Schema(description = FieldDescriptions.REFRESH_TOKEN, format = FieldDescriptions.REFRESH)
            String stub) {}

    @Schema(description = FieldDescriptions.ANSWER)
    record Known(Person person) {

        static Known of(Account account) {
            return new Known(new Person(account.id, account.username));
        }
    }

    @Schema(description = FieldDescriptions.USER)
    record Person(
            @Schema(description = FieldDescriptions.ID) long number,

            @Schema(description = FieldDescriptions.USERNAME)
            String callName) {}

    @Schema(description = FieldDescriptions.DONE)
    record Gone(
            @Schema(description = FieldDescriptions.MESSAGE) String farewell) {}

    private OrchardBodies() {}
}
