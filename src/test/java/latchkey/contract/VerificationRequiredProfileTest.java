package latchkey.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import latchkey.Database;
import latchkey.email.VerificationRequiredByUnsentMail;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users who must verify their address first are refused in the words of each contract, once their password was right. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(VerificationRequiredByUnsentMail.class)
class VerificationRequiredProfileTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @BeforeEach
    void startWithoutAccounts() {
        Database.empty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            DRF_COOKIE | drf-cookie | 401 | {"error": "E-mail is not verified."}
            DRF_TOKEN  | drf-token  | 401 | {"error": "E-mail is not verified."}
            EXPRESS    | express    | 403 | {"message": "E-mail is not verified."}
            FASTAPI    | fastapi    | 400 | {"detail": "LOGIN_USER_NOT_VERIFIED"}
            TASTI      | tasti      | 400 | {"non_field_errors": ["E-mail is not verified."]}
            """)
    void anUnverifiedUserIsRefused(ContractCalls calls, String contract, int status, String body) throws Exception {
        GoldenCase.Request request = new GoldenCase.Request(
                "POST",
                calls.path.substring(contract.length() + 1) + "login",
                null,
                null,
                JSON.readTree("{\"username\": \"ada\", \"password\": \"lovelace\"}"),
                null);
        GoldenCase.Answer refusal = new GoldenCase.Answer(status, null, null, null, JSON.readTree(body));

        Stage.atThePrefix(contract).play(new GoldenCase("unverified", List.of("ada is registered"), request, refusal));

        assertThat(calls.login("ada", "babbage!").asString()).doesNotContain("erified", "VERIFIED");
        Database.execute("update account set email_verified_at = now()");
        assertThat(calls.letsIn("ada", "lovelace")).isTrue();
    }
}
