package latchkey.contract;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.email.MailOn;
import latchkey.email.MailServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A password change through any endpoint, in a session that any contract opened: the session's contract decides, not the path's. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@WithTestResource(MailServer.class)
@TestProfile(MailOn.class)
class PasswordChangeProfileTest {

    private static final List<String> SIGN_INS = List.of(
            "/drf-cookie/api/auth/login",
            "/drf-token/api/auth/login",
            "/express/api/auth/login",
            "/fastapi/auth/login",
            "/tasti/api/v1/auth/login");

    private static final List<String> DJANGO =
            List.of("/drf-cookie/api/auth", "/drf-token/api/auth", "/tasti/api/v1/auth");

    private static final String EVERYWHERE = "/account/password";

    @BeforeEach
    void adaIsThere() {
        Database.empty();
        Givens.registerAda();
    }

    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("replaced")
    void theFormerRefreshTokenIsRefusedElsewhereAfterAPasswordChange(String signIn, String endpoint) {
        Response login = signIn(signIn);

        Response changed = change(login, endpoint);

        assertThat(generation()).isEqualTo("1");
        assertThat(refresh(refreshToken(changed), "here").statusCode()).isEqualTo(200);
        assertThat(refresh(refreshToken(login), "elsewhere").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("kept")
    void aClientThatCannotGetAnotherRefreshTokenKeepsItsOwn(String signIn, String endpoint) {
        Response login = signIn(signIn);

        Response changed = change(login, endpoint);

        assertThat(changed.headers().getValues("Set-Cookie")).isEmpty();
        assertThat(generation()).isEqualTo("0");
        assertThat(given().contentType(JSON)
                        .body(Map.of("refresh", refreshToken(login)))
                        .post("/drf-token/api/auth/refresh")
                        .statusCode())
                .isEqualTo(200);
    }

    static Stream<Arguments> replaced() {
        return SIGN_INS.stream().flatMap(signIn -> endpoints()
                .filter(endpoint -> endpoint.equals(EVERYWHERE) || !signIn.startsWith("/drf-token"))
                .map(endpoint -> Arguments.of(signIn, endpoint)));
    }

    static Stream<Arguments> kept() {
        return endpoints()
                .filter(endpoint -> !endpoint.equals(EVERYWHERE))
                .map(endpoint -> Arguments.of("/drf-token/api/auth/login", endpoint));
    }

    private static Stream<String> endpoints() {
        return Stream.concat(
                Stream.of(EVERYWHERE),
                DJANGO.stream().flatMap(path -> Stream.of(path + "/password/change", path + "/users/set_password")));
    }

    private static Response signIn(String path) {
        return given().contentType(JSON).body("""
                        {"username": "ada", "email": "ada@shop.example", "password": "lovelace"}""").post(path);
    }

    private static Response change(Response login, String endpoint) {
        Response changed = given().header("Authorization", "Bearer " + accessToken(login))
                .contentType(JSON)
                .body("""
                        {"current_password": "lovelace", "new_password": "difference",
                         "old_password": "lovelace", "new_password1": "difference", "new_password2": "difference"}""")
                .post(endpoint);
        assertThat(changed.statusCode()).isIn(200, 204);
        return changed;
    }

    private static Response refresh(String token, String userAgent) {
        return given().header("User-Agent", userAgent)
                .cookie("refresh_token", token)
                .post("/express/api/auth/refresh");
    }

    private static String accessToken(Response login) {
        return Stream.of("access", "data.token", "access_token")
                .flatMap(field -> Stream.ofNullable(login.<String>path(field)))
                .findFirst()
                .orElseGet(() -> login.cookie("access_token"));
    }

    private static String refreshToken(Response answer) {
        return Optional.ofNullable(answer.cookie("refresh_token"))
                .or(() -> Optional.ofNullable(answer.path("refresh_token")))
                .orElseGet(() -> answer.path("refresh"));
    }

    private static String generation() {
        return Database.query("select generation from session where ended_at is null");
    }
}
