package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.http.ContentType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * More than twice the unfinished heads and bodies that once ended a process with the memory of a container of 256 MiB, and other kinds;
 * {@code -Dflood=100} sends four times as many.
 */
class FloodIT {

    /** Percent of {@link Kind#connections}. */
    private static final int SHARE = Integer.getInteger("flood", 25);

    private static final String ADA = "{\"username\": \"ada\", \"password\": \"lovelace\"}";

    private Replica replica;

    /** What the attacker sends on each connection. */
    enum Kind {
        NOTHING("", 8_000),
        UNFINISHED_HEADS("GET /express/api/user HTTP/1.1\r\nHost: x\r\nX-Filler: " + "x".repeat(19_000), 35_000),
        HEADS_OF_MANY_FIELDS(
                "GET /express/api/user HTTP/1.1\r\nHost: x\r\n" + "a:\r\n".repeat(95) + "b: " + "y".repeat(18_000),
                8_000),
        AWAITED_BODIES(
                "POST /express/api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 65536\r\n\r\n"
                        + " ".repeat(65_000),
                26_000),
        CHUNKED_BODIES(
                "POST /express/api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "1\r\n \r\n".repeat(4_000),
                8_000),
        FIELDS_BEHIND_BODIES(
                "POST /express/api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "2\r\n{}\r\n0\r\n"
                        + "a:\r\n".repeat(4_500),
                8_000),
        /** Of which none is noticed to be closed: no more can come. */
        UNREAD_ANSWERS("GET /q/openapi HTTP/1.1\r\nHost: x\r\n\r\n".repeat(12), 4_000),
        MANY_AT_ONCE("GET /express/api/user HTTP/1.1\r\nHost: x\r\n\r\n".repeat(300), 8_000);

        final String text;
        final long connections;
        final boolean reads = !name().equals("UNREAD_ANSWERS");

        Kind(String text, long connections) {
            this.text = text;
            this.connections = connections * SHARE / 100;
        }
    }

    /** More than the connection limit, so that Latchkey must close older connections. */
    private static final int AT_ONCE = 4_000;

    @BeforeEach
    void start() throws Exception {
        List<String> command = new ArrayList<>(Replica.command(ProductionIT.settings()));
        // In a container of 256 MiB the jar takes as much by itself, and so does the executable, half of it.
        command.add(1, "-Xmx128m");
        replica = Replica.start(command);
        replica.awaitReady();
        Database.empty();
        assertThat(post(replica, "register")).isEqualTo(201);
    }

    @AfterEach
    void stop() throws Exception {
        replica.close();
    }

    @Test
    void survivesEachKindOfFlood() throws Exception {
        for (Kind kind : Kind.values()) {
            try (Flood flood = new Flood(replica.port(), AT_ONCE, kind.connections, kind.text, kind.reads)) {
                while (!flood.isOver()) {
                    assertThat(anAnswer(replica, "while there are " + kind)).isEqualTo(200);
                    replica.givenManagement().get("/q/health/live").then().statusCode(200);
                }
                assertThat(flood.opened()).isEqualTo(kind.connections);
            }
            assertThat(anAnswer(replica, "after " + kind)).isEqualTo(200);
        }
        assertThat(replica.output()).doesNotContain("OutOfMemory", " ERROR ", "Exception");
    }

    @Test
    void aFloodOfConnectionsLeavesFileDescriptorsForOtherClients() throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -n 400; exec \"$@\"", "sh"));
        command.addAll(Replica.command(ProductionIT.settings()));
        try (Replica few = Replica.start(command);
                Flood flood = new Flood(few.port(), 600, 3_000, Kind.UNFINISHED_HEADS.text, true)) {
            few.awaitReady();
            assertThat(anAnswer(few, "while they come")).isEqualTo(200);
            flood.join();
            assertThat(anAnswer(few, "after they came")).isEqualTo(200);
            assertThat(few.output()).doesNotContain("Too many open files", " ERROR ");
        }
    }

    /** Retries if Latchkey closed this very connection to make room. */
    private static int anAnswer(Replica replica, String when) {
        for (int i = 0; i < 20; i++) {
            try {
                return post(replica, "login");
            } catch (Exception dropped) {
                assertThat(dropped).isInstanceOf(IOException.class);
            }
        }
        throw new AssertionError("no answer " + when + "\n" + replica.output());
    }

    private static int post(Replica replica, String endpoint) {
        return replica.given()
                .contentType(ContentType.JSON)
                .body(ADA)
                .post("/express/api/auth/" + endpoint)
                .statusCode();
    }
}
