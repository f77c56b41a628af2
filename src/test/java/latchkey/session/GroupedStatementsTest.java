package latchkey.session;

import static latchkey.session.SessionCalls.onlyAdaIsThere;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.account.Account;
import latchkey.database.GroupedCalls;
import latchkey.database.Statements;
import latchkey.database.Transactions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A refresh or a read in a group has the result that it has alone. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class GroupedStatementsTest {

    private static final Duration BURST = Refresh.burst(30);
    private static final Duration IDLE = Duration.ofDays(14);

    @Inject
    Clock clock;

    @Inject
    LiveSessions liveSessions;

    private List<UUID> ids;

    @BeforeEach
    void adaHasSessions() {
        onlyAdaIsThere();
        SessionCalls.signIn();
        Database.execute("create temporary table copies as select * from session, generate_series(1, 5);"
                + " alter table copies drop column generate_series; update copies set id = gen_random_uuid();"
                + " insert into session select * from copies");
        ids = sessions();
    }

    @Test
    void aGroupWritesWhatSingleStatementsWrite() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<Refresh> group = new ArrayList<>();
        for (UUID id : ids) {
            Device device = new Device("express", "agent " + group.size(), "192.0.2." + group.size());
            group.add(new Refresh(id, 0, device, now.plusMillis(group.size()), IDLE));
        }
        List<Optional<Session>> together = all(group);
        String rows = rows();
        Database.execute("update session set generation = 0, paced_until = opened_at, refreshed_by = null");
        List<Optional<Session>> alone =
                group.stream().map(refresh -> refresh.advance(BURST)).toList();

        assertThat(rows()).isEqualTo(rows);
        for (int i = 0; i < group.size(); i++) {
            assertThat(together.get(i).orElseThrow())
                    .usingRecursiveComparison()
                    .isEqualTo(alone.get(i).orElseThrow());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update session set ended_at = now(), end_reason = 'LOGOUT' where id = '%s'",
                "update session set idle_until = now() - interval '1 second' where id = '%s'",
                "update session set generation = 1 where id = '%s'",
                "update session set epoch = epoch - 1 where id = '%s'",
                "update session set paced_until = now() + interval '1 day' where id = '%s'",
                "delete from session where id = '%s'"
            })
    void aSessionThatMayNotRefreshIsLeftOut(String change) {
        Database.execute(change.formatted(ids.get(1)));
        String before = row(ids.get(1));

        List<Optional<Session>> advanced = all(refreshes(ids));

        assertThat(advanced.get(1)).isNull();
        assertThat(row(ids.get(1))).isEqualTo(before);
        assertThat(advanced.stream().filter(Optional.class::isInstance)).hasSize(ids.size() - 1);
    }

    @Test
    void noSessionOfADisabledAccountIsRefreshed() {
        Database.execute("update account set active = false");

        assertThat(all(refreshes(ids))).containsOnlyNulls();
    }

    @Test
    void ofTwoThatShowTheSameTokenOneSucceeds() {
        List<Optional<Session>> advanced = all(refreshes(List.of(ids.get(0), ids.get(1), ids.get(0))));

        assertThat(advanced.get(1)).isPresent();
        assertThat(Collections.frequency(advanced, null)).isEqualTo(1);
        assertThat(generation(ids.get(0))).isEqualTo(1);
    }

    @Test
    void aGroupDoesNotWaitForASessionThatAnotherStatementChanges() throws Exception {
        try (Connection other = DriverManager.getConnection(Database.url())) {
            other.setAutoCommit(false);
            other.createStatement()
                    .execute("update session set end_reason = end_reason where id = '%s'".formatted(ids.get(2)));

            List<Optional<Session>> advanced = all(refreshes(ids));

            assertThat(advanced.get(2)).isNull();
            assertThat(Collections.frequency(advanced, null)).isEqualTo(1);
            other.rollback();
        }
    }

    @Test
    void simultaneousReadsGetEachItsOwnSession() throws Exception {
        Database.execute(
                "update session set ended_at = now(), end_reason = 'LOGOUT' where id = '%s'".formatted(ids.get(1)));

        List<Optional<LiveSessions.Live>> found =
                ConcurrentCallers.of(60, caller -> () -> liveSessions.find(ids.get(caller % ids.size())));

        for (int caller = 0; caller < found.size(); caller++) {
            UUID id = ids.get(caller % ids.size());
            assertThat(found.get(caller).map(LiveSessions.Live::id))
                    .isEqualTo(id.equals(ids.get(1)) ? Optional.empty() : Optional.of(id));
        }
    }

    @Test
    void simultaneousReadsGetEachAnAccountOfItsOwn() throws Exception {
        long ada = Long.parseLong(Database.query("select id from account"));

        List<Optional<Account>> found =
                ConcurrentCallers.of(60, caller -> () -> Account.findActive(caller % 3 == 0 ? ada + 1 : ada));

        for (int caller = 0; caller < found.size(); caller++) {
            assertThat(found.get(caller).map(account -> account.username))
                    .isEqualTo(caller % 3 == 0 ? Optional.empty() : Optional.of("ada"));
        }
        Set<Account> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        found.forEach(account -> account.ifPresent(distinct::add));
        assertThat(distinct).hasSize(40);
    }

    @Test
    void aReadInATransactionSeesItsChange() {
        long ada = Long.parseLong(Database.query("select id from account"));

        boolean found = Transactions.call(() -> {
            Statements.first(
                    Long.class, "update account set active = false where id = :id returning id", Map.of("id", ada));
            return Account.findActive(ada).isPresent();
        });

        assertThat(found).isFalse();
    }

    static IntStream seeds() {
        return IntStream.range(0, Integer.getInteger("model.runs", 12));
    }

    /**
     * Two replicas, each with groups of its own. Of all who show the current token one succeeds, unless the session ends at the same
     * time; no session is refreshed after it has ended; no other token moves anything.
     */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void anyInterleavingGivesWhatOneAtATimeWould(int seed) throws Exception {
        Random random = new Random(seed);
        List<GroupedCalls<Refresh, Optional<Session>>> replicas = List.of(replica(), replica());
        Map<UUID, Integer> generations = new HashMap<>();
        ids.forEach(id -> generations.put(id, 0));
        List<UUID> ended = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
            UUID ending = random.nextInt(2) == 0 ? ids.get(random.nextInt(ids.size())) : null;
            List<Refresh> shown = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                UUID id = ids.get(random.nextInt(ids.size()));
                int back = random.nextInt(3) == 0 ? 1 : 0;
                shown.add(refresh(id, generations.get(id) - back));
            }
            List<Boolean> advanced = ConcurrentCallers.of(
                    shown.size() + 1,
                    caller -> caller == shown.size()
                            ? () -> end(ending)
                            : call(replicas.get(caller % 2), shown.get(caller)));

            for (UUID id : ids) {
                int before = generations.get(id);
                long current = count(shown, advanced, id, before, false);
                long moved = count(shown, advanced, id, before, true);
                assertThat(count(shown, advanced, id, before - 1, true)).isZero();
                if (ended.contains(id)) {
                    assertThat(moved).isZero();
                } else if (id.equals(ending)) {
                    assertThat(moved).isLessThanOrEqualTo(1);
                } else {
                    assertThat(moved).isEqualTo(Math.min(current, 1));
                }
                assertThat(generation(id)).isEqualTo(before + (int) moved);
                generations.put(id, before + (int) moved);
            }
            if (ending != null) {
                ended.add(ending);
            }
        }
    }

    private static Callable<Boolean> call(GroupedCalls<Refresh, Optional<Session>> replica, Refresh refresh) {
        return () -> replica.result(refresh).isPresent();
    }

    private static boolean end(UUID id) {
        if (id != null) {
            Database.execute(
                    "update session set ended_at = now(), end_reason = 'LOGOUT' where id = '%s'".formatted(id));
        }
        return false;
    }

    private static long count(List<Refresh> shown, List<Boolean> advanced, UUID id, int generation, boolean moved) {
        return IntStream.range(0, shown.size())
                .filter(i -> shown.get(i).session().equals(id)
                        && shown.get(i).generation() == generation
                        && (!moved || advanced.get(i)))
                .count();
    }

    private static GroupedCalls<Refresh, Optional<Session>> replica() {
        return new GroupedCalls<>(
                group -> Refresh.advanceAll(group, BURST),
                refresh -> Transactions.statement(() -> refresh.advance(BURST)));
    }

    private List<Refresh> refreshes(List<UUID> sessions) {
        return sessions.stream().map(id -> refresh(id, 0)).toList();
    }

    private Refresh refresh(UUID id, int generation) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return new Refresh(id, generation, new Device("express", "test", "192.0.2.7"), now, IDLE);
    }

    /** In the order of the group; null for one that was left out. */
    private static List<Optional<Session>> all(List<Refresh> group) {
        Map<Refresh, Optional<Session>> advanced = Refresh.advanceAll(group, BURST);
        return group.stream().map(advanced::get).collect(Collectors.toCollection(ArrayList::new));
    }

    private static int generation(UUID id) {
        return Integer.parseInt(Database.query("select generation from session where id = '%s'".formatted(id)));
    }

    private static String row(UUID id) {
        return Database.query("select cast(s as text) from session s where id = '%s'".formatted(id));
    }

    private static String rows() {
        return Database.query("select string_agg(cast(s as text), ' ' order by id) from session s");
    }

    private static List<UUID> sessions() {
        return List.of(Database.query("select string_agg(cast(id as text), ' ' order by id) from session")
                        .split(" "))
                .stream()
                .map(UUID::fromString)
                .toList();
    }
}
