package latchkey.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Where no service answers, or one as Latchkey does. {@code ObservabilityIT} asks Latchkey itself. */
class HealthCommandTest {

    private static final String PORT = "quarkus.management.port";
    private static final String HOST = "quarkus.management.host";

    @AfterEach
    void forgetSettings() {
        System.clearProperty(PORT);
        System.clearProperty(HOST);
    }

    @Test
    void reportsThatNothingListens() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            System.setProperty(PORT, Integer.toString(taken.getLocalPort()));
        }

        refuses("Not ready: nothing listens on port " + System.getProperty(PORT) + ".");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            quarkus.management.port | 0            | QUARKUS_MANAGEMENT_PORT is 0: set it to the port that the service has chosen.
            quarkus.management.port | many         | quarkus.management.port is "many", which is not a whole number.
            quarkus.management.host | no.such.host.invalid | QUARKUS_MANAGEMENT_HOST is no address.
            """)
    void namesASettingThatCannotBeAsked(String setting, String value, String sentence) {
        System.setProperty(setting, value);

        refuses(sentence);
    }

    /** The service asks its checks at once, and answers in the order in which they end. */
    @Test
    void namesFailedChecksInTheOrderOfTheirNames() throws IOException {
        byte[] health = """
                {"status": "DOWN", "checks": [
                  {"name": "signing keys", "status": "DOWN", "data": {"reason": "not read"}},
                  {"name": "mail", "status": "UP"},
                  {"name": "database", "status": "DOWN"}]}
                """.getBytes(UTF_8);
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(503, health.length);
            exchange.getResponseBody().write(health);
            exchange.close();
        });
        service.start();
        try {
            System.setProperty(PORT, Integer.toString(service.getAddress().getPort()));

            refuses("Not ready: database, signing keys (not read).");
        } finally {
            service.stop(0);
        }
    }

    private static void refuses(String sentence) {
        Ended ended = Ended.of(CommandLine.defaultFactory(), "health");

        assertThat(ended).isEqualTo(new Ended(1, "", sentence + "\n"));
    }
}
