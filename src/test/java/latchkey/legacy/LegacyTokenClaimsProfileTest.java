package latchkey.legacy;

import static io.restassured.RestAssured.given;
import static latchkey.legacy.FormerBackends.OWN;
import static latchkey.legacy.FormerBackends.SECRET;
import static latchkey.legacy.LegacySessionsProfileTest.refresh;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import latchkey.Database;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens with claims of other libraries: their type and their user. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(FormerBackends.class)
class LegacyTokenClaimsProfileTest {

    @BeforeEach
    void adaWasImported() {
        LegacySessionsProfileTest.importAda();
    }

    static Stream<JsonNode> made() throws IOException {
        try (InputStream file = LegacyTokenClaimsProfileTest.class.getResourceAsStream("/legacy/other-types.json")) {
            return StreamSupport.stream(new ObjectMapper().readTree(file).spliterator(), false);
        }
    }

    @ParameterizedTest
    @MethodSource("made")
    void aTokenIsUsedAsTheTypeThatItNames(JsonNode made) {
        String token = made.path("token").asText();
        boolean access = made.path("tokens").asText().equals("access");

        assertThat(access ? bearer(token) : refresh(token).statusCode())
                .isEqualTo(made.path("status").asInt());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"type\": \"Refresh Token\"",
                "\"type\": \"refresh-token\"",
                "\"type\": \"RefreshToken\"",
                "\"token_type\": \"refresh_jwt\"",
                "\"tokenType\": \"refresh\"",
                "\"typ\": \"Refresh\"",
                "\"scope\": \"refresh_token\"",
                "\"scope\": \"read write\"",
                "\"typ\": \"JWT\"",
                "\"token_use\": 7",
                "\"token_type\": \"refresh\", \"type\": \"customer\"",
                "\"type\": null"
            })
    void aRefreshTokenIsNotAcceptedAsAnAccessToken(String claims) {
        String token = token(SECRET, claims);
        boolean says = claims.toLowerCase(Locale.ROOT).contains("refresh");

        assertThat(refresh(token).statusCode()).isEqualTo(200);
        assertThat(bearer(token)).isEqualTo(says ? 401 : 200);
    }

    /** Nor is it an access token, unless it says so. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"type\": \"access_token\" | 200",
                "\"type\": \"ACCESS\" | 200",
                "\"token_type\": \"Bearer\" | 200",
                "\"token_type\": \"sliding\" | 200",
                "\"tokenType\": \"accessToken\" | 200",
                "\"typ\": \"Bearer\" | 200",
                "\"token_use\": \"access\" | 200",
                "\"scope\": \"access_token\" | 200",
                "\"typ\": \"ID\" | 401",
                "\"token_use\": \"id\" | 401",
                "\"token_type\": \"refresh\", \"type\": \"access\" | 401",
                "\"token_type\": \"access\", \"typ\": \"ID\" | 401",
                "\"type\": \"customer\" | 401",
                "\"type\": \"reset\" | 401",
                "\"type\": \"refreshed\" | 401",
                "\"type\": \"unrefresh\" | 401",
                "\"type\": \"\" | 401",
                "\"type\": true | 401",
                "\"type\": 1 | 401",
                "\"type\": [\"refresh\"] | 401",
                "\"type\": {\"refresh\": true} | 401",
                "\"token_type\": \"verify\", \"scope\": \"refresh_token\" | 401"
            })
    void aTokenOfAnotherTypeIsNotAcceptedAsARefreshToken(String claims, int asAccessToken) {
        String token = token(SECRET, claims);

        assertThat(refresh(token).statusCode()).isEqualTo(401);
        assertThat(bearer(token)).isEqualTo(asAccessToken);
    }

    /** RFC 9068, 2.1. */
    @ParameterizedTest
    @CsvSource({
        "at+jwt, 401, 200",
        "application/at+jwt, 401, 200",
        "AT+JWT, 401, 200",
        "rt+jwt, 200, 401",
        "JWT, 200, 200"
    })
    void theTypeInTheHeaderCountsToo(String type, int asRefreshToken, int asAccessToken) {
        String token = Signed.under(
                SECRET,
                "{\"alg\": \"HS256\", \"typ\": \"%s\"}".formatted(type),
                "{\"sub\": \"42\", \"exp\": 4070908800}");

        assertThat(bearer(token)).isEqualTo(asAccessToken);
        assertThat(refresh(token).statusCode()).isEqualTo(asRefreshToken);
    }

    /** The operator has configured which claims name the type. */
    @Test
    void theTypeInTheHeaderIsIgnoredIfTypeClaimsAreConfigured() {
        String token = Signed.under(
                "customer" + OWN,
                "{\"alg\": \"HS256\", \"typ\": \"at+jwt\"}",
                "{\"sub\": \"42\", \"exp\": 4070908800}");

        assertThat(refresh(token).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "customer | \"type\": \"customer\" | 200",
                "customer | \"type\": \"admin\", \"token_type\": \"refresh\" | 200",
                "customer | \"type\": \"customer\", \"token_type\": \"access\" | 401",
                "listed | \"kind\": \"r\" | 200",
                "listed | \"use\": \"r\", \"kind\": true | 200",
                "listed | \"kind\": \"R\" | 401",
                "listed | \"kind\": \"a\" | 401",
                "listed | \"kind\": \"r\", \"use\": \"a\" | 401",
                "listed | \"type\": \"r\" | 401",
                "listed | \"iat\": 1 | 401"
            })
    void typeClaimsAndTheirValuesAreConfigurable(String issuer, String claims, int status) {
        assertThat(refresh(token(issuer + OWN, claims)).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "pointer | \"data\": {\"user\": {\"_id\": 42}} | 200",
                "pointer | \"data\": {\"user\": {\"_id\": [42]}} | 401",
                "pointer | \"data\": {\"user\": 42} | 401",
                "pointer | \"data\": [{\"user\": {\"_id\": 42}}] | 401",
                "pointer | \"data\": null | 401",
                "pointer | \"iat\": 1 | 401",
                "url | \"https://example.org/user.id\": \"42\" | 200",
                "url | \"https://example.org/user.id\": null | 401",
                "url | \"https:\": {\"\": {\"example\": {\"org\": {\"user\": {\"id\": 42}}}}} | 200",
                "course | \"UserInfo\": {\"username\": \"ada\", \"roles\": [1]} | 200",
                "course | \"UserInfo\": {\"username\": \"grace\"} | 401"
            })
    void theUserClaimMayBeNested(String issuer, String claims, int status) {
        String token = Signed.under(issuer + OWN, "{\"exp\": 4070908800, " + claims + "}");

        assertThat(refresh(token).statusCode()).isEqualTo(status);
    }

    static String token(String secret, String claims) {
        return Signed.under(secret, "{\"sub\": \"42\", \"exp\": 4070908800, " + claims + "}");
    }

    static int bearer(String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/express/api/user")
                .statusCode();
    }
}
