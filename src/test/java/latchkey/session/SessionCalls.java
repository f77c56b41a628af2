package latchkey.session;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import latchkey.Database;
import latchkey.contract.Givens;

/** The requests that a frontend sends with its refresh token. */
final class SessionCalls {

    static void onlyAdaIsThere() {
        Database.empty();
        Givens.registerAda();
        Database.execute("delete from session");
    }

    static String signIn() {
        return successor(login());
    }

    static Response login() {
        return given().contentType(ContentType.JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/express/api/auth/login");
    }

    /** Of the contract whose refresh hands out no successor. */
    static String signInAtDrfToken() {
        return Givens.of(List.of("ada is signed in")).refresh();
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
