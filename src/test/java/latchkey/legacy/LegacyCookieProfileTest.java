package latchkey.legacy;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.Cookie;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import latchkey.Database;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The former backend's refresh cookie is read like Latchkey's own, and cleared with it. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(FormerBackends.class)
class LegacyCookieProfileTest {

    private static final String LIVING = "select count(*) from session where ended_at is null";

    @BeforeEach
    void adaWasImported() {
        LegacySessionsProfileTest.importAda();
    }

    @ParameterizedTest
    @ValueSource(strings = {"express", "drf-cookie", "fastapi", "tasti"})
    void aLegacyCookieIsExchangedForOurs(String contract) {
        Response refreshed = browser(contract)
                .cookie("jwt", token(1))
                .post(LegacyCookieLeftoversProfileTest.endpoint(contract, "refresh"));

        assertThat(refreshed.statusCode()).isEqualTo(200);
        assertThat(refreshed.cookie("refresh_token")).isNotBlank();
        assertThat(Database.query(LIVING)).isEqualTo("1");
    }

    @Test
    void ourCookieTakesPrecedenceOverALegacyCookie() {
        String ours =
                express().cookie("jwt", token(1)).post("/api/auth/refresh").cookie("refresh_token");

        assertThat(express()
                        .header("Cookie", "jwt=" + token(2) + "; refresh_token=" + ours)
                        .post("/api/auth/refresh")
                        .statusCode())
                .isEqualTo(200);
        assertThat(Database.query("select count(*) from session")).isEqualTo("1");
    }

    @Test
    void ourTokensAreNotReadFromALegacyCookie() {
        String ours =
                express().cookie("jwt", token(1)).post("/api/auth/refresh").cookie("refresh_token");

        assertThat(express().cookie("jwt", ours).post("/api/auth/refresh").statusCode())
                .isEqualTo(401);
        assertThat(Database.query(LIVING)).isEqualTo("1");
    }

    @Test
    void signingInRevokesAndClearsALegacyCookie() {
        Response in = express()
                .cookie("jwt", token(1))
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/api/auth/login");

        takesAway(in);
        assertThat(express().cookie("jwt", token(1)).post("/api/auth/refresh").statusCode())
                .isEqualTo(401);
    }

    @Test
    void signingOutRevokesAndClearsALegacyCookie() {
        Response out = express().cookie("jwt", token(1)).post("/api/auth/logout");

        assertThat(out.statusCode()).isEqualTo(200);
        takesAway(out);
        assertThat(express().cookie("jwt", token(1)).post("/api/auth/refresh").statusCode())
                .isEqualTo(401);
        assertThat(Database.query(LIVING)).isEqualTo("0");
    }

    /** Latchkey cannot clear a cookie of another domain, and it may belong to another user. */
    @Test
    void aLegacyCookieIsIgnoredAfterSignInOrSignOut() {
        assertThat(express()
                        .header("Cookie", "jwt=" + token(1) + "; no_legacy_tokens=1")
                        .post("/api/auth/refresh")
                        .statusCode())
                .isEqualTo(401);
        assertThat(Database.query("select count(*) from session")).isEqualTo("0");
    }

    @Test
    void csrfAForeignPageCannotUseALegacyCookie() {
        for (String path : List.of("/api/auth/refresh", "/api/auth/logout")) {
            assertThat(express()
                            .cookie("jwt", token(1))
                            .header("Origin", "https://evil.example")
                            .post(path)
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(express().cookie("jwt", token(1)).post("/api/auth/refresh").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aContractWithoutCookiesReadsNoLegacyCookie() {
        assertThat(browser("drf-token")
                        .cookie("jwt", token(1))
                        .body("{}")
                        .post("/api/auth/refresh")
                        .statusCode())
                .isEqualTo(401);
        assertThat(Database.query(LIVING)).isEqualTo("0");
    }

    private static void takesAway(Response answer) {
        assertThat(answer.detailedCookies().getList("jwt"))
                .allSatisfy(cookie -> assertThat(cookie.getMaxAge()).isZero())
                .extracting(Cookie::getPath)
                .contains("/", "/api", "/api/auth", "/api/auth/refresh");
    }

    private static RequestSpecification express() {
        return browser("express");
    }

    private static RequestSpecification browser(String contract) {
        return given().header("Host", contract + ".test").contentType(JSON);
    }

    private static String token(int id) {
        return Signed.under(
                "old" + FormerBackends.OWN, "{\"exp\": 4070908800, \"sub\": \"42\", \"jti\": \"%d\"}".formatted(id));
    }
}
