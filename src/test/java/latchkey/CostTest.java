package latchkey;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import latchkey.contract.Givens;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The cost of the most frequent requests: database round trips and allocated memory. Unlike times, both are the same on
 * every machine, so a change that increases them fails here.
 */
@QuarkusTest
@QuarkusTestResource(Database.class)
class CostTest {

    private static final int REQUESTS = 300;

    private static final int WARM_UP = 300;

    /** More than the signatures after which a library is loaded that signs. */
    private static final int WARM_UP_OF_SIGNATURES = 1_100;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Pattern COOKIE = Pattern.compile("refresh_token=([^;]+)");
    private static final Pattern LENGTH = Pattern.compile("content-length: (\\d+)", Pattern.CASE_INSENSITIVE);

    @TestHTTPResource("/")
    URI address;

    @Inject
    AgroalDataSource pool;

    private Givens ada;

    /** Of one request, on average. */
    private record Cost(double roundTrips, double kilobytes) {}

    @BeforeEach
    void adaIsSignedIn() {
        Database.empty();
        ada = Givens.of(List.of("ada is registered", "ada is signed in"));
    }

    @Test
    void aRefreshNeedsOneDatabaseRoundTrip() throws Exception {
        Cost cost = cost(ada.refresh(), CostTest::refresh, WARM_UP_OF_SIGNATURES);

        assertThat(cost.roundTrips()).isEqualTo(1);
        assertThat(cost.kilobytes()).isLessThan(130);
    }

    @Test
    void whoAmINeedsOneDatabaseRoundTripAndNoSignatureCheck() throws Exception {
        Cost cost = cost(ada.access(), token -> get("/express/api/user", token), WARM_UP);

        assertThat(cost.roundTrips()).isEqualTo(1);
        assertThat(cost.kilobytes()).isLessThan(40);
    }

    @Test
    void forwardAuthNeedsNoDatabaseRoundTripAndNoSignatureCheck() throws Exception {
        Cost cost = cost(ada.access(), token -> get("/forward-auth", token), WARM_UP);

        assertThat(cost.roundTrips()).isZero();
        assertThat(cost.kilobytes()).isLessThan(40);
    }

    @Test
    void theKeySetIsServedFromMemory() throws Exception {
        Cost cost = cost("", token -> get("/.well-known/jwks.json", token), WARM_UP);

        assertThat(cost.roundTrips()).isZero();
        assertThat(cost.kilobytes()).isLessThan(25);
    }

    private static String refresh(String token) {
        return "POST /express/api/auth/refresh HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nCookie: refresh_token="
                + token + "\r\n\r\n";
    }

    private static String get(String path, String token) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token + "\r\n\r\n";
    }

    /** @param token of the first request; a cookie that is answered has the next one's */
    private Cost cost(String token, UnaryOperator<String> request, int warmUp) throws Exception {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            String next = exchange(socket, token, request, warmUp);
            Waiting.until("the library that signs is loaded", CostTest::nothingIsLoaded);
            double trips = roundTrips();
            long bytes = allocated();
            exchange(socket, next, request, REQUESTS);
            return new Cost(Math.round((roundTrips() - trips) / REQUESTS), (allocated() - bytes) / 1024.0 / REQUESTS);
        }
    }

    private static boolean nothingIsLoaded() {
        return Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("signature library"));
    }

    private static String exchange(Socket socket, String token, UnaryOperator<String> request, int times)
            throws Exception {
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[1 << 16];
        String next = token;
        for (int i = 0; i < times; i++) {
            out.write(request.apply(next).getBytes(US_ASCII));
            String answer = answer(in, buffer);
            assertThat(answer).startsWith("HTTP/1.1 200 ");
            Matcher cookie = COOKIE.matcher(answer);
            next = cookie.find() ? cookie.group(1) : next;
        }
        return next;
    }

    private static String answer(InputStream in, byte[] buffer) throws Exception {
        int read = 0;
        while (true) {
            read += in.read(buffer, read, buffer.length - read);
            String answer = new String(buffer, 0, read, US_ASCII);
            int head = answer.indexOf("\r\n\r\n");
            Matcher length = LENGTH.matcher(answer);
            if (head > 0 && (!length.find() || read >= head + 4 + Integer.parseInt(length.group(1)))) {
                return answer;
            }
        }
    }

    /** Asks the pool itself: the meter of this name is the first application's, if the process has started several. */
    private double roundTrips() {
        return pool.getMetrics().acquireCount();
    }

    /** Bytes allocated by all threads except this one, the client's. */
    private static long allocated() {
        long mine = Thread.currentThread().getId();
        return Arrays.stream(THREADS.getThreadAllocatedBytes(Arrays.stream(THREADS.getAllThreadIds())
                        .filter(id -> id != mine)
                        .toArray()))
                .filter(bytes -> bytes > 0)
                .sum();
    }
}
