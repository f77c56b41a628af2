package latchkey.password;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import latchkey.ClientsAndPasswords;
import latchkey.Database;
import latchkey.command.LatchkeyCommand;
import latchkey.contract.ContractCalls;
import latchkey.hash.BcryptHash;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** New passwords, with common passwords and those of a file blocked. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(ClientsAndPasswords.class)
class BlockedPasswordsProfileTest {

    @Inject
    CommandLine.IFactory factory;

    @BeforeEach
    void startWithoutAccounts() {
        Database.empty();
    }

    @ParameterizedTest
    @EnumSource
    void aCommonPasswordIsRejectedWithTheContractsError(ContractCalls contract) {
        for (String password : List.of("password123", "Lovelace", "11111111", "Acme Rocks", "ada-king")) {
            Response refused = contract.register("ada-king", password);

            assertThat(refused.statusCode()).as(password).isEqualTo(contract.invalid);
            assertThat(refused.jsonPath().getString(contract.flaw)).contains("password is too common");
        }
        assertThat(Database.query("select count(*) from account")).isEqualTo("0");
        assertThat(contract.register("ada-king", "hopper1906").statusCode()).isEqualTo(contract.created);
    }

    @ParameterizedTest
    @EnumSource
    void anExistingCommonPasswordStillSignsIn(ContractCalls contract) {
        contract.register("ada", "hopper1906");
        Database.execute("update credential set password_hash = '%s'".formatted(BcryptHash.digestedOf("password", 4)));

        assertThat(contract.letsIn("ada", "password")).isTrue();
    }

    @Test
    void aCommonPasswordIsRejectedInAPasswordChange() {
        ContractCalls.EXPRESS.register("ada-king", "hopper1906");
        String token =
                ContractCalls.EXPRESS.login("ada-king", "hopper1906").jsonPath().getString("data.token");

        for (String password : List.of("password123", "acme rocks", "Ada-King")) {
            Response refused = changed(token, password);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.jsonPath().getString("errors[0].pointer")).isEqualTo("#/new_password");
            assertThat(refused.jsonPath().getString("errors[0].detail")).contains("too common");
        }
        assertThat(changed(token, "babbage 1791").statusCode()).isEqualTo(200);
    }

    @Test
    void aCommonPasswordIsRejectedByTheCommands() {
        assertThat(created("password123")).isEqualTo("1 Not created: INVALID_FIELDS [password: COMMON].\n");
        assertThat(created("😀".repeat(4))).isEqualTo("1 The password needs 8 to 255 characters.\n");
        assertThat(created("x".repeat(256))).isEqualTo("1 The password needs 8 to 255 characters.\n");
        assertThat(created("hopper1906")).isEqualTo("0 ");
        assertThat(created("babbage 1791")).isEqualTo("1 Not created: ALREADY_TAKEN [username: TAKEN].\n");
    }

    /** The exit code of the command, and what it said on standard error. */
    private String created(String password) {
        InputStream in = System.in;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            System.setIn(new ByteArrayInputStream(password.getBytes(StandardCharsets.UTF_8)));
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
            int code = new CommandLine(LatchkeyCommand.class, factory).execute("accounts", "create", "ada");
            return code + " " + said.toString(StandardCharsets.UTF_8);
        } finally {
            System.setIn(in);
            System.setErr(err);
        }
    }

    private static Response changed(String token, String wanted) {
        return given().header("Authorization", "Bearer " + token)
                .contentType(JSON)
                .body("{\"current_password\": \"hopper1906\", \"new_password\": \"%s\"}".formatted(wanted))
                .post("/account/password");
    }
}
