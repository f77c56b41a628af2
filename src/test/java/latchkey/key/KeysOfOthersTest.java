package latchkey.key;

import static latchkey.key.KeyRotationTest.kid;
import static latchkey.key.KeyRotationTest.published;
import static latchkey.key.KeyRotationTest.status;
import static latchkey.key.KeyRotationTest.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import latchkey.Crowd;
import latchkey.Database;
import latchkey.LatchkeyConfig;
import latchkey.StoppedClock;
import latchkey.audit.Audit;
import latchkey.contract.Givens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys in the ring that this replica cannot read, or would not have made. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class KeysOfOthersTest {

    @Inject
    KeyRing keys;

    @Inject
    StoredKeys storedKeys;

    @Inject
    KeyPairs pairs;

    @Inject
    Clock clock;

    @Inject
    Audit audit;

    @BeforeEach
    void aRingOfOneKey() {
        Database.empty();
        Givens.registerAda();
        Database.execute("delete from signing_key");
        StoppedClock.stop();
        StoppedClock.advance(Duration.ofMinutes(5));
        assertThat(published()).hasSize(1);
    }

    @AfterEach
    void aRingOfOneKeyAgain() {
        StoppedClock.goOn();
        Database.execute("delete from signing_key");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "private_key = ''",
                "private_key = substring(private_key from 2)",
                "public_key = '\\x00'",
                "algorithm = 'ES521'",
                "algorithm = 'RS256'"
            })
    void aKeyThatCannotBeReadIsLeftOutAndTheRestGoesOn(String damage) {
        String old = kid(token());
        keys.rotate();
        Database.execute("update signing_key set " + damage + " where place = (select max(place) from signing_key)");

        StoppedClock.advance(Duration.ofMinutes(20));
        String token = token();
        assertThat(kid(token)).isEqualTo(old);
        assertThat(status(token)).isEqualTo(200);
        assertThat(published()).last().isEqualTo(old);
        assertThat(keys.flaw()).isEmpty();
        assertThat(keys.list()).extracting(KeyRing.Listed::secret).containsExactly("other", "current");

        assertThat(keys.compromised(old)).isTrue();
        assertThat(status(token)).isEqualTo(401);
        // It can be read, so the secret is the right one.
        assertThat(kid(token())).isNotIn(old, keys.list().get(1).kid());
    }

    /** As while an update of the setting rolls, which may take days. */
    @Test
    void replicasThatSignWithOtherAlgorithmsMakeOneKeyEach() throws Exception {
        List<KeyRing> replicas = List.of(keys, replica(Algorithm.RS256), replica(Algorithm.RS256));
        String old = published().get(0);

        for (int second = 0; second < 20; second++) {
            StoppedClock.advance(Duration.ofSeconds(1));
            Crowd.of(3, caller -> () -> replicas.get(caller).jwks());
        }
        assertThat(published()).hasSize(2).last().isEqualTo(old);
        String next = published().get(0);
        assertThat(replicas)
                .allSatisfy(replica -> assertThat(replica.current().kid()).isEqualTo(old));

        StoppedClock.advance(Duration.ofMinutes(30));
        assertThat(replicas).extracting(replica -> replica.current().kid()).containsExactly(old, next, next);
        String token = token();
        assertThat(status(token)).isEqualTo(200);
        assertThat(replicas.get(1).find(kid(token))).isPresent();

        StoppedClock.advance(Duration.ofDays(89));
        for (int second = 0; second < 20; second++) {
            StoppedClock.advance(Duration.ofDays(20));
            Crowd.of(3, caller -> () -> replicas.get(caller).jwks());
            StoppedClock.advance(Duration.ofMinutes(20));
            Crowd.of(3, caller -> () -> replicas.get(caller).jwks());
            assertThat(published()).hasSizeLessThanOrEqualTo(4);
        }
        assertThat(replicas)
                .extracting(replica -> replica.current().algorithm())
                .containsExactly(Algorithm.ES256, Algorithm.RS256, Algorithm.RS256);
    }

    private KeyRing replica(Algorithm algorithm) {
        LatchkeyConfig config = new SmallRyeConfigBuilder()
                .withMapping(LatchkeyConfig.class)
                .withSources(new PropertiesConfigSource(Map.of("latchkey.tokens.algorithm", algorithm.name()), "", 100))
                .build()
                .getConfigMapping(LatchkeyConfig.class);
        return new KeyRing(storedKeys, pairs, config, clock, new SimpleMeterRegistry(), audit);
    }
}
