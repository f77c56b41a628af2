package latchkey.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import latchkey.Crowd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The PostgreSQL of development. It ends with this process, and so after its folder would be removed. */
class EmbeddedServerTest {

    @TempDir(cleanup = CleanupMode.NEVER)
    private Path folder;

    @Test
    void ofManyWhoAskAtOnceAllGetTheOneServer() throws Exception {
        List<String> urls = Crowd.of(6, caller -> () -> new EmbeddedServer(folder).url());

        assertThat(urls.stream().distinct()).hasSize(1);
        assertThat(Files.readString(folder.resolve("owner")))
                .isEqualTo(Long.toString(ProcessHandle.current().pid()));
        Properties user = new Properties();
        user.setProperty("user", EmbeddedServer.USER);
        try (Connection connection = new EmbeddedDriver().connect("jdbc:embedded:" + folder, user)) {
            assertThat(connection.isValid(1)).isTrue();
        }
        try (Connection connection = DriverManager.getConnection(urls.get(0), user)) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    @Test
    void aServerThatWasKilledIsStartedAgain() throws Exception {
        new EmbeddedServer(folder).url();
        ProcessHandle server = ProcessHandle.of(Long.parseLong(Files.readAllLines(folder.resolve("data/postmaster.pid"))
                        .get(0)))
                .orElseThrow();
        server.destroyForcibly();
        server.onExit().get(10, TimeUnit.SECONDS);

        Properties user = new Properties();
        user.setProperty("user", EmbeddedServer.USER);
        try (Connection connection = DriverManager.getConnection(new EmbeddedServer(folder).url(), user)) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }
}
