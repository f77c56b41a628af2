package latchkey.platform;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.URLENC;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import latchkey.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client authenticates with its secret, form-encoded as RFC 6749 requires, or not, as curl sends it. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(ClientSecretsProfileTest.Secrets.class)
class ClientSecretsProfileTest {

    /** By the client's id. */
    static final Map<String, String> KNOWN = Map.of(
            "base64", "zK+/9aT0+pLm1hQ==",
            "percent", "100%",
            "escape", "50%41%2B",
            "colon", "one:two",
            "umlaut", "schl\u00fcssel und schlo\u00df",
            "https://shop.example/?a=b+c", "an id of its own",
            "hexadecimal", "0f83bd9c");

    static final List<String> IDS = List.copyOf(KNOWN.keySet());

    public static class Secrets implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return KNOWN.entrySet().stream()
                    .collect(Collectors.toMap(
                            client -> "latchkey.clients.\"" + client.getKey() + "\".secret-hash",
                            client -> sha256(client.getValue())));
        }
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("IDS")
    void aClientSecretIsAcceptedUnencoded(String id) {
        // The name ends at the first colon (RFC 7617, 2).
        if (!id.contains(":")) {
            assertThat(asked(id + ":" + KNOWN.get(id)).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("IDS")
    void aClientSecretIsAcceptedFormEncoded(String id) {
        assertThat(asked(encoded(id) + ":" + encoded(KNOWN.get(id))).statusCode())
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
        assertThat(answer.jsonPath().getString("error")).isEqualTo("invalid_client");
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

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
