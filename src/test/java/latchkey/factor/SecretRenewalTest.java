package latchkey.factor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import latchkey.Database;
import latchkey.LatchkeyConfig;
import latchkey.contract.Givens;
import latchkey.key.Encryption;
import latchkey.key.Secret;
import org.junit.jupiter.api.Test;

/** The secret of Latchkey is changed: secrets of apps are encrypted anew, and none is lost. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class SecretRenewalTest {

    private static final String FORMER = Database.settings().get("latchkey.secret");
    private static final String NEW = "another secret, as long as one has to be";

    private static LatchkeyConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(LatchkeyConfig.class)
                .withSources(new PropertiesConfigSource(settings, "tried", 100))
                .build()
                .getConfigMapping(LatchkeyConfig.class);
    }

    private static boolean isReadableWithTheNewSecretAlone() {
        byte[] stored = HexFormat.of().parseHex(Database.query("select encode(secret, 'hex') from factor"));
        return new Encryption(new Secret(config(Map.of("latchkey.secret", NEW))))
                .decrypt(Secret.Use.TOTP, stored, Database.query("select id from factor"))
                .isPresent();
    }

    @Test
    void secretsOfAppsAreEncryptedUnderTheNewSecret() {
        Database.empty();
        Givens.of(List.of("ada is registered", "ada has an authenticator app"));
        assertThat(isReadableWithTheNewSecretAlone()).isFalse();
        LatchkeyConfig both = config(Map.of("latchkey.secret", NEW, "latchkey.former-secret", FORMER));

        new SecretRenewal(new Encryption(new Secret(both)), both).renew();

        assertThat(isReadableWithTheNewSecretAlone()).isTrue();
    }
}
