package latchkey.http.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.Header;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.contract.ContractCalls;
import latchkey.contract.Strict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With {@code latchkey.registration.reveal-taken} false, a registration does not reveal whether an account exists. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(Strict.class)
class DiscreetRegistrationProfileTest {

    private static final String PASSWORD = "the difference engine";

    @Inject
    MeterRegistry meters;

    @BeforeEach
    void adaIsRegistered() {
        Database.empty();
        ContractCalls.FASTAPI.register("ada", "ada@shop.example", PASSWORD);
    }

    @ParameterizedTest
    @EnumSource
    void registrationAnswersTheSameForTakenAndFreeNames(ContractCalls contract) {
        Response taken = contract.register("ADA", "ada@shop.example", "another password");
        Response free = contract.register("EVE", "eve@shop.example", "another password");

        assertThat(taken.statusCode()).isEqualTo(contract.created);
        assertThat(free.statusCode()).isEqualTo(contract.created);
        assertThat(headers(taken)).isEqualTo(headers(free));
        assertThat(shape(taken)).isEqualTo(shape(free));
        assertThat(taken.asString()).doesNotContain("ey");
    }

    @ParameterizedTest
    @EnumSource
    void registrationExecutesTheSameStatementsForTakenAndFreeNames(ContractCalls contract) {
        assertThat(work(() -> contract.register("ada", PASSWORD)))
                .isEqualTo(work(() -> contract.register("eve", PASSWORD)))
                .isEqualTo("6 statements, commit among them, and 1 hash");
    }

    @ParameterizedTest
    @EnumSource
    void registeringATakenNameChangesNothing(ContractCalls contract) {
        String before = everything();

        contract.register("ada", "grace@shop.example", "another password");
        if (contract != ContractCalls.EXPRESS) {
            contract.register("grace", "ada@shop.example", "another password");
        }

        assertThat(everything()).isEqualTo(before);
        assertThat(contract.letsIn("ada", PASSWORD)).isTrue();
        assertThat(contract.letsIn("ada", "another password")).isFalse();
        assertThat(contract.letsIn("grace", "another password")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void registeringAFreeNameAllowsSignIn(ContractCalls contract) {
        Response registered = contract.register("grace", PASSWORD);

        assertThat(registered.detailedCookies().asList()).allMatch(cookie -> cookie.getMaxAge() == 0);
        assertThat(Database.query("select count(*) from session")).isEqualTo("0");
        assertThat(contract.letsIn("grace", PASSWORD)).isTrue();
    }

    /** An id is the time, and a place in a sequence of so many. */
    private static final long SEQUENCE = 8192;

    @Test
    void theIdReturnedForATakenNameBelongsToNoAccount() {
        long shown = ContractCalls.FASTAPI
                .register("ada", "another password")
                .jsonPath()
                .getLong("id");
        long next = ContractCalls.FASTAPI
                .register("eve", "another password")
                .jsonPath()
                .getLong("id");

        assertThat(next).isGreaterThan(shown);
        assertThat(next % SEQUENCE).isEqualTo((shown + 1) % SEQUENCE);
        assertThat(Database.query("select count(*) from account where id = " + shown))
                .isEqualTo("0");
    }

    @Test
    void concurrentRegistrationsOfOneNameAreAnsweredAlike() throws Exception {
        List<Integer> statuses = ConcurrentCallers.of(
                12,
                caller -> () -> ContractCalls.EXPRESS
                        .register("grace", PASSWORD + caller)
                        .statusCode());

        assertThat(statuses).containsOnly(201);
        assertThat(Database.query("select count(*) from account")).isEqualTo("2");
        assertThat(IntStream.range(0, 12).filter(caller -> ContractCalls.EXPRESS.letsIn("grace", PASSWORD + caller)))
                .hasSize(1);
    }

    private String work(Runnable request) {
        long hashes = meters.timer("latchkey.hashing").count();
        try (Statements statements = new Statements()) {
            request.run();
            return "%d statements, commit among them, and %d hash"
                    .formatted(
                            statements.count.get(),
                            meters.timer("latchkey.hashing").count() - hashes);
        }
    }

    /** Counts what the driver has the server execute, as it tells its log. */
    private static final class Statements extends Handler implements AutoCloseable {

        private static final Logger DRIVER = Logger.getLogger("org.postgresql.core.v3.QueryExecutorImpl");

        final AtomicInteger count = new AtomicInteger();

        Statements() {
            setLevel(Level.ALL);
            DRIVER.setLevel(Level.FINEST);
            DRIVER.setUseParentHandlers(false);
            DRIVER.addHandler(this);
        }

        @Override
        public void publish(LogRecord told) {
            count.addAndGet(told.getMessage().startsWith(" FE=> Execute") ? 1 : 0);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            DRIVER.removeHandler(this);
            DRIVER.setUseParentHandlers(true);
            DRIVER.setLevel(null);
        }
    }

    private static List<String> headers(Response response) {
        return response.headers().asList().stream()
                .filter(header -> !header.hasSameNameAs(new Header("X-Request-Id", "")))
                .map(header -> header.hasSameNameAs(new Header("content-length", ""))
                        ? header.getName()
                        : header.toString().replaceAll("Expires=[^;]+;", "Expires;"))
                .toList();
    }

    /** Without what is of this one request. */
    private static String shape(Response response) {
        return response.asString()
                .replaceAll("ADA|EVE|ada|eve", "NAME")
                .replaceAll("(\"(pk|id)\":)\\d+", "$1ID")
                .replaceAll("\\d+(\\.\\d+)? ms", "TIME")
                .replaceAll("20\\d\\d-[^\"]+Z", "DATE");
    }

    private static String everything() {
        return Database.query("""
                select (select json_agg(a order by id) from account a)::text
                    || (select json_agg(n order by name) from login_name n)::text
                    || (select json_agg(c) from credential c)::text
                    || (select count(*) from session)
                """);
    }
}
