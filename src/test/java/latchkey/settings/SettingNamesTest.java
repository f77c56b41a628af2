package latchkey.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingNamesTest {

    private final SettingNames names = SettingNames.read();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            latchkey.sesion.idle           | . Did you mean latchkey.session.idle?
            latchkey.session.idel          | . Did you mean latchkey.session.idle?
            latchkey.legacy."django".secrt | . Did you mean latchkey.legacy."django".secret?
            latchkey.nonsense              | ; docs/settings.md lists all settings.
            """)
    void anUnknownPropertyIsReportedWithTheNearestSetting(String name, String rest) {
        assertThat(names.unknownSetting(name, "with -D")).isEqualTo(name + ", set with -D, is not a setting" + rest);
    }

    /** CONTRIBUTING.md says what to do with a setting that is renamed or removed. */
    @Test
    void everySettingOfTheFirstReleaseStillExists() throws IOException {
        try (InputStream file = SettingNamesTest.class.getResourceAsStream("/release-0.1/settings.txt")) {
            assertThat(new String(file.readAllBytes(), UTF_8).lines())
                    .hasSizeGreaterThan(30)
                    .allMatch(names::isSetting);
        }
    }
}
