package latchkey.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import latchkey.Database;
import latchkey.account.Account;
import latchkey.contract.Givens;
import latchkey.database.Transactions;
import org.hibernate.Hibernate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Known problems of entities managed by Hibernate, which must not occur with Latchkey's. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class EntitiesTest {

    @Inject
    Clock clock;

    private UUID id;

    @BeforeEach
    void adaIsSignedIn() {
        Database.empty();
        Givens.of(List.of("ada is registered", "ada is signed in"));
        id = UUID.fromString(Database.query("select id from session order by opened_at desc, id limit 1"));
    }

    @Test
    void anEntityIsReadAgainFromTheDatabase() {
        Transactions.call(() -> {
            Session before = Session.withId(id).orElseThrow();
            Session advanced = refresh(before.generation).orElseThrow();
            Session after = Session.withId(id).orElseThrow();

            assertThat(advanced.generation).isEqualTo(before.generation + 1);
            assertThat(after.generation).isEqualTo(before.generation + 1);
            assertThat(before.generation).isZero();
            return true;
        });
    }

    /** A refresh reads its row without Hibernate. */
    @Test
    void aRefreshReadsWhatHibernateReads() {
        Database.execute(
                "update session set replayed_generation = 0, replayed_by = refreshed_by, renewed_at = opened_at");
        Database.execute(
                "update account set full_name = 'Ada', profile_image = 'https://shop.example/ada', legacy_id = '7'");
        Session advanced = refresh(0).orElseThrow();

        assertThat(advanced)
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*[$].*")
                .isEqualTo(Session.withId(id).orElseThrow());
        assertThat(advanced.replayedBy).isNotNull();
        assertThat(advanced.account.legacyId).isEqualTo("7");
    }

    @Test
    void aChangedFieldIsNotFlushedAutomatically() {
        Transactions.call(() -> {
            Account account = Account.findActive(account()).orElseThrow();
            Database.execute("update account set first_name = 'Ada'");
            account.fullName = "somebody else";
            return true;
        });

        assertThat(Database.query("select first_name || coalesce(full_name, '') from account"))
                .doesNotContain("somebody else")
                .startsWith("Ada");
    }

    @Test
    void theAccountOfASessionIsLoaded() {
        for (Session session : List.of(
                Session.withId(id).orElseThrow(),
                refresh(0).orElseThrow(),
                Session.liveOf(account(), clock.instant(), null, 1).get(0))) {
            assertThat(Hibernate.isInitialized(session.account)).isTrue();
            assertThat(session.account.username).isEqualTo("ada");
            assertThat(session.account.groups()).containsExactly("user");
        }
    }

    @Test
    void aThreadWithoutARequestCanQuery() {
        assertThat(CompletableFuture.supplyAsync(() -> Session.withId(id)).join())
                .isPresent();
    }

    private Optional<Session> refresh(int generation) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Device device = new Device("express", "a browser", "127.0.0.1");
        return new Refresh(id, generation, device, now, Duration.ofDays(1)).advance(Refresh.burst(10));
    }

    private static long account() {
        return Long.parseLong(Database.query("select id from account"));
    }
}
