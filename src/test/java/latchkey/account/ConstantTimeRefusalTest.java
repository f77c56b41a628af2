package latchkey.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import latchkey.Database;
import latchkey.Waiting;
import latchkey.contract.Givens;
import latchkey.hash.PasswordHash;
import latchkey.http.signin.RetryDelay;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * After an import, checking a password takes a different time for each account. A wrong password must not reveal which
 * hash an account has or whether it exists: each refusal is delayed until the most expensive check would be done. {@code
 * ConstantTimeRefusalBenchmark} in bench/timing measures real time.
 */
@QuarkusTest
@QuarkusTestResource(Database.class)
class ConstantTimeRefusalTest {

    static final List<String> NAMES = List.of("unknown", "moved", "disabled", "costly", "cheap", "guarded");

    /** As typed, in NFKC, and before the digits of a code. */
    static final List<String> WRONG_PASSWORDS =
            List.of("a wrong password", "a wrong pass\ufb01eld", "a wrong password123456");

    /** Ten times as expensive as the dummy hash. */
    private static final String COSTLY =
            "pbkdf2_sha256$4000$WkGM0Pth33wCWQ9aRPicII$YpP6yVWyT0kzLk9m1lUWc0sZC1aJ5rwGmNlq0Qh1k2M=";

    private static final String SHA_CRYPT =
            "$6$rounds=1000$saltsaltsalt$go92Kpy1FT5luYmju4L6ElKDsgV5UdPa2pDz7fuX2sTvEPuuX71Fis1ZoBc1GY.ImUXQNu.dlnNf4vwlgOHDg1";

    private static final String CHEAP = "$2b$04$E9GsZIMhfzk3/xotE1kUY.n5z2XM5/.UuaGcj1LXR.aAc0IJG/OLq";

    private static final double NANOS_A_SECOND = 1e9;

    /** In seconds. */
    private static final double ROUNDING = 1e-6;

    @Inject
    Passwords passwords;

    @Inject
    MeterRegistry meters;

    static void accounts() {
        Database.empty();
        Givens.registerAda();
        for (String name : NAMES.subList(1, NAMES.size())) {
            Database.execute(
                    "with made as (insert into account (username, joined_at, active) values ('%s', now(), %b) returning id),"
                                    .formatted(name, !name.equals("disabled"))
                            + " named as (insert into login_name select '%s', id from made)".formatted(name)
                            + " insert into credential select id, password_hash, now(), scheme from made, credential order by account_id limit 1");
        }
        hash("costly", COSTLY);
        hash("cheap", CHEAP);
        Database.execute("""
                insert into factor (id, account_id, kind, name, secret, created_at, confirmed_at, last_step)
                select gen_random_uuid(), id, 'TOTP', 'phone', '\\x00', now(), now(), 0 from account where username = 'guarded'
                """);
    }

    private static void hash(String name, String hash) {
        Database.execute("update credential set password_hash = '%s', scheme = '%s'"
                        .formatted(hash, PasswordHash.parse(hash).scheme())
                + " from account where id = account_id and username = '" + name + "'");
    }

    @BeforeEach
    void importedAccounts() {
        accounts();
    }

    /** Of the times, in seconds, that of an unknown name is 100, and they are so long that no machine's own count beside them. */
    @ParameterizedTest(name = "{0} forms")
    @CsvSource({"1", "2", "3"})
    void everyRefusalTakesTheSameTimeForEveryHash(int forms) {
        ConstantTimeRefusal equalTime = new ConstantTimeRefusal(passwords, new SimpleMeterRegistry());
        PasswordHash costly = PasswordHash.parse(COSTLY);
        PasswordHash cheap = PasswordHash.parse(CHEAP);

        Duration same = whole(equalTime, costly, 1_000, forms);

        assertThat(same).isEqualTo(Duration.ofSeconds(1_125L * forms));
        assertThat(whole(equalTime, passwords.dummyHash(), 100, forms)).isEqualTo(same);
        assertThat(whole(equalTime, cheap, 10, forms)).isEqualTo(same);
        assertThat(whole(equalTime, passwords.dummyHash(), 120, forms)).isEqualTo(same);
    }

    @Test
    void aRefusalIsNotDelayedIfAllHashesCostTheSame() {
        Database.execute("delete from account where username in ('costly', 'cheap')");
        ConstantTimeRefusal equalTime = new ConstantTimeRefusal(passwords, new SimpleMeterRegistry());

        assertThat(whole(equalTime, passwords.dummyHash(), 100, 1)).isEqualTo(Duration.ofSeconds(100));
    }

    /** Each round of SHA-crypt digests the password. */
    @Test
    void theDelayCountsTheLengthOfThePasswordForShaCrypt() {
        PasswordHash sha = PasswordHash.parse(SHA_CRYPT);
        hash("costly", SHA_CRYPT);
        ConstantTimeRefusal equalTime = new ConstantTimeRefusal(passwords, new SimpleMeterRegistry());

        assertThat(whole(equalTime, sha, 1_000, List.of(12))).isEqualTo(Duration.ofSeconds(1_125));
        assertThat(whole(equalTime, sha, 8_000, List.of(511))).isEqualTo(Duration.ofSeconds(9_000));
        assertThat(whole(equalTime, passwords.dummyHash(), 100, List.of(511))).isEqualTo(Duration.ofSeconds(9_000));
        assertThat(whole(equalTime, passwords.dummyHash(), 100, List.of(12))).isEqualTo(Duration.ofSeconds(1_125));
        assertThat(whole(equalTime, passwords.dummyHash(), 100, List.of(12, 511)))
                .isEqualTo(Duration.ofSeconds(10_125));
    }

    private static Duration whole(ConstantTimeRefusal equalTime, PasswordHash hash, long seconds, int forms) {
        return whole(equalTime, hash, seconds, Collections.nCopies(forms, 12));
    }

    /** A check, of so many seconds for each form, whose bytes these are, and the wait after it. */
    private static Duration whole(
            ConstantTimeRefusal equalTime, PasswordHash hash, long seconds, List<Integer> lengths) {
        long nanos = TimeUnit.SECONDS.toNanos(seconds * lengths.size());
        return equalTime
                .missingTime(new Passwords.Check(hash, false, false, nanos, lengths, null))
                .plusNanos(nanos);
    }

    /** However slow the machine: what is waited and what the queue says of the hash are the least that a refusal takes. */
    @Test
    void theTimeOfAWrongPasswordDoesNotRevealWhetherTheAccountExists() throws Exception {
        for (String password : WRONG_PASSWORDS) {
            Waiting.until("it is known which hashes are in use", () -> {
                refuse("costly", password);
                return floor() > 0;
            });
            for (String name : NAMES) {
                double before = hashed();
                Duration waited = refuse(name, password);
                double least = floor() * (password.equals(WRONG_PASSWORDS.get(0)) ? 1 : 2);

                assertThat(seconds(waited)).as(name).isBetween(least - (hashed() - before) - ROUNDING, least);
            }
        }
    }

    /** The delay of the response. */
    private static Duration refuse(String name, String password) {
        RetryDelay.forget();
        int status = given().contentType(ContentType.JSON)
                .body("{\"username\": \"%s\", \"password\": \"%s\"}".formatted(name, password))
                .post("/express/api/auth/login")
                .statusCode();
        assertThat(status).isEqualTo(401);
        assertThat(RetryDelay.delays()).hasSize(1);
        return RetryDelay.delays().get(0);
    }

    private double floor() {
        return meters.get("latchkey.hashing.floor").gauge().value();
    }

    private double hashed() {
        return meters.get("latchkey.hashing").timer().totalTime(TimeUnit.SECONDS);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS_A_SECOND;
    }
}
