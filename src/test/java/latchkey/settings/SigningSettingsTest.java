package latchkey.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SigningSettingsTest {

    private static final String LIFESPAN = "smallrye.jwt.new-token.lifespan";
    private static final String RELAX = "smallrye.jwt.sign.relax-key-validation";
    private static final String OTHER = "smallrye.jwt.verify.algorithm";

    private final List<String> asked = new ArrayList<>();

    private final SmallRyeConfig config = new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(Map.of(LIFESPAN, "60", OTHER, "ES256"), "counted", 100) {
                @Override
                public ConfigValue getConfigValue(String name) {
                    asked.add(name);
                    return super.getConfigValue(name);
                }
            })
            .withInterceptors(new SigningSettings())
            .build();

    @Test
    void settingsOfSigningAreLookedUpOnce() {
        assertThat(config.getOptionalValue(LIFESPAN, Integer.class)).contains(60);
        assertThat(config.getOptionalValue(RELAX, Boolean.class)).isEmpty();
        assertThat(asked).contains(LIFESPAN, RELAX);
        asked.clear();

        assertThat(config.getOptionalValue(LIFESPAN, Integer.class)).contains(60);
        assertThat(config.getOptionalValue(RELAX, Boolean.class)).isEmpty();
        assertThat(asked).doesNotContain(LIFESPAN, RELAX);
    }

    @Test
    void othersAreLookedUpEachTime() {
        config.getOptionalValue(OTHER, String.class);
        asked.clear();

        assertThat(config.getOptionalValue(OTHER, String.class)).contains("ES256");
        assertThat(asked).contains(OTHER);
    }
}
