package latchkey.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import latchkey.contract.express.ExpressContract;
import org.junit.jupiter.api.Test;

/** The settings of development, and the addresses that it prints. */
class DevelopmentTest {

    @Test
    void theDevelopmentIssuerHasThePortInUse() throws IOException {
        assertThat(settings(Map.of("quarkus.http.port", "9123")).getRawValue("latchkey.issuer"))
                .isEqualTo("http://localhost:9123");
        assertThat(settings(Map.of()).getRawValue("latchkey.issuer")).isEqualTo("http://localhost:8080");
    }

    @Test
    void aConfiguredIssuerIsKeptInDevelopment() throws IOException {
        assertThat(settings(Map.of("quarkus.http.port", "9123", "latchkey.issuer", "https://auth.example"))
                        .getRawValue("latchkey.issuer"))
                .isEqualTo("https://auth.example");
    }

    @Test
    void theAddressesListTheDemoAccounts() {
        assertThat(Addresses.lines(List.of(new ExpressContract()), Map.of("demo", "demo-password"), 9123))
                .contains("express      http://localhost:9123/express\n")
                .contains("sign in as   demo, with the password demo-password");
        assertThat(Addresses.lines(List.of(new ExpressContract()), Map.of(), 9123))
                .doesNotContain("sign in");
    }

    /** @param given in the environment or on the command line, which come before the files */
    private static SmallRyeConfig settings(Map<String, String> given) throws IOException {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withProfile("dev")
                .withSources(
                        new PropertiesConfigSource(
                                Path.of("src/main/resources/application.properties")
                                        .toUri()
                                        .toURL(),
                                250),
                        new PropertiesConfigSource(given, "given", 400))
                .build();
    }
}
