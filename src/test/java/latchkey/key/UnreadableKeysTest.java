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
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.StoppedClock;
import latchkey.Waiting;
import latchkey.audit.AuditLog;
import latchkey.contract.Givens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stored keys that this replica cannot read, or that have another algorithm. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class UnreadableKeysTest {

    @Inject
    KeyRing keys;

    @Inject
    StoredKeys storedKeys;

    @Inject
    KeyPairs pairs;

    @Inject
    Clock clock;

    @Inject
    AuditLog audit;

    @BeforeEach
    void startWithOneKey() {
        Database.empty();
        Givens.registerAda();
        Database.execute("delete from signing_key");
        StoppedClock.stop();
        StoppedClock.advance(Duration.ofMinutes(5));
        assertThat(published()).hasSize(1);
    }

    @AfterEach
    void resetToOneKey() {
        StoppedClock.resume();
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
    void anUnreadableKeyIsSkippedAndTheOthersAreUsed(String damage) {
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

        assertThat(keys.revoke(old)).isTrue();
        assertThat(status(token)).isEqualTo(401);
        // It can be read, so the secret is the right one.
        assertThat(kid(token())).isNotIn(old, keys.list().get(1).kid());
    }

    /** As during a rolling change of the setting, which may take days. */
    @Test
    void replicasWithDifferentAlgorithmsCreateOneKeyEach() throws Exception {
        List<KeyRing> replicas = List.of(keys, replica(Algorithm.EdDSA), replica(Algorithm.EdDSA));
        String old = published().get(0);

        for (int second = 0; second < 20; second++) {
            StoppedClock.advance(Duration.ofSeconds(1));
            ConcurrentCallers.of(3, caller -> () -> replicas.get(caller).jwks());
        }
        assertThat(published()).hasSize(2).last().isEqualTo(old);
        String next = published().get(0);
        awaitCurrent(replicas, KeyRing.Signing::kid, old, old, old);

        StoppedClock.advance(Duration.ofMinutes(30));
        awaitCurrent(replicas, KeyRing.Signing::kid, old, next, next);
        String token = token();
        assertThat(status(token)).isEqualTo(200);
        assertThat(replicas.get(1).find(kid(token))).isPresent();

        StoppedClock.advance(Duration.ofDays(89));
        for (int second = 0; second < 20; second++) {
            StoppedClock.advance(Duration.ofDays(20));
            ConcurrentCallers.of(3, caller -> () -> replicas.get(caller).jwks());
            StoppedClock.advance(Duration.ofMinutes(20));
            ConcurrentCallers.of(3, caller -> () -> replicas.get(caller).jwks());
            assertThat(published()).hasSizeLessThanOrEqualTo(4);
        }
        awaitCurrent(replicas, KeyRing.Signing::algorithm, Algorithm.ES256, Algorithm.EdDSA, Algorithm.EdDSA);
    }

    /** While the database is slow, a replica signs with the keys that it knows, and a new key signs ten minutes after it was made. */
    private static <T> void awaitCurrent(List<KeyRing> replicas, Function<KeyRing.Signing, T> what, Object... expected)
            throws InterruptedException {
        Waiting.until("the replicas sign with " + List.of(expected), () -> {
            StoppedClock.advance(Duration.ofMinutes(1));
            return replicas.stream()
                    .map(replica -> what.apply(replica.current()))
                    .toList()
                    .equals(List.of(expected));
        });
    }

    private KeyRing replica(Algorithm algorithm) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(TokenConfig.class)
                .withMapping(KeyConfig.class)
                .withSources(new PropertiesConfigSource(Map.of("latchkey.tokens.algorithm", algorithm.name()), "", 100))
                .build();
        return new KeyRing(
                storedKeys,
                pairs,
                config.getConfigMapping(TokenConfig.class),
                config.getConfigMapping(KeyConfig.class),
                clock,
                new SimpleMeterRegistry(),
                audit);
    }
}
