package latchkey.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RotationPlanTest {

    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    /** Signs for ten days, is published for an hour first, and verifies for six minutes after. */
    private static final RotationPlan PLAN =
            new RotationPlan(Duration.ofDays(10), Duration.ofHours(1), Duration.ofMinutes(6), Algorithm.ES256);

    private static final RotationPlan RSA =
            new RotationPlan(PLAN.rotateAfter(), PLAN.publishFor(), PLAN.verifyFor(), Algorithm.RS256);

    private final SigningKey first = key(1, START);
    private final SigningKey second = key(2, START.plus(Duration.ofDays(10)));

    @ParameterizedTest(name = "{0} after the start: {1} signs, {2} verify, due: {3}")
    @CsvSource(textBlock = """
                    PT0S,         1, 1,  false
                    P9DT22H59M,   1, 1,  false
                    P9DT23H,      1, 1,  true
                    """)
    void aKeyAlone(Duration since, String signs, String verify, boolean due) {
        holds(List.of(first), since, signs, verify, due);
    }

    @ParameterizedTest(name = "{0} after the start: {1} signs, {2} verify, due: {3}")
    @CsvSource(textBlock = """
                    P9DT23H,      1, 21, false
                    P9DT23H59M,   1, 21, false
                    P10D,         2, 21, false
                    P10DT5M,      2, 21, false
                    P10DT6M,      2, 2,  false
                    P19DT23H,     2, 2,  true
                    """)
    void aKeyAndItsSuccessor(Duration since, String signs, String verify, boolean due) {
        holds(List.of(second, first), since, signs, verify, due);
    }

    @Test
    void aCompromisedKeyNeitherSignsNorVerifiesAndIsReplacedAtOnce() {
        first.compromisedAt = START;

        assertThat(PLAN.signing(List.of(first), START)).isEmpty();
        assertThat(PLAN.verifying(List.of(first), START)).isEmpty();
        assertThat(PLAN.needsNewKey(List.of(first), START)).isTrue();
        assertThat(PLAN.signsFrom(List.of(first), START)).isEqualTo(START);
    }

    @Test
    void thePublishedKeySignsIfNoFormerKeyIsLeft() {
        SigningKey third = key(3, START.plus(Duration.ofDays(20)));
        first.compromisedAt = START;

        assertThat(PLAN.signing(List.of(third, second, first), START)).contains(second);
        assertThat(PLAN.verifying(List.of(third, second, first), START)).containsExactly(third, second);
        assertThat(PLAN.needsNewKey(List.of(second, first), START)).isFalse();
    }

    @Test
    void theFormerKeySignsAgainIfTheNewestIsCompromised() {
        second.compromisedAt = START;
        Instant later = START.plus(Duration.ofDays(11));

        assertThat(PLAN.signing(List.of(second, first), later)).contains(first);
        assertThat(PLAN.verifying(List.of(second, first), later)).containsExactly(first);
        assertThat(PLAN.needsNewKey(List.of(second, first), later)).isTrue();
    }

    @Test
    void aChangedAlgorithmRotatesTheKey() {
        assertThat(RSA.needsNewKey(List.of(first), START)).isTrue();
        assertThat(RSA.signsFrom(List.of(first), START)).isEqualTo(START.plus(Duration.ofHours(1)));
    }

    @Test
    void replicasOfTwoAlgorithmsHaveOneKeyEach() {
        List<SigningKey> keys = List.of(key(2, START.plus(Duration.ofHours(1)), Algorithm.RS256), first);
        Instant before = START.plus(Duration.ofMinutes(59));
        Instant later = START.plus(Duration.ofDays(9));

        assertThat(RSA.signing(keys, before)).contains(first);
        assertThat(RSA.signing(keys, later)).contains(keys.get(0));
        assertThat(PLAN.signing(keys, later)).contains(first);
        assertThat(RSA.verifying(keys, later)).isEqualTo(keys);
        for (RotationPlan plan : List.of(PLAN, RSA)) {
            assertThat(plan.needsNewKey(keys, before)).isFalse();
            assertThat(plan.needsNewKey(keys, later)).isFalse();
        }
    }

    @Test
    void aKeyOfAnUnusedAlgorithmIsRetiredWhenItsRotationIsDue() {
        List<SigningKey> keys = List.of(key(2, START.plus(Duration.ofDays(1)), Algorithm.RS256), first);
        Instant last = START.plus(Duration.ofDays(10)).plus(Duration.ofMinutes(6));

        assertThat(RSA.verifying(keys, last.minusNanos(1))).isEqualTo(keys);
        assertThat(RSA.verifying(keys, last)).containsExactly(keys.get(0));
        // Back to the former algorithm: what is not published does not sign.
        assertThat(PLAN.signing(keys, last)).contains(keys.get(0));
        assertThat(PLAN.needsNewKey(keys, last)).isTrue();
    }

    @Test
    void anUnreadableKeyDoesNotSign() {
        Instant later = START.plus(Duration.ofDays(10)).plus(Duration.ofHours(1));
        second.secret = SigningKey.EncryptedUnder.OTHER;

        assertThat(PLAN.signing(List.of(second, first), later)).contains(first);
        assertThat(PLAN.verifying(List.of(second, first), later)).containsExactly(second, first);
        assertThat(PLAN.needsNewKey(List.of(second, first), later)).isTrue();

        first.secret = SigningKey.EncryptedUnder.OTHER;
        assertThat(PLAN.signing(List.of(second, first), later)).isEmpty();
        assertThat(PLAN.verifying(List.of(second, first), later)).containsExactly(second);
    }

    private static void holds(List<SigningKey> keys, Duration since, String signs, String verify, boolean due) {
        Instant now = START.plus(since);
        assertThat(PLAN.signing(keys, now).orElseThrow().kid).isEqualTo(signs);
        assertThat(PLAN.verifying(keys, now).stream().map(key -> key.kid).collect(Collectors.joining()))
                .isEqualTo(verify);
        assertThat(PLAN.needsNewKey(keys, now)).isEqualTo(due);
    }

    private static SigningKey key(int place, Instant signsFrom) {
        return key(place, signsFrom, Algorithm.ES256);
    }

    private static SigningKey key(int place, Instant signsFrom, Algorithm algorithm) {
        return new SigningKey(
                place, Integer.toString(place), algorithm.name(), new byte[0], new byte[0], signsFrom, signsFrom);
    }
}
