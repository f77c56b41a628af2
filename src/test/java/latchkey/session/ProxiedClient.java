package latchkey.session;

import static io.restassured.RestAssured.given;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client whose requests come through a proxy, from an address of its own and with a user agent of its own. */
record ProxiedClient(String address, String userAgent) {

    private static final Pattern GENERATION = Pattern.compile("\"gen\":(\\d+)");

    RequestSpecification sends() {
        return given().header("X-Forwarded-For", address).header("User-Agent", userAgent);
    }

    Response refreshes(String token) {
        return sends().cookie("refresh_token", token).post("/express/api/auth/refresh");
    }

    Response signsIn() {
        return sends().contentType("application/json")
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/express/api/auth/login");
    }

    /** The generation that a refresh token is of. */
    static int generation(String refreshToken) {
        String claims =
                new String(Base64.getUrlDecoder().decode(refreshToken.split("[.]")[1]), StandardCharsets.US_ASCII);
        Matcher generation = GENERATION.matcher(claims);
        return generation.find() ? Integer.parseInt(generation.group(1)) : -1;
    }
}
