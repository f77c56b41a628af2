package latchkey.key;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import latchkey.LatchkeyConfig;

/** What beans ask for, without a container and a database. */
public final class Given {

    static final LatchkeyConfig CONFIG = new SmallRyeConfigBuilder()
            .withMapping(LatchkeyConfig.class)
            .withSources(new PropertiesConfigSource(Map.of("latchkey.secret", "known to everybody"), "given", 100))
            .build()
            .getConfigMapping(LatchkeyConfig.class);

    public static Secret secret() {
        return new Secret(CONFIG);
    }

    /** A ring of one key, which is never read again. */
    static KeyRing ring(Algorithm algorithm) throws GeneralSecurityException {
        KeyPair pair = algorithm.generate();
        KeyRing.Signing signing = new KeyRing.Signing("given", algorithm, pair.getPrivate());
        KeyRing.Verifying verifying = new KeyRing.Verifying("given", algorithm, pair.getPublic(), Map.of());
        return new KeyRing(null, null, CONFIG, Clock.systemUTC(), new SimpleMeterRegistry(), null) {

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

    private Given() {}
}
