package latchkey.directory;

import static java.util.stream.Collectors.joining;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import latchkey.Database;
import latchkey.account.Account;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How long pages of accounts take among a million. Run it alone: {@code ./mvnw test -Dtest=AccountListBenchmark}. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class AccountListBenchmark {

    private static final int ACCOUNTS = Integer.getInteger("accounts", 1_000_000);
    private static final int RUNS = 50;
    private static final double MILLION = 1e6;

    @Inject
    Directory directory;

    @BeforeAll
    static void manyAccounts() {
        Database.empty();
        AccountPlansTest.fill(ACCOUNTS);
    }

    @AfterAll
    static void none() {
        Database.empty();
    }

    @Test
    void pages() {
        System.out.println("| accounts | found | median, ms | slowest, ms | processor time, ms |");
        AccountPlansTest.filters()
                .forEach(filter -> print(
                        filter.toString(),
                        () -> directory.list(filter, null, 50).accounts().size()));
        AccountFilter users = new AccountFilter("user", null, null, null, null, null);
        print("the second page of a search", () -> directory
                .list(users, directory.list(users, null, 50).next(), 50)
                .accounts()
                .size());
        Account last = directory
                .list(new AccountFilter("zed", null, null, null, null, null), null, 1)
                .accounts()
                .get(0)
                .account();
        print("one account", () -> directory.get(last.id).id > 0 ? 1 : 0);
        print("its protection", () -> directory.protection(last.id).factors().size());
    }

    private interface Request {
        int found();
    }

    private static void print(String name, Request request) {
        int found = request.found();
        request.found();
        long[] took = new long[RUNS];
        long processor = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int i = 0; i < RUNS; i++) {
            long began = System.nanoTime();
            request.found();
            took[i] = System.nanoTime() - began;
        }
        processor = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - processor;
        Arrays.sort(took);
        System.out.println(
                java.util.stream.Stream.of(name, found, ms(took[RUNS / 2]), ms(took[RUNS - 1]), ms(processor / RUNS))
                        .map(String::valueOf)
                        .collect(joining(" | ", "| ", " |")));
    }

    private static String ms(long nanos) {
        return "%.2f".formatted(nanos / MILLION);
    }
}
