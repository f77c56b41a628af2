package latchkey.passkey;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import latchkey.Database;
import latchkey.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes of authenticators, changed at random: whatever comes, it is refused, and is no fault of ours. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class PasskeyMutationTest {

    private static final int CHANGES = 30;

    /** The first bytes of CBOR maps, arrays, texts and numbers, some of them longer than all that follows. */
    private static final int[] ODD = {
        0x00, 0x1b, 0x3b, 0x5b, 0x5f, 0x7b, 0x7f, 0x9b, 0x9f, 0xbb, 0xbf, 0xd9, 0xf6, 0xfb, 0xff
    };

    private String access;
    private VirtualAuthenticator authenticator;

    @BeforeEach
    void adaIsSignedIn() {
        Database.empty();
        Map<String, String> credentials = Map.of("username", "ada", "password", "the difference engine");
        post("/express/api/auth/register", credentials);
        access = Json.text(post("/express/api/auth/login", credentials), "data.token");
        authenticator = new VirtualAuthenticator();
    }

    private static Response post(String path, Map<String, ?> body) {
        return given().contentType(JSON).body(body).post(path);
    }

    private Response own(String path, Map<String, ?> body) {
        return given().auth().oauth2(access).contentType(JSON).body(body).post(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"attestationObject", "clientDataJSON"})
    void aChangedRegistrationIsRefused(String part) {
        Random random = new Random(part.hashCode());
        for (int i = 0; i < CHANGES; i++) {
            JsonPath options = own("/account/passkeys/options", Map.of()).jsonPath();
            Map<String, Object> credential = changed(authenticator.create(options), part, random);

            Response answer = own("/account/passkeys", Map.of("name", "laptop", "credential", credential));
            assertThat(answer.statusCode())
                    .as("change %d of %s: %s %s", i, part, credential, answer.asString())
                    .isIn(201, 400, 403);
            if (answer.statusCode() == 201) {
                // The model of the authenticator, which nothing vouches for, or a part that nobody reads.
                Database.execute("delete from factor");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"authenticatorData", "clientDataJSON", "signature", "userHandle"})
    void aChangedSignInIsRefused(String part) {
        own(
                "/account/passkeys",
                Map.of(
                        "name",
                        "laptop",
                        "credential",
                        authenticator.create(
                                own("/account/passkeys/options", Map.of()).jsonPath())));
        Random random = new Random(part.hashCode());
        for (int i = 0; i < CHANGES; i++) {
            JsonPath options =
                    post("/account/passkeys/sign-in-options", Map.of()).jsonPath();
            Map<String, Object> credential = changed(authenticator.get(options), part, random);

            Response answer = post("/express/api/auth/login/passkey", Map.of("credential", credential));
            assertThat(answer.statusCode())
                    .as("change %d of %s: %s %s", i, part, credential, answer.asString())
                    .isIn(400, 401, 422);
            Database.execute("delete from attempt");
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> changed(Map<String, Object> credential, String part, Random random) {
        Map<String, Object> response = new LinkedHashMap<>((Map<String, Object>) credential.get("response"));
        byte[] bytes = VirtualAuthenticator.decoded((String) response.get(part));
        byte[] changed = changed(bytes, random);
        response.put(part, VirtualAuthenticator.encoded(changed));
        Map<String, Object> copy = new HashMap<>(credential);
        copy.put("response", response);
        return copy;
    }

    /** Never the same bytes. */
    private static byte[] changed(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
            case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> changed[at] = (byte) (changed[at] == (byte) 0xbf ? 0x9f : ODD[random.nextInt(ODD.length)]);
            case 2 -> changed = Arrays.copyOf(bytes, at);
            default -> {
                changed = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(40));
                Arrays.fill(changed, bytes.length, changed.length, (byte) ODD[random.nextInt(ODD.length)]);
            }
        }
        if (Arrays.equals(changed, bytes)) {
            changed[at] ^= 1;
        }
        return changed;
    }

    /** Parts that are missing, or of another type. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"credential\": null}",
                "{\"credential\": []}",
                "{\"credential\": \"x\"}",
                "{\"credential\": {}}",
                "{\"credential\": {\"id\": 5, \"response\": {}}}",
                "{\"credential\": {\"id\": \"AA\", \"response\": null}}",
                "{\"credential\": {\"id\": \"AA\", \"response\": {\"clientDataJSON\": {}}}}",
                "{\"mfa_token\": 7, \"credential\": {\"id\": \"AA\", \"response\": {}}}",
                "[]",
                "{\"credential\": {\"id\": \"AA\", \"response\": {\"clientDataJSON\": \"e30\", \"authenticatorData\": \"AA\", \"signature\": \"AA\"}}}"
            })
    void whatIsNoCredentialIsRefused(String body) {
        for (String login : List.of(
                "/drf-cookie/api/auth/login",
                "/drf-token/api/auth/login",
                "/express/api/auth/login",
                "/fastapi/auth/login",
                "/tasti/api/v1/auth/login")) {
            assertThat(given().contentType(JSON)
                            .body(body)
                            .post(login + "/passkey")
                            .statusCode())
                    .as(login)
                    .isBetween(400, 422);
        }
        assertThat(given().auth()
                        .oauth2(access)
                        .contentType(JSON)
                        .body(body)
                        .post("/account/passkeys")
                        .statusCode())
                .isIn(400, 403);
    }
}
