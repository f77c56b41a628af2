package latchkey.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import latchkey.session.UsedTokenRule.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verdicts on a used token, for a session of generation 5 that was refreshed at noon. */
class UsedTokenRuleTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static final Client HOME = new Client("192.0.2.7", "firefox");
    private static final Client TRAIN = new Client("198.51.100.9", "firefox");
    private static final Client OTHER_BROWSER = new Client("192.0.2.7", "curl");

    @ParameterizedTest(name = "{0} s after, with generation {1}: {2}")
    @CsvSource({
        "0, 4, SAME_CLIENT",
        "-1, 4, SAME_CLIENT",
        "10, 4, SAME_CLIENT",
        "86399, 4, SAME_CLIENT",
        "86400, 4, REUSE",
        "9, 3, SAME_CLIENT",
        "10, 3, REUSE",
        "0, 2, REUSE",
        "0, 6, REUSE"
    })
    void verdictForTheSameClient(int seconds, int generation, Verdict verdict) {
        assertThat(verdict("PT10S", "P1D", session(HOME, null, null), generation, HOME, seconds))
                .isEqualTo(verdict);
    }

    @ParameterizedTest(name = "{0} s after, with generation {1}: {2}")
    @CsvSource({"9, 4, OTHER_CLIENT", "10, 4, REUSE", "0, 3, REUSE"})
    void verdictForAnotherNetworkOrUserAgent(int seconds, int generation, Verdict verdict) {
        Session session = session(HOME, null, null);

        assertThat(verdict("PT10S", "P1D", session, generation, TRAIN, seconds)).isEqualTo(verdict);
        assertThat(verdict("PT10S", "P1D", session, generation, OTHER_BROWSER, seconds))
                .isEqualTo(verdict);
        assertThat(verdict("PT10S", "P1D", session(null, null, null), generation, HOME, seconds))
                .isEqualTo(verdict);
    }

    @ParameterizedTest(name = "the latest at generation {0}, by the client that asks: {1}, {2}")
    @CsvSource({
        "5, true, OTHER_CLIENT_AGAIN",
        "5, false, REUSE",
        "4, true, REUSE",
        "4, false, REUSE",
        "3, true, OTHER_CLIENT",
        "3, false, OTHER_CLIENT"
    })
    void verdictForAnotherClientAfterAReplay(int replayed, boolean byTheSame, Verdict verdict) {
        Session session = session(HOME, replayed, byTheSame ? TRAIN : OTHER_BROWSER);

        assertThat(verdict("PT10S", "P1D", session, 4, TRAIN, 0)).isEqualTo(verdict);
    }

    @ParameterizedTest(name = "with {0}, and {1} for the same client, {2} s after: {3}")
    @CsvSource({"PT0S, P1D, -1, REUSE", "PT10S, PT0S, 9, SAME_CLIENT", "PT10S, PT0S, 10, REUSE"})
    void verdictForOtherSettings(String grace, String sameClientGrace, int seconds, Verdict verdict) {
        assertThat(verdict(grace, sameClientGrace, session(HOME, null, null), 4, HOME, seconds))
                .isEqualTo(verdict);
    }

    private static Verdict verdict(
            String grace, String sameClientGrace, Session session, int generation, Client client, int seconds) {
        return new UsedTokenRule(Duration.parse(grace), Duration.parse(sameClientGrace))
                .of(session, generation, client, NOON.plusSeconds(seconds));
    }

    private static Session session(@Nullable Client refreshedBy, @Nullable Integer replayed, @Nullable Client by) {
        Session session = new Session();
        session.id = UUID.randomUUID();
        session.generation = 5;
        session.openedAt = NOON;
        session.refreshedAt = NOON;
        session.idleUntil = NOON;
        session.endsAt = NOON;
        session.pacedUntil = NOON;
        session.refreshedBy = refreshedBy;
        session.replayedGeneration = replayed;
        session.replayedBy = by;
        return session;
    }
}
