package latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two replicas with clocks that differ by two minutes, one ahead of and one behind the database's clock. */
class ClocksIT {

    @Test
    void replicasWithDifferentClocksAgreeOnGracePeriodAndTokens() throws Exception {
        Optional<Path> library = library();
        assumeTrue(library.isPresent(), "skipped: libfaketime is not there");
        try (Replica ahead = start(library.get(), "+60s");
                Replica behind = start(library.get(), "-60s")) {
            ready(ahead);
            ready(behind);
            Database.empty();
            post(ahead, "register", "", "one").then().statusCode(201);

            agree(ahead, behind);
            agree(behind, ahead);
        }
    }

    /** Another client has a grace period of ten seconds: it has just begun, and the other replica agrees. */
    private static void agree(Replica one, Replica other) {
        Response login = post(one, "login", "", "one");
        String used = login.cookie("refresh_token");
        Response refreshed = post(one, "refresh", used, "one");

        Response again = post(other, "refresh", used, "another");

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.cookie("refresh_token")).isEqualTo(refreshed.cookie("refresh_token"));
        for (Response answer : new Response[] {login, refreshed, again}) {
            String token = Json.text(answer, "data.token");
            for (Replica replica : new Replica[] {one, other}) {
                replica.given()
                        .header("Authorization", "Bearer " + token)
                        .get("/express/api/user")
                        .then()
                        .statusCode(200);
            }
        }
        assertThat(Database.query("select abs(extract(epoch from refreshed_at - now())) < 30 from session"
                        + " order by refreshed_at desc"))
                .isEqualTo("t");
    }

    private static Replica start(Path library, String off) throws Exception {
        ProcessBuilder builder = Replica.process(Replica.command(ProductionIT.settings()));
        builder.environment().put("LD_PRELOAD", library.toString());
        builder.environment().put("FAKETIME", off);
        return Replica.start(builder);
    }

    private static Optional<Path> library() throws Exception {
        try (Stream<Path> found =
                Files.find(Path.of("/usr/lib"), 4, (file, attributes) -> file.endsWith("libfaketime.so.1"))) {
            return found.findFirst();
        }
    }

    private static void ready(Replica replica) throws Exception {
        replica.awaitReady();
        // With the keys comes the time.
        replica.given().get("/.well-known/jwks.json").then().statusCode(200);
    }

    private static Response post(Replica replica, String path, String refresh, String agent) {
        return replica.given()
                .contentType(ContentType.JSON)
                .header("User-Agent", agent)
                .cookie("refresh_token", refresh)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/express/api/auth/" + path);
    }
}
