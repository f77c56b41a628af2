package latchkey.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The user and the password of the database may change while Latchkey runs; no other setting may. */
class SecretFileSourceTest {

    private static final String USER = "quarkus.datasource.username";
    private static final String PASSWORD = "quarkus.datasource.password";

    @TempDir
    private Path folder;

    @Test
    void theUserAndThePasswordAreReadAgainFromAMountedSecret() throws IOException {
        mount("1", Map.of(USER, "v-first", "QUARKUS_DATASOURCE_PASSWORD", "a$$b\n", "latchkey.secret", "first"));
        for (String name : new String[] {USER, "QUARKUS_DATASOURCE_PASSWORD", "latchkey.secret"}) {
            Files.createSymbolicLink(folder.resolve(name), Path.of("..data", name));
        }
        SmallRyeConfig config = config(Map.of(), folder.toString());
        assertThat(value(config, USER)).isEqualTo("v-first");
        assertThat(value(config, PASSWORD)).isEqualTo("a$$b");

        mount("2", Map.of(USER, "v-second", "QUARKUS_DATASOURCE_PASSWORD", "${c}\r\n", "latchkey.secret", "second"));

        assertThat(value(config, USER)).isEqualTo("v-second");
        assertThat(value(config, PASSWORD)).isEqualTo("${c}");
        assertThat(value(config, "latchkey.secret")).isEqualTo("first");
    }

    /** As Kubernetes does it: it replaces the link to the folder with all files at once. */
    private void mount(String version, Map<String, String> files) throws IOException {
        Path contents = Files.createDirectory(folder.resolve("..version" + version));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(contents.resolve(file.getKey()), file.getValue());
        }
        Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), contents.getFileName());
        Files.move(link, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aUrlInAFileIsReadAgainForItsUserAndPassword() throws IOException {
        Path file = Files.writeString(folder.resolve("url"), "postgres://ada:fir%24t@db.example/latchkey");
        SmallRyeConfig config = config(Map.of("QUARKUS_DATASOURCE_JDBC_URL_FILE", file.toString()), null);
        assertThat(value(config, USER)).isEqualTo("ada");
        assertThat(value(config, PASSWORD)).isEqualTo("fir$t");

        Files.writeString(file, "postgres://bea:second@db.example/latchkey");

        assertThat(value(config, USER)).isEqualTo("bea");
        assertThat(value(config, PASSWORD)).isEqualTo("second");
    }

    @Test
    void anEmptyPasswordFileIsNoPassword() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "first");
        Map<String, String> environment = Map.of("QUARKUS_DATASOURCE_PASSWORD_FILE", file.toString());
        SmallRyeConfig config = config(environment, null);
        Files.writeString(file, "\n");

        String sentence = "QUARKUS_DATASOURCE_PASSWORD_FILE is " + file + ", which is empty.";
        assertThatThrownBy(() -> value(config, PASSWORD))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(sentence);
        assertThatThrownBy(() -> SecretFiles.sources(environment, null)).hasMessage(sentence);
    }

    private static String value(SmallRyeConfig config, String name) {
        return config.getValue(name, String.class);
    }

    private static SmallRyeConfig config(Map<String, String> environment, String directory) {
        return new SmallRyeConfigBuilder()
                .withSources(SecretFiles.sources(environment, directory))
                .addDefaultInterceptors()
                .addDiscoveredInterceptors()
                .build();
    }
}
