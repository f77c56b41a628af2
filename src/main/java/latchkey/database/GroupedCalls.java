package latchkey.database;

import io.quarkus.logging.Log;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Statements of many callers as one. While few run, a call goes at once, by itself. While many do, calls wait for one of these to
 * end, and then go together: a database commits many changes for little more than the price of one.
 *
 * <p>The statement for many leaves out each call that it cannot decide, and decides none if it fails. Such calls then go by
 * themselves, so that no caller gets another answer for being in a group. So does a call in a transaction.
 *
 * @param <C> a call
 * @param <R> its result
 */
public final class GroupedCalls<C, R> {

    /** Statements at which further calls wait. */
    static final int MAX_ALONE = 4;

    /** Statements at which those that wait go on waiting: with fewer, groups are larger. */
    static final int MAX_GROUPS = 2;

    /** The maximum number of calls in one statement. */
    static final int MAX_SIZE = 64;

    /** After this time a call goes by itself, so that a statement that hangs holds up no other for longer. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(2);

    private final Function<List<C>, Map<C, R>> together;
    private final Function<C, R> alone;
    private final Duration maxWait;
    private final AtomicBoolean warned = new AtomicBoolean();
    private final Queue<Member<C, R>> waiting = new ArrayDeque<>();
    private int running;

    /**
     * Calls to group.
     *
     * @param together one statement for all; returns their results in a map that it does not need again, without the calls that it
     *     leaves out. Of equal calls, one gets the result
     * @param alone a statement for one call, which always decides
     */
    public GroupedCalls(Function<List<C>, Map<C, R>> together, Function<C, R> alone) {
        this(together, alone, MAX_WAIT);
    }

    GroupedCalls(Function<List<C>, Map<C, R>> together, Function<C, R> alone, Duration maxWait) {
        this.together = together;
        this.alone = alone;
        this.maxWait = maxWait;
    }

    /** A call that waits. The turn is what its thread does next. */
    private record Member<C, R>(C call, CompletableFuture<Supplier<R>> turn) {}

    /** The result of a call; throws what the statement for it alone throws. */
    public R result(C call) {
        if (Transactions.isOpen()) {
            return alone.apply(call);
        }
        Member<C, R> member = new Member<>(call, new CompletableFuture<>());
        if (entersAtOnce(member)) {
            return runAlone(call);
        }
        return turn(member).get();
    }

    private Supplier<R> turn(Member<C, R> member) {
        try {
            return member.turn.get(maxWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            Log.debugf("a call has waited for %s", maxWait);
        } catch (ExecutionException e) {
            throw new IllegalStateException("no turn ends with an exception", e);
        }
        return leavesQueue(member) ? () -> alone.apply(member.call) : member.turn.join();
    }

    private R runAlone(C call) {
        try {
            return alone.apply(call);
        } finally {
            ended();
        }
    }

    /** The first member runs the statement for its group, in its own thread. */
    private R runTogether(List<Member<C, R>> group) {
        Map<C, R> results = new HashMap<>();
        try {
            results = together.apply(group.stream().map(Member::call).toList());
        } catch (RuntimeException e) {
            warn(e, group.size());
        } finally {
            ended();
            for (Member<C, R> member : group.subList(1, group.size())) {
                member.turn.complete(after(member, results));
            }
        }
        return after(group.get(0), results).get();
    }

    /** Once: the calls are answered all the same, and slowly only. An outage or a conflict is reported by the calls alone. */
    private void warn(RuntimeException failure, int calls) {
        boolean expected = DatabaseFailure.isCauseOf(failure) || DatabaseFailure.isConflict(failure);
        if (!expected && warned.compareAndSet(false, true)) {
            Log.warnf(failure, "a statement for %d calls failed: such calls now go one by one", calls);
        }
    }

    private Supplier<R> after(Member<C, R> member, Map<C, R> results) {
        R result = results.remove(member.call);
        return result == null ? () -> alone.apply(member.call) : () -> result;
    }

    private synchronized boolean entersAtOnce(Member<C, R> member) {
        if (running < MAX_ALONE && waiting.isEmpty()) {
            running++;
            return true;
        }
        waiting.add(member);
        return false;
    }

    private synchronized boolean leavesQueue(Member<C, R> member) {
        return waiting.remove(member);
    }

    /** How many calls wait. */
    synchronized int waiting() {
        return waiting.size();
    }

    private synchronized void ended() {
        running--;
        while (running < MAX_GROUPS && !waiting.isEmpty()) {
            running++;
            start(nextGroup());
        }
    }

    private void start(List<Member<C, R>> group) {
        Member<C, R> first = group.get(0);
        first.turn.complete(group.size() == 1 ? () -> runAlone(first.call) : () -> runTogether(group));
    }

    private List<Member<C, R>> nextGroup() {
        List<Member<C, R>> group = new ArrayList<>();
        while (group.size() < MAX_SIZE && !waiting.isEmpty()) {
            group.add(waiting.remove());
        }
        return group;
    }
}
