package latchkey.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Where no service answers. {@code ObservabilityIT} asks one that runs. */
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

    private static void refuses(String sentence) {
        Ended ended = Ended.of(CommandLine.defaultFactory(), "health");

        assertThat(ended).isEqualTo(new Ended(1, "", sentence + "\n"));
    }
}
