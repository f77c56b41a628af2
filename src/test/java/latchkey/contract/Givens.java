package latchkey.contract;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;

import io.restassured.path.json.JsonPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import latchkey.Database;

/** What a golden case finds when it starts, and the tokens it may speak of as {@code ${refresh}} and {@code ${access}}. */
public final class Givens {

    private static final Map<String, Consumer<Givens>> KNOWN = Map.of(
            "ada is registered",
            givens -> registerAda(),
            "ada is signed in",
            givens -> givens.signIn("ada"),
            "ada@shop.example is signed in",
            givens -> givens.signIn("ada@shop.example"),
            "ada signed out",
            givens -> givens.signOut(givens.refresh()),
            "ada is disabled",
            givens -> Database.execute("update account set active = false"),
            "too much was tried from here",
            givens -> Database.execute("""
                    insert into attempt select kind || ':127.0.0.1', 1, 600, now() + interval '10 minutes', now() + interval '1 day'
                    from unnest(array['network', 'registration']) as kind
                    """));

    private final Map<String, String> tokens = new HashMap<>();

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
        JsonPath pair = given().contentType(JSON)
                .body("{\"username\": \"%s\", \"password\": \"lovelace\"}".formatted(login))
                .post("/drf-token/api/auth/login")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        tokens.put("refresh", pair.getString("refresh"));
        tokens.put("access", pair.getString("access"));
    }

    public void signOut(String refreshToken) {
        given().contentType(JSON)
                .body("{\"refresh_token\": \"%s\"}".formatted(refreshToken))
                .post("/drf-token/api/auth/logout")
                .then()
                .statusCode(200);
    }
}
