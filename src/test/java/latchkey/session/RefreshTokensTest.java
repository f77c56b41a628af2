package latchkey.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.contract.Givens;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Valid and forged refresh tokens. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class RefreshTokensTest {

    private Givens ada;

    @BeforeEach
    void adaIsSignedIn() {
        Database.empty();
        ada = Givens.of(List.of("ada is registered", "ada is signed in"));
    }

    @Test
    void isAJwtOfItsOwnTypeWithSessionGenerationAndDates() {
        String[] parts = ada.refresh().split("\\.");

        assertThat(decoded(parts[0])).isEqualTo("{\"typ\":\"rt+jwt\",\"alg\":\"HS256\"}");
        assertThat(decoded(parts[1])).matches("\\{\"sid\":\"[0-9a-f-]{36}\",\"gen\":0,\"iat\":\\d+,\"exp\":\\d+}");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forgeries")
    void aForgedRefreshTokenIsRejectedAndEndsNoSession(String name, UnaryOperator<String> forge) {
        given().cookie("refresh_token", forge.apply(ada.refresh()))
                .post("/express/api/auth/refresh")
                .then()
                .statusCode(401);

        assertThat(Database.query("select count(*) from session where ended_at is not null"))
                .isEqualTo("0");
        given().cookie("refresh_token", ada.refresh())
                .post("/express/api/auth/refresh")
                .then()
                .statusCode(200);
    }

    static Stream<Arguments> forgeries() {
        return Stream.of(
                forgery("another generation", token -> withPayload(token, "\"gen\":0", "\"gen\":7")),
                forgery("a later expiry", token -> withPayload(token, "\"exp\":1", "\"exp\":9")),
                forgery("algorithm none", token -> withHeader(token, "{\"typ\":\"rt+jwt\",\"alg\":\"none\"}")),
                forgery("none, unsigned", token -> encoded("{\"alg\":\"none\"}") + "." + token.split("\\.")[1] + "."),
                forgery("no signature", token -> token.substring(0, token.lastIndexOf('.') + 1)),
                forgery("two parts", token -> token.substring(0, token.lastIndexOf('.'))),
                forgery("four parts", token -> token + ".x"),
                forgery("a signature cut short", token -> token.substring(0, token.length() - 2)),
                forgery("header alone", token -> token.substring(0, token.indexOf('.') + 1)),
                forgery("dots", token -> "..."),
                forgery("very long", token -> token + "x".repeat(4000)),
                forgery("no base64", token -> token.split("\\.")[0] + ".!!!." + token.split("\\.")[2]));
    }

    private static Arguments forgery(String name, UnaryOperator<String> forge) {
        return Arguments.of(name, forge);
    }

    private static String withPayload(String token, String old, String other) {
        String[] parts = token.split("\\.");
        String payload = decoded(parts[1]);
        assertThat(payload).contains(old);
        return parts[0] + "." + encoded(payload.replace(old, other)) + "." + parts[2];
    }

    private static String withHeader(String token, String header) {
        String[] parts = token.split("\\.");
        return encoded(header) + "." + parts[1] + "." + parts[2];
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }
}
