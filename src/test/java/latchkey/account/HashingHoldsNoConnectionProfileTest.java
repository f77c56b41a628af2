package latchkey.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.Waiting;
import latchkey.queue.HashingQueue;
import org.junit.jupiter.api.Test;

/** With two database connections and slow hashes: a request that held a connection while hashing would block all others. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(TwoConnectionsAndGuesses.class)
class HashingHoldsNoConnectionProfileTest {

    private static final int CALLERS = 6;

    @Inject
    HashingQueue queue;

    @Inject
    AgroalDataSource database;

    @Inject
    MeterRegistry meters;

    @Test
    void requestsThatWaitForHashingHoldNoDatabaseConnection() throws Exception {
        Database.empty();

        assertThat(whileAllCpusHash("register")).isSubsetOf(201, 503);
        for (int i = 0; i < CALLERS; i++) {
            post("register", i);
        }
        assertThat(whileAllCpusHash("login")).isSubsetOf(200, 503);
    }

    /** The statuses: 503 only where this machine is so slow that the callers lost their patience. */
    private List<Integer> whileAllCpusHash(String endpoint) throws Exception {
        int cpus = Runtime.getRuntime().availableProcessors();
        CountDownLatch hashing = new CountDownLatch(cpus);
        CountDownLatch enough = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (int i = 0; i < cpus; i++) {
                threads.submit(() -> queue.runQueued(() -> awaited(hashing, enough)));
            }
            hashing.await();
            Future<List<Integer>> statuses =
                    threads.submit(() -> ConcurrentCallers.of(CALLERS, caller -> () -> post(endpoint, caller)));
            Waiting.until("they wait for a CPU, and hold no connection", () -> waiting() > 0 && active() == 0);
            enough.countDown();
            return statuses.get();
        } finally {
            enough.countDown();
            threads.shutdown();
        }
    }

    private static boolean awaited(CountDownLatch begun, CountDownLatch end) {
        begun.countDown();
        try {
            end.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private double waiting() {
        return meters.get("latchkey.hashing.waiting").gauge().value();
    }

    private long active() {
        return database.getMetrics().activeCount();
    }

    private static int post(String endpoint, int caller) {
        return given().contentType(ContentType.JSON)
                .body("{\"username\": \"user%d\", \"password\": \"lovelace\"}".formatted(caller))
                .post("/express/api/auth/" + endpoint)
                .statusCode();
    }
}
