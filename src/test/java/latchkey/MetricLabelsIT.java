package latchkey;

import static io.restassured.http.ContentType.JSON;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import latchkey.connection.RawConnection;
import org.junit.jupiter.api.Test;

/** Paths and methods that clients invent neither fill the memory nor hide other requests in the metrics. */
class MetricLabelsIT {

    private static final String LITTLE_MEMORY = "-Xmx96m";

    private static final Pattern SERIES = Pattern.compile("(?m)^[a-z_]+\\{[^}]*} ");

    private static final Pattern LABEL = Pattern.compile("(?m)^http_server_.*?method=\"([^\"]*)\".*$");

    /** Of requests on one connection. */
    private static final int BATCH = 10;

    private static final List<IntFunction<String>> INVENTED = List.of(
            i -> "M%d /express/api/user HTTP/1.1\r\nHost: x\r\n".formatted(i),
            i -> "%s%d /express/api/user HTTP/1.1\r\nHost: x\r\n".formatted("M".repeat(2_000), i),
            i -> "GET //j%d/x HTTP/1.1\r\nHost: x\r\n".formatted(i),
            i -> "GET /j%d/%s HTTP/1.1\r\nHost: x\r\n".formatted(i, "x".repeat(2_000)),
            i -> "GET http://x/j%d HTTP/1.1\r\nHost: x\r\n".formatted(i),
            i -> "GET /%%6a%d/%%7B HTTP/1.1\r\nHost: x\r\n".formatted(i),
            i -> "POST /express/api/%d HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n".formatted(i),
            i -> "GET /account/%d/sessions HTTP/1.1\r\nHost: x\r\n".formatted(i),
            i -> "DELETE /account/sessions/%d HTTP/1.1\r\nHost: x\r\n".formatted(i),
            i -> "M%d /forward-auth/%d?%d HTTP/1.1\r\nHost: x\r\n".formatted(i, i, i),
            i -> "GET /j%d/../x HTTP/1.1\r\nHost: x\r\n".formatted(i),
            i -> "GET /j%d;x HTTP/1.1\r\nHost: x\r\n".formatted(i),
            i -> "GET j%d HTTP/1.1\r\nHost: x\r\n".formatted(i),
            i -> "GET /j%d HTTP/1.1\r\nHost: x%d\r\n".formatted(i, i),
            i -> "OPTIONS /j%d HTTP/1.1\r\nHost: x\r\nOrigin: https://shop.example\r\n".formatted(i)
                    + "Access-Control-Request-Method: M%d\r\n".formatted(i),
            i -> ("GET /j%d HTTP/1.1\r\nHost: x\r\nAccept: a/b%d\r\nContent-Type: c/d%d\r\nX-Request-Id: r%d\r\n"
                            + "User-Agent: u%d\r\nAccept-Language: l%d\r\n")
                    .formatted(i, i, i, i, i, i),
            i -> "GET /q/j%d HTTP/1.1\r\nHost: x\r\n".formatted(i));

    @Test
    void unknownPathsShareOneMetricLabel() throws Exception {
        Map<String, String> settings = ProductionIT.settings();
        List<String> command = Replica.command(settings);
        command.add(1, LITTLE_MEMORY);
        try (Replica replica = Replica.start(command)) {
            int management = replica.managementPort();
            replica.awaitReady();
            flood(replica.port(), 100);
            flood(management, 100);
            long before = series(replica);

            flood(replica.port(), 600);
            flood(management, 200);
            replica.given()
                    .contentType(JSON)
                    .body("{\"username\": \"nobody\", \"password\": \"lovelace\"}")
                    .post("/express/api/auth/login")
                    .then()
                    .statusCode(401);
            replica.given()
                    .delete("/account/factors/00000000-0000-0000-0000-000000000000")
                    .then()
                    .statusCode(401);
            replica.given().post("/account/pages/reset").then().statusCode(greaterThanOrEqualTo(400));
            replica.given().get("/.well-known/jwks.json").then().statusCode(200);
            // A request is counted after its answer was sent.
            Waiting.until("the last request is counted", () -> metrics(replica).contains("/.well-known/jwks.json"));

            String metrics = metrics(replica);
            assertThat(series(replica)).as(metrics).isLessThan(before + 30);
            assertThat(metrics)
                    .doesNotContain("j1/", "j7", "M1", "MMM")
                    .contains("method=\"POST\",outcome=\"CLIENT_ERROR\",status=\"401\",uri=\"/express/api/auth/login\"")
                    .contains("uri=\"/account/factors/{id}\"", "uri=\"/account/pages/{page}\"")
                    .contains("method=\"GET\",outcome=\"SUCCESS\",status=\"200\",uri=\"/.well-known/jwks.json\"")
                    .contains("method=\"OTHER\",outcome=\"CLIENT_ERROR\",status=\"405\",uri=\"UNMATCHED\"");
            assertThat(LABEL.matcher(metrics).results().map(MatchResult::group).map(line -> line.length()))
                    .allMatch(length -> length < 300);
        }
    }

    /** The alert needs it: failures are counted by endpoint, whatever other requests arrive. */
    @Test
    void failuresAreCountedByEndpointDuringAFlood() throws Exception {
        Map<String, String> settings = ProductionIT.settings();
        Database.execute("drop database if exists labelled");
        Database.execute("create database labelled");
        settings.put("quarkus.datasource.jdbc.url", Database.url().replaceFirst("/postgres\\?", "/labelled?"));
        try (Replica replica = Replica.start(settings)) {
            replica.awaitReady();
            flood(replica.port(), 200);
            Database.execute("drop database labelled with (force)");

            replica.given()
                    .contentType(JSON)
                    .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                    .post("/express/api/auth/login")
                    .then()
                    .statusCode(greaterThanOrEqualTo(500));

            assertThat(metrics(replica))
                    .containsPattern("method=\"POST\",outcome=\"SERVER_ERROR\",status=\"50[03]\","
                            + "uri=\"/express/api/auth/login\"");
        }
    }

    private static void flood(int port, int times) throws IOException {
        for (IntFunction<String> invented : INVENTED) {
            for (int i = 0; i < times; i += BATCH) {
                StringBuilder requests = new StringBuilder();
                for (int j = i; j < i + BATCH - 1; j++) {
                    requests.append(invented.apply(j)).append("\r\n");
                }
                exchange(port, requests + invented.apply(i + BATCH) + "Connection: close\r\n\r\n");
            }
        }
    }

    private static void exchange(int port, String requests) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(RawConnection.MAX_WAIT);
            socket.getOutputStream().write(requests.getBytes(ISO_8859_1));
            InputStream answers = socket.getInputStream();
            assertThat(new String(answers.readAllBytes(), ISO_8859_1)).startsWith("HTTP/1.1 ");
        }
    }

    private static long series(Replica replica) {
        return SERIES.matcher(metrics(replica)).results().count();
    }

    private static String metrics(Replica replica) {
        return replica.givenManagement().get("/q/metrics").asString();
    }
}
