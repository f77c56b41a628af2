package latchkey.platform;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.URLENC;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.List;
import latchkey.ClientsAndPasswords;
import latchkey.Database;
import latchkey.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client authenticates with its secret, form-encoded as RFC 6749 requires, or not, as curl sends it. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(ClientsAndPasswords.class)
class ClientSecretsProfileTest {

    static final List<String> IDS = List.copyOf(ClientsAndPasswords.CLIENTS.keySet());

    @ParameterizedTest(name = "{0}")
    @FieldSource("IDS")
    void aClientSecretIsAcceptedUnencoded(String id) {
        // The name ends at the first colon (RFC 7617, 2).
        if (!id.contains(":")) {
            assertThat(asked(id + ":" + ClientsAndPasswords.CLIENTS.get(id)).statusCode())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("IDS")
    void aClientSecretIsAcceptedFormEncoded(String id) {
        assertThat(asked(encoded(id) + ":" + encoded(ClientsAndPasswords.CLIENTS.get(id)))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "base64:zK /9aT0 pLm1hQ==",
                "base64:",
                "base64",
                "",
                ":",
                "percent:100",
                "percent:100%25%25",
                "percent:%",
                "percent:%zz",
                "escape:50A+",
                "escape:50%41+",
                "colon%3Aone:two",
                "hexadecimal:0F83BD9C",
                "hexadecimal:%",
                "nobody:",
                "%:%",
                "%00:%00"
            })
    void anotherClientSecretIsRejected(String sent) {
        Response answer = asked(sent);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(Json.text(answer, "error")).isEqualTo("invalid_client");
    }

    @Test
    void invalidBase64IsRejected() {
        assertThat(given().header("Authorization", "Basic !!")
                        .contentType(URLENC)
                        .formParam("token", "x")
                        .post("/oauth2/introspect")
                        .statusCode())
                .isEqualTo(401);
    }

    private static Response asked(String pair) {
        return given().header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)))
                .contentType(URLENC)
                .formParam("token", "x")
                .post("/oauth2/introspect");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
