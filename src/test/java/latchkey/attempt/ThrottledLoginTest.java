package latchkey.attempt;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.StoppedClock;
import latchkey.queue.HashingQueue;
import org.junit.jupiter.api.Test;

/** More logins than the CPU can hash. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class ThrottledLoginTest {

    private static final int CPUS = Runtime.getRuntime().availableProcessors();

    @Inject
    HashingQueue queue;

    @Test
    void throttledLoginsAreRecordedOnceAMinuteForEachAddress() throws Exception {
        Database.empty();
        Database.execute("delete from audit_event");
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch begun = new CountDownLatch(CPUS);
        CountDownLatch done = new CountDownLatch(1);
        // Other tests were refused a moment ago.
        StoppedClock.stop();
        StoppedClock.advance(Duration.ofHours(1));
        try {
            for (int i = 0; i < CPUS; i++) {
                threads.submit(() -> queue.runQueued(() -> waited(begun, done)));
            }
            begun.await();

            List<Integer> statuses = ConcurrentCallers.of(5, caller -> ThrottledLoginTest::login);

            assertThat(statuses).containsOnly(503);
        } finally {
            StoppedClock.resume();
            done.countDown();
            threads.shutdown();
        }
        assertThat(Database.query("select string_agg(concat_ws(' ', kind, outcome, detail, address, username), ', ')"
                        + " from audit_event"))
                .isEqualTo("LOGIN THROTTLED UNAVAILABLE 127.0.0.1");
    }

    private static int login() {
        return given().contentType(ContentType.JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/express/api/auth/login")
                .statusCode();
    }

    private static boolean waited(CountDownLatch begun, CountDownLatch done) {
        begun.countDown();
        try {
            done.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
