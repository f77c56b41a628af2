package latchkey.legacy;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static latchkey.legacy.LegacySessionsProfileTest.refresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import latchkey.Database;
import latchkey.transfer.Import;
import latchkey.transfer.OnConflict;
import latchkey.transfer.file.Format;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token with a digest of the password (simplejwt's CHECK_REVOKE_TOKEN) is valid until the password changes. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(FormerBackends.class)
class LegacyPasswordProfileTest {

    private static final String PASSWORD = "correct horse battery staple";

    private static final String HASH =
            "pbkdf2_sha256$1000$WkGM0Pth33wCWQ9aRPicII$tH9hfcNIrkmHWvU7hZvx3Dade4/EK5CONKihHbOtVCM=";

    /** {@code printf %s "$hash" | md5sum}, in upper case. */
    private static final String DIGEST = "D3E7CAE799C866F6EFA2B4C06C8D29DC";

    private static final String EARLIER = "D068A67EC11BF11FCB7E0EF056D2589D";

    @Inject
    Import people;

    @BeforeEach
    void adaWasImported() throws IOException {
        Database.empty();
        imported(HASH);
    }

    private void imported(String hash) throws IOException {
        String line = "{\"id\": 42, \"username\": \"ada\", \"password_hash\": \"%s\"}".formatted(hash);
        people.run(
                new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)),
                new Import.Options(Format.NDJSON, OnConflict.UPDATE, false, false),
                new Import.Listener() {
                    @Override
                    public void rejected(Import.Rejection rejection) {
                        throw new AssertionError(rejection);
                    }

                    @Override
                    public void progress(Import.Summary soFar) {
                        // Of no interest.
                    }
                });
    }

    @Test
    void aTokenWithAPasswordDigestSurvivesTheHashUpgrade() {
        assertThat(exchanged(claim(DIGEST))).isEqualTo(200);
        assertThat(shown(claim(DIGEST))).isEqualTo(200);

        signIn();
        assertThat(Database.query("select password_hash from credential")).startsWith("bcrypt_sha256$");

        assertThat(exchanged(claim(DIGEST))).isEqualTo(200);
        assertThat(shown(claim(DIGEST))).isEqualTo(200);
        assertThat(exchanged(claim(EARLIER))).isEqualTo(401);
    }

    @Test
    void aTokenWithTheDigestOfAFormerPasswordIsRejected() {
        assertThat(exchanged(claim(EARLIER))).isEqualTo(401);
        assertThat(shown(claim(EARLIER))).isEqualTo(401);
    }

    @Test
    void aPasswordChangeEndsATokenWithAPasswordDigest() {
        given().contentType(JSON)
                .header("Authorization", "Bearer " + signIn())
                .body(Map.of("current_password", PASSWORD, "new_password", "countess of lovelace"))
                .post("/account/password")
                .then()
                .statusCode(200);

        assertThat(exchanged(claim(DIGEST))).isEqualTo(401);
        assertThat(shown(claim(DIGEST))).isEqualTo(401);
    }

    @Test
    void aPasswordChangeEndsATokenWithoutAPasswordDigest() {
        given().contentType(JSON)
                .header("Authorization", "Bearer " + signIn())
                .body(Map.of("current_password", PASSWORD, "new_password", "countess of lovelace"))
                .post("/account/password");

        assertThat(exchanged("\"x\": 1")).isEqualTo(401);
    }

    @Test
    void anImportedPasswordChangeEndsATokenWithAPasswordDigest() throws IOException {
        signIn();
        imported("pbkdf2_sha256$1000$anothersalt$tH9hfcNIrkmHWvU7hZvx3Dade4/EK5CONKihHbOtVCM=");

        assertThat(exchanged(claim(DIGEST))).isEqualTo(401);

        imported(HASH);
        assertThat(exchanged(claim(DIGEST))).isEqualTo(200);
    }

    @Test
    void aTokenWithAPasswordDigestIsRejectedForAnAccountThatWasNotImported() {
        Database.execute("update credential set imported_at = null");

        assertThat(exchanged(claim(DIGEST))).isEqualTo(401);
        signIn();
        assertThat(exchanged(claim(DIGEST))).isEqualTo(401);
        assertThat(Database.query("select imported_digest from credential")).isEqualTo("null");
    }

    @Test
    void aTokenOfAnAccountWithoutAPasswordIsAccepted() throws IOException {
        imported("!kuX1ba0pJcJoZCtG3PFgZWAy6YyFvMrGJUa5ZBtr");

        assertThat(exchanged(claim("0C850642636B487125E131E58F0051C9"))).isEqualTo(200);
        assertThat(exchanged(claim(DIGEST))).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "7",
                "null",
                "true",
                "[\"D3E7CAE799C866F6EFA2B4C06C8D29DC\"]",
                "\"d3e7cae799c866f6efa2b4c06c8d29dc\"",
                "\" D3E7CAE799C866F6EFA2B4C06C8D29DC\"",
                "\"\\u0000\""
            })
    void anInvalidPasswordDigestIsRejected(String claim) {
        assertThat(exchanged("\"hash_password\": " + claim)).isEqualTo(401);
        assertThat(shown("\"hash_password\": " + claim)).isEqualTo(401);
    }

    private static String claim(String digest) {
        return "\"hash_password\": \"%s\"".formatted(digest);
    }

    private static int exchanged(String claim) {
        return refresh(Signed.like("simplejwt-refresh", claims("refresh", claim)))
                .statusCode();
    }

    private static int shown(String claim) {
        return given().header("Authorization", "Bearer " + Signed.like("simplejwt-access", claims("access", claim)))
                .get("/account")
                .statusCode();
    }

    private static String claims(String type, String claim) {
        return "\"token_type\": \"%s\", \"user_id\": 42, \"jti\": \"%s\", %s".formatted(type, UUID.randomUUID(), claim);
    }

    private static String signIn() {
        return given().contentType(JSON)
                .body(Map.of("username", "ada", "password", PASSWORD))
                .post("/express/api/auth/login")
                .then()
                .statusCode(200)
                .extract()
                .path("data.token");
    }
}
