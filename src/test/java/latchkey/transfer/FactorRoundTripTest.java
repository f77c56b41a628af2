package latchkey.transfer;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static latchkey.transfer.FactorResult.signIn;
import static latchkey.transfer.factor.FactorFormat.NDJSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import latchkey.Database;
import latchkey.StoppedClock;
import latchkey.factor.AuthenticatorApp;
import latchkey.passkey.VirtualAuthenticator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Second factors that were exported are imported into another database: their users sign in there. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class FactorRoundTripTest {

    private final VirtualAuthenticator authenticator = new VirtualAuthenticator();

    private String access;
    private String secret;

    @Inject
    Import people;

    @Inject
    FactorImport importer;

    @Inject
    Export export;

    @BeforeEach
    void adaHasAnAppAndAPasskey() {
        Database.empty();
        StoppedClock.stop();
        FactorResult.withUsers(people);
        access = given().contentType(JSON)
                .body(Map.of("username", "ada", "password", ImportResult.PASSWORD))
                .post("/express/api/auth/login")
                .jsonPath()
                .getString("data.token");
        Response app = own("/account/factors/totp", Map.of("name", "Gerät"));
        secret = app.jsonPath().getString("secret");
        JsonPath options = own("/account/passkeys/options", Map.of()).jsonPath();
        own("/account/passkeys", Map.of("name", "laptop", "credential", authenticator.create(options)));
        own(
                "/account/factors/%s/confirm".formatted(app.jsonPath().getString("id")),
                Map.of("code", AuthenticatorApp.code(secret)));
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    private Response own(String path, Map<String, ?> body) {
        Response answer =
                given().auth().oauth2(access).contentType(JSON).body(body).post(path);
        assertThat(answer.statusCode()).as(answer.asString()).isBetween(200, 201);
        return answer;
    }

    private String exported(boolean factors) throws IOException {
        StringWriter written = new StringWriter();
        export.run(written, factors);
        return written.toString();
    }

    private static String factors() {
        return Database.query(
                "select string_agg(concat_ws(' ', a.username, f.kind, f.name, encode(p.credential, 'hex'), p.transports,"
                        + " p.sign_count, p.backup_eligible, p.backed_up), ', ' order by f.kind)"
                        + " from factor f join account a on a.id = f.account_id left join passkey p on p.factor_id = f.id");
    }

    @Test
    void theOwnerSignsInByAppAndByPasskey() throws IOException {
        FactorFormatsTest.signInWith(authenticator);
        String before = factors();
        String file = exported(true);
        Database.empty();
        List<Long> leftOut = new ArrayList<>();

        people.run(new ByteArrayInputStream(file.getBytes(UTF_8)), ImportResult.NDJSON, new Import.Listener() {
            @Override
            public void rejected(Import.Rejection rejection) {
                throw new AssertionError(rejection);
            }

            @Override
            public void leftOutFactors(long users) {
                leftOut.add(users);
            }

            @Override
            public void progress(Import.Summary soFar) {}
        });
        FactorResult result = FactorResult.of(importer, NDJSON, file);

        assertThat(leftOut).containsExactly(1L);
        assertThat(result.summary()).isEqualTo("2 read: 2 imported, 0 skipped, 0 rejected");
        assertThat(factors()).isEqualTo(before).contains("TOTP Gerät", "internal hybrid 1 ");
        assertThat(ImportResult.signIn("ada", ImportResult.PASSWORD)).isEqualTo(401);
        assertThat(signIn("ada", AuthenticatorApp.code(secret))).isEqualTo(200);
        assertThat(FactorFormatsTest.signInWith(authenticator)).isEqualTo(200);
        assertThat(FactorResult.of(importer, NDJSON, exported(true)).summary())
                .isEqualTo("2 read: 0 imported, 2 skipped, 0 rejected");
    }

    @Test
    void secretsAreExportedOnlyOnDemandAndRecoveryCodesNever() throws IOException {
        assertThat(exported(false)).doesNotContain("factors", secret);
        assertThat(exported(true)).contains("\"secret\":\"" + secret + "\"").doesNotContain("recovery");
        assertThat(
                        Database.query(
                                "select string_agg(coalesce(detail, '-'), ', ' order by id) from audit_event where kind = 'EXPORT'"))
                .endsWith("-, with second factors");
    }

    @Test
    void aPasskeyWithForeignPartsIsRejected() throws IOException {
        String file = exported(true);
        Database.execute("delete from factor");
        String other = file.replaceAll("\"credential_id\":\".", "\"credential_id\":\"_");
        String noKey = file.replaceAll("(\"credential\":\".{90})[^\"]*", "$1");
        String negative = file.replaceAll("\"sign_count\":\\d+", "\"sign_count\":-1");

        assertThat(FactorResult.of(importer, NDJSON, other).rejected())
                .containsExactly("1 ada: its credential has no public key that Latchkey checks");
        assertThat(FactorResult.of(importer, NDJSON, noKey).rejected())
                .containsExactly("1 ada: its credential has no public key that Latchkey checks");
        assertThat(FactorResult.of(importer, NDJSON, negative).rejected())
                .containsExactly("1 ada: its sign_count is no count");
    }
}
