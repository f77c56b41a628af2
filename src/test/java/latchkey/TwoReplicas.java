package latchkey;

import io.restassured.RestAssured;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A second replica beside the one under test. Each request goes to the other one than the request before. */
public class TwoReplicas implements BeforeAllCallback, AfterAllCallback {

    private Replica other;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Map<String, String> settings = Database.settings();
        settings.put("quarkus.http.port", "0");
        settings.put("quarkus.management.port", "0");
        other = Replica.start(settings);
        AtomicInteger requests = new AtomicInteger();
        RestAssured.replaceFiltersWith((request, response, chain) -> {
            if (requests.getAndIncrement() % 2 == 1) {
                request.port(other.port());
            }
            return chain.next(request, response);
        });
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        RestAssured.replaceFiltersWith(List.of());
        other.close();
    }
}
