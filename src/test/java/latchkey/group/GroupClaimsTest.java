package latchkey.group;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import latchkey.Database;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.contract.Givens;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Groups in access tokens, at proxies and at services. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class GroupClaimsTest {

    /** What browsers keep of a cookie, with its name (RFC 6265, 6.1). */
    private static final int COOKIE = 4096;

    @Inject
    Groups groups;

    @Inject
    Accounts accounts;

    private Givens ada;

    @BeforeEach
    void adaIsSignedIn() {
        Database.empty();
        Database.execute("delete from user_group where name <> 'superuser'");
        ada = Givens.of(List.of("ada is registered", "ada is signed in"));
        groups.create("staff", "");
        groups.create("Editors", "");
    }

    private Account account() {
        return accounts.find("ada").orElseThrow();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/drf-cookie/api/auth/refresh, ",
        "/drf-token/api/auth/refresh, access",
        "/express/api/auth/refresh, data.token",
        "/fastapi/auth/refresh-token, access_token",
        "/tasti/api/v1/auth/token/refresh, access"
    })
    void theNextAccessTokenHasTheGroups(String path, String member) {
        groups.grant(account(), List.of("staff", "editors"));

        assertThat(groupsOf(ada.access())).containsExactly("user");
        assertThat(groupsOf(refreshed(path, member))).containsExactlyInAnyOrder("user", "Editors", "staff");
    }

    private String refreshed(String path, String member) {
        RequestSpecification request = path.startsWith("/drf-token")
                ? given().contentType(JSON).body(Map.of("refresh", ada.refresh()))
                : given().cookie("refresh_token", ada.refresh());
        Response answer = request.post(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        return member == null ? answer.cookie("access_token") : answer.path(member);
    }

    private static List<String> groupsOf(String token) {
        return new JsonPath(new String(Base64.getUrlDecoder().decode(token.split("[.]")[1]), UTF_8)).getList("groups");
    }

    @Test
    void aProxyReadsTheGroupsOfTheToken() {
        groups.grant(account(), List.of("staff", "editors", "superuser"));
        Givens again = Givens.of(List.of("ada is signed in"));

        assertThat(forwardAuth(again, "").header("X-Auth-Groups")).isEqualTo("Editors,staff,superuser,user");
        assertThat(forwardAuth(again, "?group=staff&group=Editors").statusCode())
                .isEqualTo(200);
        assertThat(forwardAuth(again, "?group=staff&group=writers").statusCode())
                .isEqualTo(403);
        assertThat(forwardAuth(again, "?group=editors").statusCode())
                .as("spelled as it was created")
                .isEqualTo(403);
        assertThat(forwardAuth(ada, "?group=staff").statusCode())
                .as("a token from before")
                .isEqualTo(403);
    }

    private static Response forwardAuth(Givens givens, String query) {
        return given().header("Authorization", "Bearer " + givens.access()).get("/forward-auth" + query);
    }

    @Test
    void introspectionKnowsTheGroupsAtOnce() {
        groups.grant(account(), List.of("staff"));
        assertThat(introspected()).containsExactlyInAnyOrder("user", "staff");

        groups.delete("staff");
        assertThat(introspected()).containsExactly("user");
    }

    private List<String> introspected() {
        return given().auth()
                .preemptive()
                .basic("gateway", Database.CLIENT_SECRET)
                .formParam("token", ada.access())
                .post("/oauth2/introspect")
                .jsonPath()
                .getList("groups");
    }

    /** The names as long as they may be, all methods of sign-in, and an RSA signature in place of ES256. */
    @Test
    void theLongestTokenFitsIntoACookie() {
        List<String> names = new ArrayList<>();
        IntStream.range(0, Membership.MAX_GROUPS)
                .mapToObj(i -> "g" + (100 + i) + "x".repeat(12))
                .forEach(names::add);
        names.forEach(name -> groups.create(name, ""));
        groups.grant(account(), names);
        groups.grant(account(), List.of("superuser"));
        Database.execute("update account set username = repeat('u', 255), email = repeat('e', 242) || '@shop.example'");
        Database.execute("update session set amr = 'PWD OTP POP MAIL'");

        String token = refreshed("/fastapi/auth/refresh-token", "access_token");

        assertThat(names.stream().collect(Collectors.joining())).hasSize(Membership.MAX_CHARACTERS);
        assertThat(groupsOf(token)).hasSize(Membership.MAX_GROUPS + 2);
        int rsaInPlaceOfEs256 = 512 - 86;
        int issuerOfAHundredCharacters = 2 * (100 - "http://localhost:8080".length()) * 4 / 3;
        assertThat("__Host-access_token=".length() + token.length() + rsaInPlaceOfEs256 + issuerOfAHundredCharacters)
                .isLessThanOrEqualTo(COOKIE);
    }

    @Test
    void theLastSuperuserCannotDeleteTheirOwnAccount() {
        groups.grant(account(), List.of("superuser"));

        assertThat(deletion("lovelace").statusCode()).isEqualTo(409);
        assertThat(deletion("lovelace").jsonPath().getString("title")).isEqualTo("The account is the last superuser.");
        assertThat(deletion("babbage!").statusCode()).as("proof goes first").isEqualTo(403);

        Database.execute("insert into account (username, joined_at, superuser) values ('grace', now(), true)");
        assertThat(deletion("lovelace").statusCode()).isEqualTo(204);
    }

    private Response deletion(String password) {
        return given().header("Authorization", "Bearer " + ada.access())
                .contentType(JSON)
                .body(Map.of("password", password))
                .delete("/account");
    }
}
