package latchkey.settings;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import latchkey.settings.SettingsInForce.Setting;
import org.junit.jupiter.api.Test;

/** What operators see of the settings. */
class SettingsInForceTest {

    private static Map<String, Setting> settings() {
        List<Setting> all = SettingsInForce.list(new SmallRyeConfigBuilder()
                .withSources(
                        new EnvConfigSource(
                                Map.of(
                                        "LATCHKEY_SESSION_IDLE", "P1D",
                                        "LATCHKEY_SECRET", "hunter2 hunter2",
                                        "LATCHKEY_CLIENTS__GATEWAY__SECRET_HASH", "hunter2"),
                                300),
                        new PropertiesConfigSource(
                                Map.of(
                                        "latchkey.former-secret", "hunter2",
                                        "latchkey.tokens.shared-secret", "hunter2",
                                        "latchkey.password.firebase-signer-key", "hunter2",
                                        "latchkey.password.min-length", "12",
                                        "latchkey.clients.\"gateway\".secret-hash", "hunter2",
                                        "latchkey.playground.accounts.demo", "hunter2"),
                                "/etc/latchkey.properties",
                                260))
                .withDefaultValue("latchkey.session.grace", "PT10S")
                .build());
        return all.stream().collect(toMap(Setting::name, setting -> setting));
    }

    @Test
    void eachHasItsValueAndItsSource() {
        Map<String, Setting> settings = settings();

        assertThat(settings.get("latchkey.session.idle"))
                .isEqualTo(new Setting("latchkey.session.idle", "P1D", false, "environment"));
        assertThat(settings.get("latchkey.password.min-length"))
                .isEqualTo(new Setting("latchkey.password.min-length", "12", false, "file"));
        assertThat(settings.get("latchkey.session.grace").source()).isEqualTo("default");
        assertThat(settings.get("latchkey.proxies")).isEqualTo(new Setting("latchkey.proxies", null, false, "default"));
    }

    @Test
    void noSecretIsShown() {
        Map<String, Setting> settings = settings();

        assertThat(settings.toString()).doesNotContain("hunter2");
        assertThat(settings.get("latchkey.secret"))
                .isEqualTo(new Setting("latchkey.secret", null, true, "environment"));
        assertThat(settings.values().stream().filter(Setting::hidden).map(Setting::name))
                .contains(
                        "latchkey.former-secret",
                        "latchkey.tokens.shared-secret",
                        "latchkey.password.firebase-signer-key",
                        "latchkey.playground.accounts.demo");
    }
}
