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
import latchkey.contract.EmailAddress;
import latchkey.contract.Hashed.SignIn;
import latchkey.contract.Hashed.SignUp;
import latchkey.contract.Password;
import latchkey.contract.Says;
import latchkey.session.Tokens;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of this contract: what it reads, then what it writes. */
final class OrchardBodies {

    @Schema(description = Says.REGISTRATION)
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

    @Schema(description = Says.REGISTRATION)
    record NewPerson(
            @NotBlank @Size(max = 150) @Schema(description = Says.USERNAME, format = Says.NAME)
            String callName,

            @JsonProperty("pass-phrase")
            @NotEmpty
            @Password
            @Schema(description = Says.NEW_PASSWORD, format = Says.SECRET)
            String passPhrase,

            @NotNull @Valid Contact contact,

            @Schema(description = "How old the trees are.") @Nullable
            Integer age,

            @Schema(description = "What grows there.") @Nullable
            List<@NotBlank String> fruits) {}

    @Schema(description = "How the person is reached.")
    record Contact(
            @NotBlank @Email(regexp = EmailAddress.PATTERN) @Schema(description = Says.EMAIL, format = Says.MAIL)
            String mail) {}

    @Schema(description = Says.CREDENTIALS)
    record Return(@NotNull @Valid Credentials session) implements SignIn {

        @Override
        public String username() {
            return session.callName();
        }
    }

    @Schema(description = Says.CREDENTIALS)
    record Credentials(
            @NotBlank @Size(max = 150) @Schema(description = Says.LOGIN, format = Says.NAME)
            String callName,

            @JsonProperty("pass-phrase")
            @NotEmpty
            @Password(min = 1, raisable = false)
            @Schema(description = Says.PASSWORD, format = Says.SECRET)
            String passPhrase) {}

    @Schema(description = Says.SHOWN)
    record Renewal(@Nullable Shown renewal) {

        @Nullable
        String token() {
            return renewal == null ? null : renewal.stub();
        }
    }

    @Schema(description = Says.SHOWN)
    record Shown(
            @Schema(description = Says.REFRESH_TOKEN, format = Says.REFRESH) @Nullable
            String stub) {}

    @Schema(description = Says.ANSWER)
    record Held(Session session) {

        static Held of(Tokens tokens) {
            return new Held(new Session(tokens.access(), tokens.refresh()));
        }
    }

    @Schema(description = Says.PAIR)
    record Session(
            @Schema(description = Says.ACCESS_TOKEN, format = Says.ACCESS)
            String ticket,

            @Schema(description = Says.REFRESH_TOKEN, format = Says.REFRESH)
            String stub) {}

    @Schema(description = Says.ANSWER)
    record Known(Person person) {

        static Known of(Account account) {
            return new Known(new Person(account.id, account.username));
        }
    }

    @Schema(description = Says.USER)
    record Person(
            @Schema(description = Says.ID) long number,
            @Schema(description = Says.USERNAME) String callName) {}

    @Schema(description = Says.DONE)
    record Gone(@Schema(description = Says.MESSAGE) String farewell) {}

    private OrchardBodies() {}
}
