package latchkey.contract;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.lessThan;

import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import latchkey.Database;
import latchkey.Json;
import latchkey.LatchkeyConfig;
import latchkey.email.LinkTokens;
import latchkey.factor.AuthenticatorApp;
import latchkey.passkey.VirtualAuthenticator;

/**
 * What a golden case finds when it starts, and the tokens it may speak of: {@code ${refresh}} and {@code ${access}}; {@code ${verify}},
 * {@code ${reset}} and {@code ${signin}} of mailed links, with {@code ${code}} and {@code ${uid}}; {@code ${totp}} of an authenticator
 * app, and {@code ${mfa}} of a sign-in that waits for it; {@code ${credential}}, {@code ${client}}, {@code ${authenticator}},
 * {@code ${signature}} and {@code ${handle}} of what a passkey signed.
 */
public final class Givens {

    /** The secret of the tests. */
    private static final LinkTokens LINKS = new LinkTokens(new SmallRyeConfigBuilder()
            .withMapping(LatchkeyConfig.class)
            .withDefaultValue("latchkey.secret", Database.settings().get("latchkey.secret"))
            .build()
            .getConfigMapping(LatchkeyConfig.class));

    private static final Map<String, Consumer<Givens>> KNOWN = Map.ofEntries(
            Map.entry("ada is registered", givens -> registerAda()),
            Map.entry("ada is signed in", givens -> givens.signIn("ada")),
            Map.entry("ada@shop.example is signed in", givens -> givens.signIn("ada@shop.example")),
            Map.entry(
                    "ada is signed in through drf-cookie",
                    givens -> givens.tokens.put(
                            "access",
                            signIn("/drf-cookie/api/auth/login", "ada").cookie("access_token"))),
            Map.entry(
                    "ada is signed in through tasti",
                    givens -> givens.tokens.put(
                            "access", signIn("/tasti/api/v1/auth/login", "ada").path("access"))),
            Map.entry("ada signed out", givens -> givens.signOut(givens.refresh())),
            Map.entry("ada is disabled", givens -> Database.execute("update account set active = false")),
            Map.entry("ada was sent a mail to verify the address", givens -> givens.link("VERIFY", "verify")),
            Map.entry("ada verified the address", givens -> givens.show("/account/email/verify", "verify")),
            Map.entry("ada asked for a mail to reset the password", givens -> givens.link("RESET", "reset")),
            Map.entry("ada reset the password", givens -> givens.show("/account/password/reset/confirm", "reset")),
            Map.entry("ada asked for a mail to sign in", givens -> givens.link("SIGN_IN", "signin")),
            Map.entry("ada signed in by mail", givens -> givens.show("/account/sign-in/email/confirm", "signin")),
            Map.entry(
                    "ada has an authenticator app",
                    givens -> givens.tokens.put("totp", AuthenticatorApp.enrol().code())),
            Map.entry("ada's sign-in waits for a code", givens -> givens.tokens.put("mfa", waitForACode())),
            Map.entry("ada has a passkey", Givens::registerPasskey),
            Map.entry("ada uses the passkey", givens -> givens.sign(Map.of())),
            Map.entry("ada's sign-in waits for the passkey", givens -> {
                givens.tokens.put("mfa", waitForACode());
                givens.sign(Map.of("mfa_token", givens.tokens.get("mfa")));
            }),
            Map.entry(
                    "ada signed in with the passkey",
                    givens -> post("/express/api/auth/login/passkey", Map.of("credential", givens.signed))),
            Map.entry("too much was tried from here", givens -> close("""
                    select kind || ':127.0.0.1' from unnest(array['network', 'registration', 'mail']) as kind
                    """)),
            Map.entry("ada mistyped the password too often", givens -> close("select 'session:' || id from session")),
            Map.entry("codes for ada were mistyped too often", givens -> mistypeCodes()));

    private final Map<String, String> tokens = new HashMap<>();
    private final VirtualAuthenticator authenticator = new VirtualAuthenticator();
    private Map<String, Object> signed = Map.of();

    public static Givens of(List<String> names) {
        Givens givens = new Givens();
        names.forEach(name -> KNOWN.get(name).accept(givens));
        return givens;
    }

    /** {@code text} with each token in its place. */
    public String filled(String text) {
        String filled = text;
        for (Map.Entry<String, String> token : tokens.entrySet()) {
            filled = filled.replace("${" + token.getKey() + "}", token.getValue());
        }
        return filled;
    }

    public String refresh() {
        return tokens.get("refresh");
    }

    public String access() {
        return tokens.get("access");
    }

    public static void registerAda() {
        given().contentType(JSON)
                .body("""
                        {"username": "ada", "password": "lovelace", "email": "ada@shop.example",
                         "first_name": "Ada", "last_name": "King"}
                        """)
                .post("/drf-token/api/auth/register")
                .then()
                .statusCode(201);
    }

    private void signIn(String login) {
        // Some thousand times: for each name, a JsonPath compiles a script.
        Map<?, ?> pair = signIn("/drf-token/api/auth/login", login).as(Map.class);
        tokens.put("refresh", (String) pair.get("refresh"));
        tokens.put("access", (String) pair.get("access"));
    }

    private static ExtractableResponse<Response> signIn(String path, String login) {
        return post(path, Map.of("username", login, "password", "lovelace"));
    }

    /** Makes a link as a mail has it, without the mail, of which an address gets one a minute. */
    private void link(String kind, String name) {
        UUID id = UUID.randomUUID();
        Database.execute("delete from email_link where kind = '%s'".formatted(kind));
        Database.execute("""
                insert into email_link (account_id, kind, slot, id, address, epoch, created_at, expires_at)
                select id, '%s', '', '%s', email, session_epoch, now(), now() + interval '15 minutes' from account
                """.formatted(kind, id));
        tokens.put(name, LINKS.token(id));
        tokens.put("code", LINKS.code(id));
        String account = Database.query("select id from account");
        tokens.put("uid", Base64.getUrlEncoder().withoutPadding().encodeToString(account.getBytes(UTF_8)));
    }

    private void show(String path, String name) {
        post(path, Map.of("token", tokens.get(name), "new_password", "analytical"));
    }

    private static ExtractableResponse<Response> post(String path, Map<String, ?> body) {
        return given().contentType(JSON)
                .body(body)
                .post(path)
                .then()
                .statusCode(both(greaterThanOrEqualTo(200)).and(lessThan(300)))
                .extract();
    }

    private void registerPasskey() {
        String token = Json.text(signIn("/drf-token/api/auth/login", "ada"), "access");
        Map<String, Object> credential = authenticator.create(given().auth()
                .oauth2(token)
                .contentType(JSON)
                .post("/account/passkeys/options")
                .jsonPath());
        given().auth()
                .oauth2(token)
                .contentType(JSON)
                .body(Map.of("name", "laptop", "credential", credential))
                .post("/account/passkeys")
                .then()
                .statusCode(201);
    }

    private void sign(Map<String, String> signIn) {
        signed = authenticator.get(
                post("/account/passkeys/sign-in-options", signIn).jsonPath());
        Map<?, ?> response = (Map<?, ?>) signed.get("response");
        tokens.put("credential", (String) signed.get("id"));
        tokens.put("client", (String) response.get("clientDataJSON"));
        tokens.put("authenticator", (String) response.get("authenticatorData"));
        tokens.put("signature", (String) response.get("signature"));
        tokens.put("handle", (String) response.get("userHandle"));
    }

    private static String waitForACode() {
        return Json.text(
                given().contentType(JSON)
                        .body(Map.of("username", "ada", "password", "lovelace"))
                        .post("/express/api/auth/login"),
                "mfa_token");
    }

    /** @param buckets a query for their names */
    private static void close(String buckets) {
        Database.execute("""
                insert into attempt
                select bucket, 1, 600, now() + interval '10 minutes', now() + interval '1 day' from (%s) as t (bucket)
                on conflict (bucket) do update set opens_at = excluded.opens_at
                """.formatted(buckets));
    }

    private static void mistypeCodes() {
        for (int guess = 0; guess < 5; guess++) {
            given().contentType(JSON)
                    .body(Map.of("email", "ada@shop.example", "code", "2222-2222"))
                    .post("/account/sign-in/email/confirm")
                    .then()
                    .statusCode(400);
        }
    }

    public void signOut(String refreshToken) {
        given().contentType(JSON)
                .body("{\"refresh_token\": \"%s\"}".formatted(refreshToken))
                .post("/drf-token/api/auth/logout")
                .then()
                .statusCode(200);
    }
}
