package latchkey.legacy;

import static io.restassured.RestAssured.given;
import static latchkey.legacy.LegacySessionsProfileTest.refresh;
import static latchkey.legacy.LegacySessionsProfileTest.token;
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
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.StoppedClock;
import latchkey.account.TwoConnectionsAndGuesses;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Latchkey logs a warning if the configured key of a legacy issuer is wrong. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(TwoConnectionsAndGuesses.class)
class LegacyWrongKeyProfileTest {

    private static int hours;

    private static final List<Logger> LOGGERS = Stream.of(VerifiedIssuers.class, LegacyRefusals.class)
            .map(source -> Logger.getLogger(source.getName()))
            .toList();

    private final List<String> lines = new CopyOnWriteArrayList<>();

    private final Handler listening = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LegacySessionsProfileTest.importAda();
        LOGGERS.forEach(logger -> logger.addHandler(listening));
    }

    /** The log has one line a minute, and the application lives longer than a test. */
    private static void stopLaterThanBefore() {
        hours += 3;
        StoppedClock.stop();
        StoppedClock.advance(Duration.ofHours(hours));
    }

    @AfterEach
    void timeGoesOn() {
        LOGGERS.forEach(logger -> logger.removeHandler(listening));
        StoppedClock.resume();
    }

    @Test
    void aWrongKeyOfAnIssuerIsLoggedOnceAMinute() {
        stopLaterThanBefore();
        String token = token("simplejwt-refresh");

        assertThat(refresh(token).statusCode()).isEqualTo(401);
        assertThat(refresh(token).statusCode()).isEqualTo(401);

        assertThat(lines)
                .anyMatch(line ->
                        line.contains("latchkey.legacy.\"django\"") && line.contains("signature does not match"))
                .anyMatch(line -> line.contains("latchkey.legacy.\"longer\"") && line.contains("another algorithm"))
                .noneMatch(line -> line.contains(token) || line.contains("\"access\""))
                .filteredOn(line -> line.contains("\"django\""))
                .hasSize(1);

        StoppedClock.advance(Duration.ofMinutes(1));
        assertThat(refresh(token).statusCode()).isEqualTo(401);
        assertThat(lines).filteredOn(line -> line.contains("\"django\"")).hasSize(2);
    }

    @Test
    void noWrongKeyIsLoggedIfAnotherIssuersKeyVerifies() {
        stopLaterThanBefore();
        refresh(token("fastapi-refresh"));
        assertThat(lines).isEmpty();

        refresh(token("simplejwt-refresh"));
        assertThat(lines).isNotEmpty().noneMatch(line -> line.contains("\"fastapi\""));
    }

    @Test
    void aValidTokenOfTheOtherTypeIsNotLogged() {
        stopLaterThanBefore();
        for (String question : List.of("introspect", "revoke")) {
            given().auth()
                    .preemptive()
                    .basic("gateway", Database.CLIENT_SECRET)
                    .formParam("token", token("fastapi-refresh"))
                    .post("/oauth2/" + question)
                    .then()
                    .statusCode(200);
        }

        assertThat(lines).isEmpty();
    }

    /** Whatever type is in its header: that of an access token may be another issuer's. */
    @Test
    void ourTokensAreRecognisedByTheirIssuer() {
        stopLaterThanBefore();
        String ours = ConfigProvider.getConfig().getValue("latchkey.issuer", String.class);
        String header = "{\"alg\": \"HS256\", \"typ\": \"%s\"}";

        refresh(Signed.under("another", header.formatted("JWT"), "{\"exp\": 1, \"iss\": \"" + ours + "\"}"));
        refresh(Signed.under("another", header.formatted("rt+jwt"), "{\"exp\": 1}"));
        assertThat(lines).isEmpty();

        refresh(Signed.under(
                "another", header.formatted("at+jwt"), "{\"exp\": 1, \"iss\": \"https://elsewhere.example\"}"));
        assertThat(lines).anyMatch(line -> line.contains("\"django\""));

        StoppedClock.advance(Duration.ofMinutes(1));
        refresh(Signed.under("another", header.formatted("JWT"), "no JSON at all"));
        assertThat(lines).filteredOn(line -> line.contains("\"django\"")).hasSizeBetween(1, 2);
    }

    @Test
    void invalidTokensAndOursAreNotLogged() {
        String login = given().contentType("application/json")
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/express/api/auth/login")
                .jsonPath()
                .getString("data.token");
        stopLaterThanBefore();

        for (String shown :
                List.of(login, login.replace(login.substring(login.lastIndexOf('.')), ".AAAA"), "a.b.c", "nonsense")) {
            given().header("Authorization", "Bearer " + shown)
                    .get("/account")
                    .then()
                    .statusCode(401);
            refresh(shown).then().statusCode(401);
        }

        assertThat(lines).isEmpty();
    }
}
