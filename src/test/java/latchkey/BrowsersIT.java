package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The response headers and cookies of a service on public https, with each cookie setting. */
class BrowsersIT {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "none, '',         /api/auth, /fastapi/auth",
        "secure, __Secure-, /api/auth, /fastapi/auth",
        "host, __Host-,    /,         /"
    })
    void cookiesHaveTheConfiguredNamePrefix(String setting, String prefix, String path, String mountedPath)
            throws Exception {
        try (Replica replica = started(Map.of("latchkey.cookies.prefix", setting))) {
            Response login = login(replica, "/api/auth/login");

            assertThat(setCookies(login).keySet())
                    .containsExactlyInAnyOrder(prefix + "access_token", prefix + "refresh_token");
            assertThat(attributes(login, prefix + "access_token"))
                    .containsExactlyInAnyOrder("Path=/", "Secure", "HttpOnly", "SameSite=Lax");
            assertThat(attributes(login, prefix + "refresh_token"))
                    .containsExactlyInAnyOrder("Path=" + path, "Secure", "HttpOnly", "SameSite=Lax");
            assertThat(attributes(login(replica, "/fastapi/auth/login"), prefix + "refresh_token"))
                    .contains("Path=" + mountedPath);
            if (!prefix.isEmpty()) {
                cookiesWithoutItAreIgnored(replica, prefix);
            }
        }
    }

    private static void cookiesWithoutItAreIgnored(Replica replica, String prefix) {
        for (String refresh : List.of(
                "/drf-cookie/api/auth/refresh",
                "/express/api/auth/refresh",
                "/fastapi/auth/refresh-token",
                "/tasti/api/v1/auth/token/refresh")) {
            Map<String, String> cookies = values(login(replica, "/api/auth/login"));
            Map<String, String> plain = new HashMap<>();
            cookies.forEach((name, value) -> plain.put(name.substring(prefix.length()), value));

            assertThat(replica.given().cookies(plain).post(refresh).statusCode())
                    .isEqualTo(401);
            assertThat(replica.given().cookies(plain).get("/account").statusCode())
                    .isEqualTo(401);
            assertThat(replica.given().cookies(cookies).get("/account").statusCode())
                    .isEqualTo(200);
            assertThat(foreign(replica).cookies(cookies).post(refresh).statusCode())
                    .isEqualTo(403);
            Response refreshed = replica.given().cookies(cookies).post(refresh);
            assertThat(refreshed.statusCode()).isEqualTo(200);
            assertThat(setCookies(refreshed)).containsKey(prefix + "refresh_token");
        }
    }

    @ParameterizedTest(name = "{0}, {1}, partitioned: {2}")
    @CsvSource({"none, strict, false", "secure, none, false", "host, none, true"})
    void aCookieIsClearedWithTheSameAttributes(String prefix, String sameSite, boolean partitioned) throws Exception {
        Map<String, String> settings = Map.of(
                "latchkey.cookies.prefix", prefix,
                "latchkey.cookies.same-site", sameSite,
                "latchkey.cookies.partitioned", String.valueOf(partitioned));
        try (Replica replica = started(settings)) {
            for (String root :
                    List.of("/drf-cookie/api/auth", "/fastapi/auth", "/express/api/auth", "/tasti/api/v1/auth")) {
                Response login = login(replica, root + "/login");
                Response logout = replica.given().cookies(values(login)).post(root + "/logout");

                assertThat(logout.statusCode()).isEqualTo(200);
                assertThat(setCookies(logout).keySet())
                        .isEqualTo(setCookies(login).keySet())
                        .isNotEmpty();
                for (String name : setCookies(login).keySet()) {
                    assertThat(setCookies(logout).get(name))
                            .startsWith(name + "=; ")
                            .contains("Max-Age=0;");
                    assertThat(attributes(logout, name))
                            .isEqualTo(attributes(login, name))
                            .anyMatch(attribute -> attribute.equalsIgnoreCase("SameSite=" + sameSite));
                    assertThat(attributes(login, name).contains("Partitioned")).isEqualTo(partitioned);
                }
            }
        }
    }

    @Test
    void everyResponseHasStrictTransportSecurity() throws Exception {
        try (Replica replica = started(Map.of())) {
            for (Response answer : List.of(
                    login(replica, "/express/api/auth/login"),
                    replica.given().get("/account"),
                    replica.given().get("/nothing"),
                    replica.given().header("Host", "a b").get("/account"),
                    replica.given().get("/.well-known/jwks.json"),
                    replica.given().get("/q/openapi"),
                    replica.given().get("/q/swagger-ui"),
                    replica.givenManagement().get("/q/health/live"),
                    replica.givenManagement().get("/q/metrics"))) {
                assertThat(answer.headers().getValues("Strict-Transport-Security"))
                        .containsExactly("max-age=31536000");
                assertThat(answer.headers().getValues("X-Content-Type-Options")).containsExactly("nosniff");
                assertThat(answer.headers().getValues("Content-Security-Policy"))
                        .hasSize(1);
                assertThat(answer.header("Server")).isNull();
            }
        }
    }

    @Test
    void aListOfCorsOriginsMayContainSpaces() throws Exception {
        try (Replica replica = started(Map.of("latchkey.cors.origins", "https://shop.example, https://app.example"))) {
            assertThat(replica.given()
                            .header("Origin", "https://app.example")
                            .get("/account")
                            .header("Access-Control-Allow-Origin"))
                    .isEqualTo("https://app.example");
            assertThat(replica.given()
                            .header("Origin", "http://localhost:5173")
                            .get("/account")
                            .header("Access-Control-Allow-Origin"))
                    .isNull();
        }
    }

    private static Replica started(Map<String, String> more) throws Exception {
        Map<String, String> settings = ProductionIT.settings();
        settings.remove("latchkey.cookies.secure");
        settings.put("latchkey.issuer", "https://auth.example");
        settings.putAll(more);
        Replica replica = Replica.start(settings);
        replica.awaitReady();
        Database.empty();
        replica.given()
                .contentType(ContentType.JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/express/api/auth/register")
                .then()
                .statusCode(201);
        return replica;
    }

    private static RequestSpecification foreign(Replica replica) {
        return replica.given().header("Origin", "http://auth.example").header("Sec-Fetch-Site", "cross-site");
    }

    private static Response login(Replica replica, String path) {
        return replica.given()
                .contentType(ContentType.JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post(path);
    }

    /** The header of each cookie, by its name. */
    private static Map<String, String> setCookies(Response answer) {
        return answer.headers().getValues("Set-Cookie").stream()
                .collect(Collectors.toMap(header -> header.substring(0, header.indexOf('=')), header -> header));
    }

    private static Map<String, String> values(Response answer) {
        Map<String, String> values = new HashMap<>();
        setCookies(answer)
                .forEach((name, header) -> values.put(name, header.substring(name.length() + 1, header.indexOf(';'))));
        return values;
    }

    /** All attributes except the lifetime. */
    private static Set<String> attributes(Response answer, String cookie) {
        return Stream.of(setCookies(answer).get(cookie).split("; "))
                .skip(1)
                .filter(attribute -> !attribute.startsWith("Max-Age=") && !attribute.startsWith("Expires="))
                .map(attribute -> attribute.equalsIgnoreCase("HttpOnly") ? "HttpOnly" : attribute)
                .collect(Collectors.toSet());
    }
}
