package latchkey;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Several callers that do something at the same moment. */
public final class ConcurrentCallers {

    /** A thread for each. The JVM's own pool has one thread on two cores, on a JDK 25, where a caller would wait for another. */
    public static final Executor THREADS = work -> {
        Thread thread = new Thread(work, "crowd");
        thread.setDaemon(true);
        thread.start();
    };

    /** The results of all callers, in the order of their numbers. */
    public static <T> List<T> of(int callers, IntFunction<Callable<T>> deed) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        CyclicBarrier start = new CyclicBarrier(callers);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                Callable<T> mine = deed.apply(i);
                futures.add(threads.submit(() -> {
                    start.await();
                    return mine.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private ConcurrentCallers() {}
}
