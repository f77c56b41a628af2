package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What requests say of where they come from. */
class ProxiesIT {

    private static final String ADA = "{\"username\": \"ada\", \"password\": \"lovelace\"}";

    private final Map<String, String> settings = ProductionIT.settings();
    private Replica replica;

    @AfterEach
    void stop() throws InterruptedException {
        replica.close();
    }

    @Test
    void whatSomebodySaysWhoIsNoProxyOfOursCountsForNothing() throws Exception {
        start();
        Database.empty();
        assertThat(post("register").statusCode()).isEqualTo(201);

        assertThat(loginFromHttps().statusCode()).isEqualTo(403);
        assertThat(post("login").statusCode()).isEqualTo(200);

        assertThat(Database.query("select address from session")).isEqualTo("127.0.0.1");
        assertThat(replica.output()).containsOnlyOnce("127.0.0.1 says for whom it forwards, which counts for nothing");
        assertThat(hostSpoofed().asString()).startsWith("{\"detail\":");
    }

    @Test
    void whatAProxyOfOursSaysCounts() throws Exception {
        settings.put("latchkey.proxies", "10.0.0.0/8,127.0.0.1");
        start();
        Database.empty();
        assertThat(post("register").statusCode()).isEqualTo(201);

        assertThat(loginFromHttps().statusCode()).isEqualTo(200);

        assertThat(Database.query("select address from session")).isEqualTo("2001:db8:0:7:0:0:0:1");
        assertThat(hostSpoofed().asString()).startsWith("{\"detail\":");
    }

    private void start() throws Exception {
        settings.put("quarkus.http.cors.enabled", "true");
        settings.put("quarkus.http.cors.origins", "https://shop.example");
        replica = Replica.start(settings);
        replica.givenManagement().get("/q/health/ready").then().statusCode(200);
    }

    private Response post(String endpoint) {
        return replica.given()
                .header("X-Forwarded-For", "203.0.113.5")
                .contentType(ContentType.JSON)
                .body(ADA)
                .post("/express/api/auth/" + endpoint);
    }

    /** By a page of this very host, which the browser knows by https, where a proxy ends that. */
    private Response loginFromHttps() {
        return replica.given()
                .header("Host", "auth.example.com")
                .header("Origin", "https://auth.example.com")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-For", "203.0.113.9, 2001:db8:0:7::1, 10.1.2.3")
                .contentType(ContentType.JSON)
                .body(ADA)
                .post("/express/api/auth/login");
    }

    private Response hostSpoofed() {
        return replica.given()
                .header("X-Forwarded-Host", "express.test")
                .header("Forwarded", "host=express.test")
                .post("/api/auth/refresh");
    }
}
