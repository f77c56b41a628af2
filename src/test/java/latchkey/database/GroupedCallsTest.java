package latchkey.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import latchkey.ConcurrentCallers;
import latchkey.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A call is a number; its result says how it was answered. */
class GroupedCallsTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final List<Integer> alone = Collections.synchronizedList(new ArrayList<>());
    private final List<List<Integer>> groups = Collections.synchronizedList(new ArrayList<>());
    private volatile CountDownLatch release = new CountDownLatch(1);
    private GroupedCalls<Integer, String> calls = new GroupedCalls<>(this::together, this::alone, LONG);

    @AfterEach
    void nothingHangs() {
        release.countDown();
    }

    @Test
    void aCallOfAQuietServiceGoesAtOnceAndByItself() {
        IntStream.range(1, 9).forEach(call -> assertThat(calls.result(call)).isEqualTo("alone " + call));

        assertThat(groups).isEmpty();
    }

    @Test
    void callsThatWaitGoTogetherInTheOrderOfTheirArrival() throws Exception {
        List<FutureTask<String>> hanging = hang();
        List<FutureTask<String>> waiting = waiting(List.of(10, 11, 12));
        release.countDown();

        assertThat(results(waiting)).containsExactly("together 10", "together 11", "together 12");
        assertThat(groups).containsExactly(List.of(10, 11, 12));
        assertThat(results(hanging)).allMatch(result -> result.startsWith("alone -"));
    }

    @Test
    void aGroupHasAMaximumSize() throws Exception {
        hang();
        List<FutureTask<String>> waiting = waiting(
                IntStream.rangeClosed(1, GroupedCalls.MAX_SIZE + 2).boxed().toList());
        release.countDown();

        results(waiting);
        assertThat(groups.stream().map(List::size)).containsExactlyInAnyOrder(GroupedCalls.MAX_SIZE, 2);
    }

    @Test
    void oneThatMakesTheStatementFailFailsAlone() throws Exception {
        hang();
        List<FutureTask<String>> waiting = waiting(List.of(10, 666, 12));
        release.countDown();

        assertThat(waiting.get(0).get()).isEqualTo("alone 10");
        assertThat(waiting.get(2).get()).isEqualTo("alone 12");
        assertThatThrownBy(() -> waiting.get(1).get())
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("666");
        assertThat(calls.result(1)).isEqualTo("alone 1");
    }

    @Test
    void aStatementThatFailsThoughTheDatabaseWorksIsReportedOnce() throws Exception {
        List<LogRecord> lines = Collections.synchronizedList(new ArrayList<>());
        Logger logger = Logger.getLogger(GroupedCalls.class.getName());
        logger.setFilter(line -> !lines.add(line));
        try {
            for (int i = 0; i < 2; i++) {
                hang();
                List<FutureTask<String>> waiting = waiting(List.of(10, 666));
                release.countDown();
                assertThat(waiting.get(0).get()).isEqualTo("alone 10");
                assertThatThrownBy(() -> waiting.get(1).get()).hasRootCauseMessage("666");
                release = new CountDownLatch(1);
            }
        } finally {
            logger.setFilter(null);
        }

        assertThat(lines.stream().filter(line -> line.getLevel().intValue() >= Level.WARNING.intValue()))
                .hasSize(1);
    }

    @Test
    void oneThatTheStatementLeavesOutGoesByItself() throws Exception {
        hang();
        List<FutureTask<String>> waiting = waiting(List.of(10, 404, 12));
        release.countDown();

        assertThat(results(waiting)).containsExactly("together 10", "alone 404", "together 12");
    }

    @Test
    void noTwoCallersShareAResult() throws Exception {
        hang();
        List<FutureTask<String>> waiting = waiting(List.of(10, 10, 10));
        release.countDown();

        assertThat(results(waiting)).containsExactlyInAnyOrder("together 10", "alone 10", "alone 10");
    }

    @Test
    void anErrorInTheThreadOfTheGroupEndsItsOwnCallOnly() throws Exception {
        hang();
        List<FutureTask<String>> waiting = waiting(List.of(500, 11));
        release.countDown();

        assertThatThrownBy(() -> waiting.get(0).get()).hasRootCauseInstanceOf(StackOverflowError.class);
        assertThat(waiting.get(1).get()).isEqualTo("alone 11");
        assertThat(calls.result(1)).isEqualTo("alone 1");
    }

    @Test
    void aStatementThatHangsHoldsUpNoOther() throws Exception {
        calls = new GroupedCalls<>(this::together, this::alone, Duration.ofMillis(1));
        hang();

        assertThat(calls.result(10)).isEqualTo("alone 10");
        assertThat(groups).isEmpty();
    }

    @Test
    void aCallerThatGivesUpHarmsNobodyElse() throws Exception {
        hang();
        List<FutureTask<String>> waiting = new ArrayList<>();
        Thread givesUp = started(10, waiting);
        waitUntilQueued(1);
        started(11, waiting);
        waitUntilQueued(2);
        givesUp.interrupt();

        assertThat(waiting.get(0).get()).isEqualTo("alone 10");
        release.countDown();
        assertThat(waiting.get(1).get()).isEqualTo("alone 11");
    }

    @Test
    void ofManyCallsEachGetsItsOwnResult() throws Exception {
        int callers = 64;
        int each = 300;
        List<List<String>> results = ConcurrentCallers.of(
                callers,
                caller -> () -> IntStream.range(0, each)
                        .mapToObj(i -> calls.result(1_000 * (caller + 1) + i))
                        .toList());

        for (int caller = 0; caller < callers; caller++) {
            for (int i = 0; i < each; i++) {
                assertThat(results.get(caller).get(i)).endsWith(" " + (1_000 * (caller + 1) + i));
            }
        }
        assertThat(Stream.concat(alone.stream(), groups.stream().flatMap(List::stream)))
                .hasSize(callers * each)
                .doesNotHaveDuplicates();
        assertThat(groups).allMatch(group -> group.size() <= GroupedCalls.MAX_SIZE);
    }

    private String alone(int call) {
        if (call == 666) {
            throw new IllegalStateException("666");
        }
        if (call < 0) {
            await();
        }
        alone.add(call);
        return "alone " + call;
    }

    private Map<Integer, String> together(List<Integer> group) {
        if (group.contains(666)) {
            throw new IllegalStateException("of the group");
        }
        if (group.contains(500)) {
            throw new StackOverflowError();
        }
        groups.add(group);
        return group.stream()
                .distinct()
                .filter(call -> call != 404)
                .collect(Collectors.toMap(call -> call, call -> "together " + call));
    }

    private void await() {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As many statements as make further calls wait. */
    private List<FutureTask<String>> hang() throws InterruptedException {
        List<FutureTask<String>> hanging = new ArrayList<>();
        for (int i = 1; i <= GroupedCalls.MAX_ALONE; i++) {
            Thread thread = started(-i, hanging);
            Waiting.until("the statement hangs", () -> thread.getState() == Thread.State.WAITING);
        }
        return hanging;
    }

    private List<FutureTask<String>> waiting(List<Integer> all) throws InterruptedException {
        List<FutureTask<String>> waiting = new ArrayList<>();
        for (int call : all) {
            started(call, waiting);
            waitUntilQueued(waiting.size());
        }
        return waiting;
    }

    private void waitUntilQueued(int number) throws InterruptedException {
        Waiting.until(number + " calls wait", () -> calls.waiting() == number);
    }

    private Thread started(int call, List<FutureTask<String>> tasks) {
        Callable<String> work = () -> calls.result(call);
        FutureTask<String> task = new FutureTask<>(work);
        tasks.add(task);
        Thread thread = new Thread(task, "call " + call);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static List<String> results(List<FutureTask<String>> tasks) throws Exception {
        List<String> results = new ArrayList<>();
        for (FutureTask<String> task : tasks) {
            results.add(task.get());
        }
        return results;
    }
}
