package latchkey.legacy;

import static io.restassured.RestAssured.given;
import static latchkey.legacy.FormerBackends.OWN;
import static latchkey.legacy.FormerBackends.SECRET;
import static latchkey.legacy.LegacySessionsProfileTest.refresh;
import static latchkey.legacy.LegacyTokenClaimsProfileTest.bearer;
import static latchkey.legacy.LegacyTokenClaimsProfileTest.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import latchkey.Database;
import latchkey.StoppedClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dates in tokens of other libraries, and the log messages about rejected tokens. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(FormerBackends.class)
class LegacyDatesProfileTest {

    private static int hours;

    @BeforeEach
    void adaWasImported() {
        LegacySessionsProfileTest.importAda();
    }

    /** The log has one line a minute, and the application lives longer than a test. */
    private static void stopLaterThanBefore() {
        hours += 3;
        StoppedClock.stop();
        StoppedClock.advance(Duration.ofHours(hours));
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    /** Nothing is held to iat; dates later than year 9999 are as good as that. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"exp\": 4070908800, \"iat\": 1795272427000",
                "\"exp\": 4070908800, \"iat\": 4070908801",
                "\"exp\": 4070908800, \"iat\": 1795272427.25",
                "\"exp\": 4070908800, \"iat\": \"1795272427\"",
                "\"exp\": 4070908800, \"iat\": \"2026-11-21T16:07:07.000Z\"",
                "\"exp\": 4070908800, \"iat\": null",
                "\"exp\": 4070908800, \"iat\": {}",
                "\"exp\": 4070908800.75, \"nbf\": 1795272427.5",
                "\"exp\": \"4070908800\", \"nbf\": \"1795272427.5\"",
                "\"exp\": \"2099-01-01T00:00:00.123456789+02:00\", \"nbf\": \"2026-11-21T16:07:07Z\"",
                "\"exp\": 4070908800000",
                "\"exp\": 4.0709088e18",
                "\"exp\": 1e300",
                "\"exp\": \"1e1000000000\"",
                "\"exp\": 99999999999999999999999999999999",
                "\"exp\": \"+999999999-01-01T00:00:00Z\"",
                "\"iat\": 1795272427000"
            })
    void aDateIsReadAsOtherLibrariesWriteIt(String dates) {
        String token = Signed.under(SECRET, "{\"sub\": \"42\", " + dates + "}");

        assertThat(refresh(token).statusCode()).isEqualTo(200);
        assertThat(bearer(token)).isEqualTo(200);
        assertThat(Database.query("select count(*) from legacy_token")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"exp\": 1",
                "\"exp\": 0",
                "\"exp\": -4070908800",
                "\"exp\": -1e300",
                "\"exp\": \"1\"",
                "\"exp\": \"1999-01-01T00:00:00Z\"",
                "\"exp\": \"2099-01-01\"",
                "\"exp\": \"2099-01-01T00:00:00\"",
                "\"exp\": \"\"",
                "\"exp\": \"never\"",
                "\"exp\": \"1e-1000000000\"",
                "\"exp\": true",
                "\"exp\": [4070908800]",
                "\"exp\": 4070908800, \"nbf\": 4070908799",
                "\"exp\": 4070908800, \"nbf\": \"4070908799\"",
                "\"exp\": 4070908800, \"nbf\": \"2098-12-31T00:00:00Z\"",
                "\"exp\": 4070908800, \"nbf\": \"soon\""
            })
    void anExpiredOrDatelessTokenIsRejected(String dates) {
        String token = Signed.under(SECRET, "{\"sub\": \"42\", " + dates + "}");

        assertThat(refresh(token).statusCode()).isEqualTo(401);
        assertThat(bearer(token)).isEqualTo(401);
    }

    @Test
    void theReasonForRejectingASignedTokenIsLoggedOnceAMinute() {
        StoppedClock.stop();
        try (Lines lines = new Lines()) {
            refresh(token("untold" + OWN, "\"type\": \"cust\\u000aomer\""));
            refresh(token("untold" + OWN, "\"type\": \"another\""));
            assertThat(lines.told)
                    .singleElement()
                    .asString()
                    .contains("latchkey.legacy.\"untold\"", "\"type\": \"cust?omer\"", "type-claims")
                    .doesNotContain("\n", "eyJ");

            StoppedClock.advance(Duration.ofMinutes(1));
            refresh(Signed.under("untold" + OWN, "{\"exp\": 4070908800, \"user\": {\"id\": \"secret-42\"}}"));
            assertThat(lines.told).hasSize(2);
            assertThat(lines.told.get(1)).contains("[exp, user]", "user-claim").doesNotContain("secret-42");

            StoppedClock.advance(Duration.ofMinutes(1));
            refresh(Signed.under("untold" + OWN, "{\"exp\": 4070908800, \"sub\": \"someone\"}"));
            assertThat(lines.told).hasSize(3);
            assertThat(lines.told.get(2))
                    .contains("no id of an imported account")
                    .doesNotContain("someone");
        }
    }

    /** In milliseconds, it begins tens of thousands of years from now. */
    @Test
    void anNbfInTheFarFutureIsLogged() {
        stopLaterThanBefore();
        try (Lines lines = new Lines()) {
            refresh(Signed.under("pointer" + OWN, "{\"sub\": \"42\", \"exp\": 4070908800, \"nbf\": 1795272427000}"));

            assertThat(lines.told).singleElement().asString().contains("\"nbf\"", "\"until\"");
        }
    }

    @Test
    void aRejectedTokenTypeInTheHeaderIsLogged() {
        stopLaterThanBefore();
        try (Lines lines = new Lines()) {
            refresh(Signed.under(
                    "pointer" + OWN,
                    "{\"alg\": \"HS256\", \"typ\": \"at+jwt\"}",
                    "{\"sub\": \"42\", \"exp\": 4070908800}"));

            assertThat(lines.told).singleElement().asString().contains("in its header \"typ\": \"at+jwt\"");
        }
    }

    /** Once a token was accepted, the settings are right; an unknown user has left. */
    @Test
    void expiredTokensAndTokensOfOtherIssuersAreNotLogged() {
        StoppedClock.stop();
        try (Lines lines = new Lines()) {
            assertThat(refresh(Signed.under(SECRET, "{\"exp\": 4070908800, \"user\": {\"id\": 42}}"))
                            .statusCode())
                    .isEqualTo(200);
            refresh(Signed.under(SECRET, "{\"exp\": 1, \"sub\": 42, \"type\": \"customer\"}"));
            given().auth()
                    .preemptive()
                    .basic("gateway", Database.CLIENT_SECRET)
                    .formParam("token", token(SECRET, "\"type\": \"access\""))
                    .post("/oauth2/revoke")
                    .then()
                    .statusCode(200);
            refresh(Signed.under("of nobody", "{\"exp\": 4070908800, \"type\": \"customer\"}"));
            assertThat(lines.told).isEmpty();

            StoppedClock.advance(Duration.ofMinutes(1));
            refresh(token("pointer" + OWN, "\"data\": {\"user\": {\"_id\": 42}}"));
            refresh(token("pointer" + OWN, "\"data\": {\"user\": {\"_id\": 43}}"));
            assertThat(lines.told).isEmpty();
        }
    }

    /** What the log says of refused tokens. */
    private static final class Lines extends Handler implements AutoCloseable {

        private static final Logger LOGGER = Logger.getLogger(LegacyRefusals.class.getName());

        final List<String> told = new CopyOnWriteArrayList<>();

        Lines() {
            LOGGER.addHandler(this);
        }

        @Override
        public void publish(LogRecord line) {
            told.add(String.format(line.getMessage(), line.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            LOGGER.removeHandler(this);
        }
    }
}
