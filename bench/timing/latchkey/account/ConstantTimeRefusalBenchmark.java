package latchkey.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import latchkey.Database;
import latchkey.TimeSamples;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * {@link ConstantTimeRefusalTest} by the clock, on a machine that does nothing else: of answers to each kind, in random order, none are
 * faster or slower than those to unknown names. It runs only if named: {@code ./mvnw test -Dtest=ConstantTimeRefusalBenchmark}.
 */
@QuarkusTest
@QuarkusTestResource(Database.class)
class ConstantTimeRefusalBenchmark {

    private static final int ROUNDS = 100;

    /** Before samples count, the service finds out what takes how long, and its compiler does. */
    private static final int WARM_UP = 25;

    /** Standard deviations. By chance, one run of some 10,000 has one of its fifteen differences beyond it. */
    private static final double TOO_FAR = 4.5;

    @TestHTTPResource("/express/api/auth/login")
    URI login;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void accounts() {
        ConstantTimeRefusalTest.accounts();
    }

    /** Two of the passwords are checked twice: an expensive hash then takes twice as long. */
    @ParameterizedTest
    @FieldSource("latchkey.account.ConstantTimeRefusalTest#WRONG_PASSWORDS")
    void theTimeOfAWrongPasswordDoesNotRevealWhetherTheAccountExists(String password) throws Exception {
        Map<String, List<Double>> times = samples(password);

        for (String name : ConstantTimeRefusalTest.NAMES) {
            assertThat(TimeSamples.difference(times.get("unknown"), times.get(name)))
                    .as("%s, of %s", name, TimeSamples.medians(times))
                    .isCloseTo(0, within(TOO_FAR));
        }
    }

    /** Checks the method: it detects a real difference and no other. */
    @Test
    void theBenchmarkDetectsADifferenceOfTenPercent() {
        Random random = new Random(1);
        List<Double> some = random.doubles(ROUNDS, 0.8, 1.2).boxed().toList();
        List<Double> others = random.doubles(ROUNDS, 0.8, 1.2).boxed().toList();
        List<Double> slower = others.stream().map(time -> time * 1.1).toList();

        assertThat(TimeSamples.difference(some, others)).isCloseTo(0, within(TOO_FAR));
        assertThat(TimeSamples.difference(some, slower)).isGreaterThan(TOO_FAR);
    }

    private Map<String, List<Double>> samples(String password) throws Exception {
        Map<String, List<Double>> times = new LinkedHashMap<>();
        ConstantTimeRefusalTest.NAMES.forEach(name -> times.put(name, new ArrayList<>()));
        List<String> order = new ArrayList<>(ConstantTimeRefusalTest.NAMES);
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            Collections.shuffle(order);
            for (String name : order) {
                double time = time(name, password);
                if (round >= WARM_UP) {
                    times.get(name).add(time);
                }
            }
        }
        return times;
    }

    /** Milliseconds. */
    private double time(String name, String password) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(login)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(name, password)))
                .build();
        long began = System.nanoTime();
        int status = client.send(request, BodyHandlers.discarding()).statusCode();
        long took = System.nanoTime() - began;
        assertThat(status).isEqualTo(401);
        return took / 1e6;
    }
}
