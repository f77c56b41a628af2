package latchkey.http.browser;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.http.Cookie;
import io.restassured.response.Response;
import java.util.List;
import latchkey.Database;
import latchkey.contract.Givens;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Path and lifetime of each cookie. Tests turn Secure off: see ProductionIT. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class TokenCookiesTest {

    @BeforeEach
    void adaIsThere() {
        Database.empty();
        Givens.registerAda();
    }

    @ParameterizedTest(name = "{0}{1}: {2}")
    @CsvSource(textBlock = """
                    localhost,       /express/api/auth/login,    /express/api/auth
                    express.test,    /api/auth/login,            /api/auth
                    localhost,       /tasti/api/v1/auth/login/,  /tasti/api/v1/auth
                    localhost,       /api/v1/auth/login/,        /api/v1/auth
                    localhost,       /fastapi/auth/login,        /fastapi/auth
                    localhost,       /auth/login,                /auth
                    localhost,       /drf-cookie/api/auth/login, /drf-cookie/api/auth
                    drf-cookie.test, /api/auth/login/,           /api/auth
                    """)
    void theRefreshCookieIsLimitedToTheContractsPath(String host, String path, String expected) {
        Cookie cookie = login(host, path).detailedCookie("refresh_token");

        assertThat(cookie.getPath()).isEqualTo(expected);
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getSameSite()).isEqualTo("Lax");
        assertThat(cookie.getMaxAge()).isEqualTo(14 * 24 * 60 * 60);
        assertThat(cookie.getVersion()).isEqualTo(-1);
    }

    @Test
    void theAccessCookieHasPathRootAndTheLifetimeOfTheToken() {
        Cookie cookie = login("localhost", "/drf-cookie/api/auth/login").detailedCookie("access_token");

        assertThat(cookie.getPath()).isEqualTo("/");
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getSameSite()).isEqualTo("Lax");
        assertThat(cookie.getMaxAge()).isEqualTo(300);
    }

    @Test
    void aCookieIsClearedWithTheAttributesItWasSetWith() {
        Response login = login("localhost", "/fastapi/auth/login");
        Response logout = given().cookies(login.cookies()).post("/fastapi/auth/logout");

        for (String name : List.of("access_token", "refresh_token")) {
            Cookie set = login.detailedCookie(name);
            Cookie cleared = logout.detailedCookie(name);
            assertThat(cleared.getMaxAge()).isZero();
            assertThat(cleared.getValue()).isEmpty();
            assertThat(cleared.getPath()).isEqualTo(set.getPath());
            assertThat(cleared.getSameSite()).isEqualTo(set.getSameSite());
            assertThat(cleared.isHttpOnly()).isEqualTo(set.isHttpOnly());
        }
    }

    private static Response login(String host, String path) {
        return given().header("Host", host)
                .contentType(ContentType.JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post(path);
    }
}
