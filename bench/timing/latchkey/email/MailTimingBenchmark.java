package latchkey.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import latchkey.Database;
import latchkey.TimeSamples;
import latchkey.contract.ContractCalls;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Of requests for a mail, in random order, those for known addresses are answered neither faster nor slower than those for unknown
 * ones. For a machine that does nothing else. It runs only if named: {@code ./mvnw test -Dtest=MailTimingBenchmark}.
 */
@QuarkusTest
@QuarkusTestResource(Database.class)
@WithTestResource(MailServer.class)
@TestProfile(MailOn.class)
class MailTimingBenchmark {

    private static final int WARM_UP = 10;
    private static final int ROUNDS = 80;

    /** Standard deviations. */
    private static final double TOO_FAR = 4.5;

    @TestHTTPResource
    URI root;

    private final HttpClient client = HttpClient.newHttpClient();

    @ParameterizedTest
    @ValueSource(strings = {"account/password/reset", "account/sign-in/email", "drf-cookie/api/auth/password/reset/"})
    void theTimeOfAnAnswerDoesNotRevealWhetherAnAccountHasTheAddress(String path) throws Exception {
        Database.empty();
        for (int user = 0; user < WARM_UP + ROUNDS; user++) {
            ContractCalls.FASTAPI.register("known" + user, "known" + user + "@shop.example", "the difference engine");
        }
        // Otherwise the mails of the registrations count.
        Database.execute("delete from attempt");
        Map<String, List<Double>> times = Map.of("known", new ArrayList<>(), "unknown", new ArrayList<>());
        List<String> order = new ArrayList<>(times.keySet());

        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            Collections.shuffle(order);
            for (String name : order) {
                double time = time(path, name + round + "@shop.example");
                if (round >= WARM_UP) {
                    times.get(name).add(time);
                }
            }
        }

        assertThat(Database.query("select count(*) from outbox_message where kind <> 'VERIFY'"))
                .isEqualTo(Integer.toString(WARM_UP + ROUNDS));
        assertThat(TimeSamples.difference(times.get("unknown"), times.get("known")))
                .as("%s", TimeSamples.medians(times))
                .isCloseTo(0, within(TOO_FAR));
    }

    /** Milliseconds. */
    private double time(String path, String address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(root.resolve("/" + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"email\": \"" + address + "\"}"))
                .build();
        long began = System.nanoTime();
        int status = client.send(request, BodyHandlers.discarding()).statusCode();
        long took = System.nanoTime() - began;
        assertThat(status).isBetween(200, 202);
        return took / 1e6;
    }
}
