package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Randomly changed tokens are rejected, and never cause a server error. */
class MutatedTokensIT {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=";
    private static final List<String> NAMES = List.of(
            "alg", "typ", "kid", "jku", "jwk", "x5u", "x5c", "crit", "b64", "iss", "aud", "sub", "exp", "nbf", "sid",
            "gen");
    private static final List<String> VALUES = List.of(
            "null",
            "0",
            "-1",
            "1e400",
            "true",
            "[]",
            "{}",
            "\"\"",
            "\"none\"",
            "\"HS256\"",
            "\"RS256\"",
            "\"JWT\"",
            "\"rt+jwt\"",
            "\"https://evil.example/jwks.json\"",
            "\"../../etc/passwd\"",
            "[\"b64\"]");

    private static Replica replica;
    private static String access;
    private static String refresh;

    @BeforeContainer
    static void adaIsSignedIn() throws Exception {
        replica = Replica.start(ProductionIT.settings());
        replica.awaitReady();
        Database.empty();
        replica.given()
                .contentType(ContentType.JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/express/api/auth/register");
        JsonPath pair = replica.given()
                .contentType(ContentType.JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/drf-token/api/auth/login")
                .jsonPath();
        access = pair.getString("access");
        refresh = pair.getString("refresh");
    }

    @AfterContainer
    static void stop() throws Exception {
        replica.close();
    }

    @Property(tries = 600, shrinking = ShrinkingMode.BOUNDED)
    void oneCharacterElseIsNoToken(
            @ForAll boolean ofAccess, @ForAll double where, @ForAll("characters") char character) {
        String good = ofAccess ? access : refresh;
        int at = (int) (Math.abs(where % 1) * good.length());
        refused(good, good.substring(0, at) + character + good.substring(at + 1), ofAccess);
    }

    @Property(tries = 600, shrinking = ShrinkingMode.BOUNDED)
    void aHeaderOrPayloadOfOnesOwnIsNoToken(
            @ForAll boolean ofAccess, @ForAll boolean inHeader, @ForAll("changes") String change) {
        String[] parts = (ofAccess ? access : refresh).split("\\.");
        int part = inHeader ? 0 : 1;
        String json = new String(Base64.getUrlDecoder().decode(parts[part]), StandardCharsets.UTF_8);
        String changed = json.substring(0, json.length() - 1) + "," + change + "}";
        parts[part] = Base64.getUrlEncoder().withoutPadding().encodeToString(changed.getBytes(StandardCharsets.UTF_8));
        refused("", String.join(".", parts), ofAccess);
    }

    @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
    void piecesOfTokensAreNoToken(@ForAll("pieces") String pieces, @ForAll boolean ofAccess) {
        refused(ofAccess ? access : refresh, pieces, ofAccess);
    }

    @Provide
    Arbitrary<Character> characters() {
        return Arbitraries.chars().with(ALPHABET.toCharArray());
    }

    @Provide
    Arbitrary<String> changes() {
        return Combinators.combine(Arbitraries.of(NAMES), Arbitraries.of(VALUES))
                .as((name, value) -> "\"%s\":%s".formatted(name, value));
    }

    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.integers()
                .between(0, 5)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(picks -> String.join(
                        ".", picks.stream().map(MutatedTokensIT::piece).toList()));
    }

    private static String piece(int pick) {
        return pick == 5 ? "" : ((pick < 3 ? access : refresh) + ".").split("\\.")[pick % 3];
    }

    private static void refused(String good, String token, boolean asAccess) {
        if (!same(good, token)) {
            int status = asAccess
                    ? replica.given()
                            .header("Authorization", "Bearer " + token)
                            .get("/express/api/user")
                            .statusCode()
                    : replica.given()
                            .contentType(ContentType.JSON)
                            .body("{\"refresh\": \"%s\"}".formatted(token))
                            .post("/drf-token/api/auth/refresh")
                            .statusCode();
            assertThat(status).as(token).isEqualTo(401);
        }
    }

    /** The last character of a base64url text has bits that mean nothing, so two texts may be one signature. */
    private static boolean same(String good, String token) {
        int end = good.lastIndexOf('.') + 1;
        if (!token.startsWith(good.substring(0, end))) {
            return false;
        }
        try {
            return java.util.Arrays.equals(
                    Base64.getUrlDecoder().decode(good.substring(end)),
                    Base64.getUrlDecoder().decode(token.substring(end)));
        } catch (IllegalArgumentException noBase64) {
            return false;
        }
    }
}
