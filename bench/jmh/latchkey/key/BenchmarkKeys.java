package latchkey.key;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import latchkey.LatchkeyConfig;

/** Settings, secret and key ring, without a container and a database. */
public final class BenchmarkKeys {

    private static final SmallRyeConfig SETTINGS = new SmallRyeConfigBuilder()
            .withMapping(LatchkeyConfig.class)
            .withMapping(TokenConfig.class)
            .withMapping(KeyConfig.class)
            .withSources(new PropertiesConfigSource(Map.of("latchkey.secret", "known to everybody"), "benchmark", 100))
            .build();

    static final LatchkeyConfig CONFIG = SETTINGS.getConfigMapping(LatchkeyConfig.class);

    static final TokenConfig TOKENS = SETTINGS.getConfigMapping(TokenConfig.class);

    public static Secret secret() {
        return new Secret(CONFIG);
    }

    /** A ring of one key, which is never read again. */
    static KeyRing ring(Algorithm algorithm) throws GeneralSecurityException {
        KeyPair pair = algorithm.generate();
        KeyRing.Signing signing = new KeyRing.Signing("benchmark", algorithm, pair.getPrivate());
        KeyRing.Verifying verifying = new KeyRing.Verifying("benchmark", algorithm, pair.getPublic(), Map.of());
        return new KeyRing(
                null,
                null,
                TOKENS,
                SETTINGS.getConfigMapping(KeyConfig.class),
                Clock.systemUTC(),
                new SimpleMeterRegistry(),
                null) {

            @Override
            Signing current() {
                return signing;
            }

            @Override
            Optional<Verifying> find(String kid) {
                return Optional.of(verifying).filter(key -> key.kid().equals(kid));
            }
        };
    }

    private BenchmarkKeys() {}
}
