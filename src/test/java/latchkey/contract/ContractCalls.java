package latchkey.contract;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.response.Response;

/** One contract's registration and login, as far as they differ from the others'. */
public enum ContractCalls {
    DRF_COOKIE("/drf-cookie/api/auth/", 8, 201, 400, "password[0]"),
    DRF_TOKEN("/drf-token/api/auth/", 8, 201, 400, "error"),
    EXPRESS("/express/api/auth/", 6, 201, 400, "errors.password[0]"),
    FASTAPI("/fastapi/auth/", 8, 200, 422, "detail[0].msg"),
    TASTI("/tasti/api/v1/auth/", 8, 201, 400, "password[0]");

    public final String path;

    /** Fewest characters of a password, as the contract's document has it. */
    public final int shortest;

    public final int created;

    /** The status for a field that breaks a rule. */
    public final int invalid;

    /** Where the answer says what is wrong with the password. */
    public final String flaw;

    ContractCalls(String path, int shortest, int created, int invalid, String flaw) {
        this.path = path;
        this.shortest = shortest;
        this.created = created;
        this.invalid = invalid;
        this.flaw = flaw;
    }

    public Response register(String username, String password) {
        return register(username, username + "@shop.example", password);
    }

    public Response register(String username, String email, String password) {
        return post("register", fields(username, password).put("email", email));
    }

    public Response login(String username, String password) {
        return post("login", fields(username, password));
    }

    public boolean letsIn(String username, String password) {
        return login(username, password).statusCode() < 300;
    }

    private static ObjectNode fields(String username, String password) {
        return JsonNodeFactory.instance.objectNode().put("username", username).put("password", password);
    }

    private Response post(String endpoint, ObjectNode body) {
        return given().contentType(JSON).body(body.toString().getBytes(UTF_8)).post(path + endpoint);
    }
}
