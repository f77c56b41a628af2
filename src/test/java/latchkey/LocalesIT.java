package latchkey;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a machine with a locale that has its own digits, letters or calendar, machine-readable output stays the same. */
class LocalesIT {

    private static final String LOGIN = "{\"username\": \"ada\", \"password\": \"lovelace\"}";

    @TempDir
    private Path folder;

    @Test
    void responsesDoNotDependOnTheLocale() throws Exception {
        Map<String, String> settings = in("fa", "IR");
        settings.put("latchkey.limits.attempts", "1");
        try (Replica replica = Replica.start(settings)) {
            replica.awaitReady();
            Database.empty();
            post(replica, "/express/api/auth/register", "ada", "").then().statusCode(201);
            for (String root : List.of("/express/api/auth", "/fastapi/auth")) {
                Response login = post(replica, root + "/login", "ada", "");
                isReadAnywhere(login);
                Response refreshed = refreshed(replica, refreshed(replica, login));
                String access = refreshed.jsonPath().getString(root.startsWith("/f") ? "access_token" : "data.token");
                replica.given()
                        .header("Authorization", "Bearer " + access)
                        .get("/account")
                        .then()
                        .statusCode(200);
            }
            post(replica, "/express/api/auth/login", "eve", "").then().statusCode(401);
            Response throttled = post(replica, "/express/api/auth/login", "eve", "");
            assertThat(throttled.statusCode()).isEqualTo(429);
            isReadAnywhere(throttled);
            assertThat(Integer.parseInt(throttled.header("Retry-After"))).isPositive();
            assertThat(post(replica, "/express/api/auth/register", "x", "1").asString())
                    .contains("6 characters");
            assertThat(replica.givenManagement().get("/q/metrics").asString()).matches("\\p{ASCII}+");
            assertThat(replica.output()).matches("\\p{ASCII}+").contains("takes passwords of 6 characters");
        }
    }

    /** Turkish has an i of its own, Thailand a calendar. */
    @Test
    void outputOfCommandsDoesNotDependOnTheLocale() throws Exception {
        Path people = Files.writeString(folder.resolve("people.csv"), "id,username\n1234567,ida\n");
        try (Replica migrated = Replica.start(ProductionIT.settings(), "migrate")) {
            assertThat(migrated.exitCode()).as(migrated.output()).isZero();
        }
        Database.empty();
        List<List<String>> typed = List.of(
                List.of("tr", "TR", "import " + people + " --format csv --on-conflict skip"),
                List.of("ar", "EG", "import " + people + " --format CSV --on-conflict UPDATE --dry-run"),
                List.of("bn", "BD", "keys list"),
                List.of("th", "TH", "keys rotate --json"));
        List<String> printed = ConcurrentCallers.of(2, half -> () -> run(typed.get(half)) + run(typed.get(half + 2)));
        String exported = run(List.of("ar", "EG", "export"));

        assertThat(printed.get(0)).contains("1 read: 1 imported");
        assertThat(printed.get(1)).contains("\"kid\"");
        String from = printed.get(1).replaceAll("(?s).*\"signs_from\":\"([^\"]*)\".*", "$1");
        assertThat(Instant.parse(from)).isAfter(Instant.EPOCH).isBefore(Instant.parse("2400-01-01T00:00:00Z"));
        assertThat(exported).contains("\"username\":\"ida\"");
    }

    private String run(List<String> typed) throws Exception {
        try (Replica command =
                Replica.start(in(typed.get(0), typed.get(1)), typed.get(2).split(" "))) {
            assertThat(command.exitCode()).as(command.output()).isZero();
            assertThat(command.output()).matches("\\p{ASCII}*");
            return command.output();
        }
    }

    private static Map<String, String> in(String language, String country) {
        Map<String, String> settings = ProductionIT.settings();
        settings.put("user.language", language);
        settings.put("user.country", country);
        return settings;
    }

    private static Response refreshed(Replica replica, Response before) {
        boolean fastapi = before.jsonPath().get("refresh_token") != null;
        Response answer = post(
                replica,
                fastapi ? "/fastapi/auth/refresh-token" : "/express/api/auth/refresh",
                "",
                before.getCookie("refresh_token"));
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        isReadAnywhere(answer);
        return answer;
    }

    private static void isReadAnywhere(Response answer) {
        assertThat(answer.headers().asList())
                .allSatisfy(header -> assertThat(US_ASCII.newEncoder().canEncode(header.getValue()))
                        .isTrue());
        answer.getHeaders().getValues("Set-Cookie").forEach(cookie -> {
            assertThat(cookie).matches(".*; Max-Age=[0-9]+;.*");
            DateTimeFormatter.RFC_1123_DATE_TIME.parse(
                    cookie.replaceAll(".*; Expires=([^;]*).*", "$1"), ZonedDateTime::from);
        });
    }

    private static Response post(Replica replica, String path, String name, String refresh) {
        String body = LOGIN.replace("ada", name).replace("lovelace", refresh.equals("1") ? "short" : "lovelace");
        return replica.given()
                .contentType(ContentType.JSON)
                .cookie("refresh_token", refresh)
                .body(name.isEmpty() ? "{}" : body)
                .post(path);
    }
}
