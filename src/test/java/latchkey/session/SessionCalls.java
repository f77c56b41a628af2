package latchkey.session;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import latchkey.Database;
import latchkey.contract.Givens;

/** What a frontend does with a session, by its refresh token. */
final class SessionCalls {

    static void onlyAdaIsThere() {
        Database.empty();
        Givens.registerAda();
        Database.execute("delete from session");
    }

    static String signIn() {
        return successor(given().contentType(ContentType.JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/express/api/auth/login"));
    }

    static Response refresh(String token) {
        return given().cookie("refresh_token", token).post("/express/api/auth/refresh");
    }

    static Response renew(String token) {
        return given().contentType(ContentType.JSON)
                .body("{\"refresh\": \"%s\"}".formatted(token))
                .post("/drf-token/api/auth/refresh");
    }

    static Response signOut(String token) {
        return given().cookie("refresh_token", token).post("/express/api/auth/logout");
    }

    static String successor(Response answer) {
        return answer.cookie("refresh_token");
    }

    private SessionCalls() {}
}
