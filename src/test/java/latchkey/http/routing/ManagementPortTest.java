package latchkey.http.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.Header;
import io.restassured.response.Response;
import java.util.List;
import java.util.Locale;
import latchkey.Database;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What web pages get on the management port. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class ManagementPortTest {

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"https://shop.example", "http://", "https://", "http://[", "x", "null", "*", ":80"})
    void noOriginMayReadIt(String origin) {
        for (String path : List.of("/q/health", "/q/health/live", "/q/metrics")) {
            Response answer =
                    RestAssured.given().port(port()).header("Origin", origin).get(path);

            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.headers().asList())
                    .extracting(Header::getName)
                    .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
        }
    }

    private static int port() {
        return ConfigProvider.getConfig().getValue("quarkus.management.port", Integer.class);
    }
}
