package latchkey.transfer;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static latchkey.transfer.FactorResult.file;
import static latchkey.transfer.FactorResult.signIn;
import static latchkey.transfer.factor.FactorFormat.BETTER_AUTH;
import static latchkey.transfer.factor.FactorFormat.DJANGO;
import static latchkey.transfer.factor.FactorFormat.KEYCLOAK;
import static latchkey.transfer.factor.FactorFormat.NDJSON;
import static latchkey.transfer.factor.FactorFormat.SUPABASE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import latchkey.Database;
import latchkey.StoppedClock;
import latchkey.factor.AuthenticatorApp;
import latchkey.factor.Base32;
import latchkey.passkey.VirtualAuthenticator;
import latchkey.transfer.factor.FactorFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Second factors of other backends: their users sign in with them. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class FactorFormatsTest {

    /** "12345678901234567890", as in RFC 6238. */
    private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    private static final String LOGIN = "/express/api/auth/login";

    @Inject
    Import people;

    @Inject
    FactorImport importer;

    @BeforeEach
    void usersAreImported() {
        Database.empty();
        FactorResult.withUsers(people);
        StoppedClock.stop();
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    private FactorResult imported(FactorFormat format, String text) {
        return FactorResult.of(importer, format, text);
    }

    @Test
    void usersOfDjangoOtpSignInWithTheirAppsAndTokens() {
        FactorResult result = imported(DJANGO, file("django-otp.json"));

        assertThat(result.summary()).isEqualTo("8 read: 3 imported, 0 skipped, 5 rejected");
        assertThat(result.rejected())
                .containsExactly(
                        "20 id 1: it is not confirmed",
                        "38 id 2: its codes have not six digits",
                        "56 id 3: its codes change not every 30 seconds",
                        "112 id 1: the recovery code has not 6 to 32 letters, digits and signs of ASCII, beside hyphens and blanks",
                        "120 id 2: its device is not confirmed");
        assertThat(ImportResult.signIn("ada", ImportResult.PASSWORD)).isEqualTo(401);
        assertThat(signIn("ada", AuthenticatorApp.code(SECRET))).isEqualTo(200);
        assertThat(signIn("ada", "mq2w4zlt")).isEqualTo(200);
        assertThat(signIn("ada", "mq2w4zlt")).isEqualTo(401);
        assertThat(signIn("ada", "K7HD-X3RA")).isEqualTo(200);
        assertThat(ImportResult.signIn("grace", ImportResult.PASSWORD)).isEqualTo(200);
        assertThat(ImportResult.signIn("linus", ImportResult.PASSWORD)).isEqualTo(200);
    }

    @Test
    void usersOfDjangoAllauthSignInWithTheirAppsAndUnusedCodes() {
        FactorResult result = imported(DJANGO, file("django-allauth.json"));

        assertThat(result.summary()).isEqualTo("13 read: 10 imported, 0 skipped, 3 rejected");
        assertThat(result.rejected())
                .containsExactly(
                        "5 id 2: its secret is not Base32",
                        "6 id 2: the recovery code has not 6 to 32 letters, digits and signs of ASCII, beside hyphens and blanks",
                        "7 id 2: its attestationObject has no public key that Latchkey checks");
        assertThat(signIn("ada", AuthenticatorApp.code(SECRET))).isEqualTo(200);
        // Those before and after it are used.
        assertThat(signIn("ada", "41912744")).isEqualTo(401);
        assertThat(signIn("ada", "36634945")).isEqualTo(401);
        for (String code : List.of("47525530", "02327701", "45625627")) {
            assertThat(signIn("ada", code)).as(code).isEqualTo(200);
            assertThat(signIn("ada", code)).as(code).isEqualTo(401);
        }
        assertThat(Database.query("select count(*) from recovery_code where used_at is null and account_id ="
                        + " (select id from account where username = 'ada')"))
                .isEqualTo("5");
    }

    @ParameterizedTest
    @CsvSource({"36, 10", "5aa9a3b0-6d0f-4f0e-9d52-0d3c1f6f2b11, 5aa9a3b06d0f4f0e9d520d3c1f6f2b11", "ada-7, ada-7"})
    void usersOfDjangoAllauthSignInWithTheirPasskeys(String id, String handle) throws Exception {
        Database.execute("update account set legacy_id = '%s' where username = 'ada'".formatted(id));
        VirtualAuthenticator authenticator = new VirtualAuthenticator();

        assertThat(imported(DJANGO, dumped(id, authenticator)).summary())
                .isEqualTo("1 read: 1 imported, 0 skipped, 0 rejected");

        authenticator.userHandle = handle.getBytes(UTF_8);
        assertThat(signInWith(authenticator)).isEqualTo(200);
        assertThat(ImportResult.signIn("ada", ImportResult.PASSWORD)).isEqualTo(401);
        authenticator.userHandle = "of another user".getBytes(UTF_8);
        assertThat(signInWith(authenticator)).isEqualTo(401);
    }

    @Test
    void aPasskeyOfAnotherDomainIsRejected() throws Exception {
        VirtualAuthenticator authenticator = new VirtualAuthenticator();
        authenticator.rpId = "other.example";

        assertThat(imported(DJANGO, dumped("1", authenticator)).rejected())
                .containsExactly("1 id 1: it is a passkey for another domain than latchkey.passkeys.rp-id");
    }

    private static String dumped(String id, VirtualAuthenticator authenticator) throws Exception {
        return new ObjectMapper()
                .writeValueAsString(List.of(Map.of(
                        "model",
                        "mfa.authenticator",
                        "pk",
                        1,
                        "fields",
                        Map.of(
                                "user",
                                id,
                                "type",
                                "webauthn",
                                "data",
                                Map.of(
                                        "name",
                                        "laptop",
                                        "credential",
                                        authenticator.create("webauthn.create", "AAAA"))))));
    }

    static int signInWith(VirtualAuthenticator authenticator) {
        JsonPath options = given().contentType(ContentType.JSON)
                .body(Map.of())
                .post("/account/passkeys/sign-in-options")
                .jsonPath();
        return given().contentType(ContentType.JSON)
                .body(Map.of("credential", authenticator.get(options)))
                .post(LOGIN + "/passkey")
                .statusCode();
    }

    @Test
    void usersOfSupabaseSignInWithTheirApps() {
        FactorResult result = imported(SUPABASE, file("supabase.csv"));

        assertThat(result.summary()).isEqualTo("5 read: 1 imported, 0 skipped, 4 rejected");
        assertThat(result.rejected())
                .containsExactly(
                        "3 id 1: it is not confirmed: its status is not verified",
                        "4 id 2: it is not an authenticator app: its factor_type is not totp",
                        "5 id 2: its secret is encrypted",
                        "6 id 3: it is not an authenticator app: its factor_type is not totp");
        assertThat(signIn("ada", AuthenticatorApp.code(SECRET))).isEqualTo(200);
        assertThat(Database.query("select name from factor")).isEqualTo("phone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[%s]", "%s", " %s\n%1$s\n"})
    void rowsMayAlsoBeJson(String form) {
        String row = """
                {"id": "x", "user_id": "1", "friendly_name": null, "factor_type": "totp", "status": "verified", \
                "secret": "%s", "web_authn_credential": null}""".formatted(SECRET);

        assertThat(imported(SUPABASE, form.formatted(row)).soFar().imported()).isEqualTo(1);
        assertThat(signIn("ada", AuthenticatorApp.code(SECRET))).isEqualTo(200);
    }

    @Test
    void usersOfBetterAuthSignInWithTheirAppsAndCodes() {
        FactorResult result = imported(BETTER_AUTH, file("better-auth.csv"));

        assertThat(result.summary()).isEqualTo("8 read: 5 imported, 0 skipped, 3 rejected");
        assertThat(result.rejected())
                .containsExactly(
                        "4 id 3: it is not confirmed",
                        "5 id 3: its secret is not encrypted under the secret that was given",
                        "5 id 3: its backup codes are not encrypted under the secret that was given");
        assertThat(signIn("ada", AuthenticatorApp.code("Zq3vB8LkT1xW6yPdN0sRfG2hJ4mC7eAu".getBytes(UTF_8))))
                .isEqualTo(200);
        assertThat(signIn("grace", AuthenticatorApp.code("b8LkT1xW6yPdN0sRfG2hJ4mC7eAuZq3v".getBytes(UTF_8))))
                .isEqualTo(200);
        assertThat(signIn("ada", "AB3DE-FG7HJ")).isEqualTo(401);
        assertThat(signIn("ada", "ab3de-fg7hj")).isEqualTo(401);
        assertThat(signIn("ada", "aB3dEfG7hJ")).isEqualTo(200);
        assertThat(signIn("ada", "aB3dE-fG7hJ")).isEqualTo(401);
        assertThat(signIn("grace", "tuv4W-XyZ56")).isEqualTo(200);
    }

    @Test
    void usersOfKeycloakSignInWithTheirApps() {
        FactorResult result = imported(KEYCLOAK, file("keycloak.json"));

        assertThat(result.summary()).isEqualTo("6 read: 2 imported, 0 skipped, 4 rejected");
        assertThat(result.rejected())
                .containsExactly(
                        "7 ada: its recovery codes are stored as hashes",
                        "19 grace: its codes are counted (HOTP)",
                        "19 grace: its codes are not made with SHA-1",
                        "19 grace: passkeys of Keycloak are not imported");
        assertThat(signIn("ada", AuthenticatorApp.code(SECRET))).isEqualTo(200);
        assertThat(signIn("grace", AuthenticatorApp.code(SECRET))).isEqualTo(200);
        assertThat(imported(KEYCLOAK, "[" + file("keycloak.json") + "]").summary())
                .isEqualTo("6 read: 0 imported, 2 skipped, 4 rejected");
    }

    @Test
    void linesMayHaveAppsAndRecoveryCodes() {
        FactorResult result = imported(NDJSON, """
                {"username": "ada", "factors": [{"kind": "totp", "secret": "gezd gnbv gy3t qojq gezd gnbv gy3t qojq"}], "recovery_codes": ["abc 123 def"]}
                {"email": "nobody@shop.example", "recovery_codes": ["123456"]}
                {"id": 2, "factors": [{"kind": "totp", "secret": "%1$s", "digits": 6, "period": 30, "algorithm": "SHA1"},
                {"id": "2", "factors": [{"kind": "totp", "secret": "%1$s", "digits": 7}, {"kind": "sms"}, 5], "recovery_codes": "123456"}
                {"id": 3}
                """.formatted(SECRET));

        assertThat(result.rejected())
                .containsExactly(
                        "2 nobody@shop.example: there is no account of its user",
                        "3 null: the line is not JSON",
                        "4 id 2: its codes have not six digits",
                        "4 id 2: its kind is not totp or passkey",
                        "4 id 2: it has no kind");
        assertThat(result.summary()).isEqualTo("8 read: 3 imported, 0 skipped, 5 rejected");
        assertThat(signIn("ada", AuthenticatorApp.code(SECRET))).isEqualTo(200);
        assertThat(signIn("ada", "ABC123DEF")).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DJANGO | {"a": | the file is not JSON
            DJANGO | [{"model": "auth.user", "pk": 1, "fields": {}}] | the file has none of the models mfa.authenticator, otp_
            DJANGO | [{"model": "otp_totp.totpdevice"}, 5] | the file has something else than objects, near line 1
            DJANGO | [[]] | the file has something else than objects, near line 1
            KEYCLOAK | {"users": [{"id": 1}, null]} | the file has something else than objects, near line 1
            KEYCLOAK | {"users": [ | the file is not JSON
            SUPABASE | '' | the file has no header
            """)
    void aFileOfAnotherKindStopsTheImport(FactorFormat format, String text, String why) {
        assertThat(imported(format, text).stopped()).startsWith(why);
    }

    @Test
    void aSecretIsReadFromBase32AsProgramsWriteIt() {
        for (String text : List.of("MFRGG", "mfrgg===", "MFRGG===", "MF-RGG", " mfrgg ")) {
            assertThat(Base32.decode(text)).as(text).hasValue("abc".getBytes(UTF_8));
        }
        for (String text : List.of("", "=", "MFRG1", "MFR", "M", "MFRGG=A", "MFRGG=======", "\u00e4")) {
            assertThat(Base32.decode(text)).as(text).isEmpty();
        }
    }
}
