package latchkey.session;

import static latchkey.session.SessionCalls.onlyAdaIsThere;
import static latchkey.session.SessionCalls.successor;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import latchkey.Database;
import latchkey.LimitedBehindAProxy;
import latchkey.StoppedClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random interleavings of two honest tabs that share their cookies, a network that loses and delays answers and hands over
 * between two addresses, and a thief elsewhere with every header of the victim's. The service answers as the table in
 * docs/sessions.md says, and what the table promises holds. Each run has a seed; {@code -Dmodel.runs} makes more of them.
 */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(LimitedBehindAProxy.class)
class UsedTokensModelProfileTest {

    private static final int STEPS = 40;

    private static final List<Integer> SECONDS = List.of(1, 1, 4, 11, 300, 7200);

    private static final ProxiedClient THIEF = new ProxiedClient("203.0.113.5", "firefox");

    private Random random;
    private boolean handsOver;
    private boolean hasThief;

    /** What the browser keeps for both tabs. */
    private String jar;

    private ProxiedClient browser;
    private long seconds;
    private final List<Request> underWay = new ArrayList<>();
    private final List<String> stolen = new ArrayList<>();
    private final UsedTokensTable table = new UsedTokensTable();

    /** The generations whose token each client got in an answer. */
    private final Map<Boolean, TreeSet<Integer>> got = new HashMap<>();

    private final List<String> trace = new ArrayList<>();

    /** One that a tab sent; the answer is null before it has arrived. */
    private static final class Request {

        final String token;
        final ProxiedClient from;
        Response answer;

        Request(String token, ProxiedClient from) {
            this.token = token;
            this.from = from;
        }
    }

    static IntStream seeds() {
        return IntStream.range(0, Integer.getInteger("model.runs", 48));
    }

    @BeforeEach
    void timeStops() {
        onlyAdaIsThere();
        Database.execute("delete from audit_event");
        StoppedClock.stop();
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void randomInterleavingsAreAnsweredAsTheTableSays(int seed) {
        random = new Random(seed);
        handsOver = seed % 2 == 1;
        hasThief = seed % 4 >= 2;
        browser = new ProxiedClient("192.0.2.7", "firefox");
        got.put(true, new TreeSet<>());
        got.put(false, new TreeSet<>());
        jar = successor(browser.signsIn());
        table.opened(browser);

        for (int step = 0; step < STEPS && !table.ended(); step++) {
            act();
        }

        assertThat(Database.query("select coalesce(string_agg(kind, ' ' order by id), '') from audit_event"
                        + " where kind like 'REFRESH%'"))
                .as(trace.toString())
                .isEqualTo(String.join(" ", table.events()));
        theHonestAreSignedOutOnlyAsTheTableNames();
    }

    private void act() {
        switch (random.nextInt(hasThief ? 9 : 7)) {
            case 0, 1, 2 -> underWay.add(new Request(jar, browser));
            case 3, 4 -> progress();
            case 5 -> pass(SECONDS.get(random.nextInt(SECONDS.size())));
            case 6 -> handOver();
            case 7 -> stolen.add(jar);
            default -> steal();
        }
    }

    /** A request arrives, or its answer does, or one of them is lost. */
    private void progress() {
        if (underWay.isEmpty()) {
            return;
        }
        Request request = underWay.get(random.nextInt(underWay.size()));
        boolean lost = random.nextInt(5) == 0;
        if (request.answer == null && !lost) {
            request.answer = show(request.from, request.token, false);
            return;
        }
        underWay.remove(request);
        if (!lost && request.answer.statusCode() == 200) {
            jar = successor(request.answer);
        }
    }

    private void pass(int more) {
        seconds += more;
        StoppedClock.advance(Duration.ofSeconds(more));
        trace.add(more + " s");
    }

    private void handOver() {
        if (handsOver) {
            browser = new ProxiedClient(
                    browser.address().equals("192.0.2.7") ? "198.51.100.9" : "192.0.2.7", browser.userAgent());
        }
    }

    private void steal() {
        if (!stolen.isEmpty()) {
            Response answer = show(THIEF, stolen.get(random.nextInt(stolen.size())), true);
            if (answer.statusCode() == 200) {
                stolen.add(successor(answer));
            }
        }
    }

    private Response show(ProxiedClient client, String token, boolean thief) {
        int generation = ProxiedClient.generation(token);
        trace.add(client.address() + " shows " + generation);
        int expected = table.shown(generation, client, seconds);

        Response answer = client.refreshes(token);

        assertThat(answer.statusCode()).as(trace.toString()).isEqualTo(expected < 0 ? 401 : 200);
        if (expected >= 0) {
            assertThat(ProxiedClient.generation(successor(answer)))
                    .as(trace.toString())
                    .isEqualTo(expected);
            got.get(thief).add(expected);
            aThiefIsSeen(expected);
        }
        return answer;
    }

    /** Both have the tokens of a generation: the audit log has told, and of the generation before they had not both. */
    private void aThiefIsSeen(int generation) {
        if (got.get(true).contains(generation) && got.get(false).contains(generation)) {
            assertThat(Database.query("select count(*) > 0 from audit_event where kind = 'REFRESH_REPLAY'"))
                    .as(trace.toString())
                    .isEqualTo("t");
            assertThat(got.get(true).contains(generation - 1) && got.get(false).contains(generation - 1))
                    .as("a thief followed for two refreshes: " + trace)
                    .isFalse();
        }
    }

    private void theHonestAreSignedOutOnlyAsTheTableNames() {
        if (table.ended() && !hasThief) {
            assertThat(table.endedBy())
                    .as(trace.toString())
                    .isIn(handsOver ? List.of("late", "elsewhere") : List.of("late"));
        }
    }
}
