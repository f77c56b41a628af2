package latchkey.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.http.Cookie;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import latchkey.openapi.OpenApi;
import org.jspecify.annotations.Nullable;

/** Where golden cases of a contract are played against the running service: at its mount, or at the root of its host. */
record Stage(OpenApi document, String mount, String host) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Stage atThePrefix(String contract) throws JsonProcessingException {
        return new Stage(OpenApi.read(), "/" + contract, "localhost");
    }

    static Stage atTheRoot(String contract) throws JsonProcessingException {
        return new Stage(OpenApi.ofContract(contract), "", contract + ".test");
    }

    void play(GoldenCase test) throws JsonProcessingException {
        Givens givens = Givens.of(test.given());
        GoldenCase.Answer expected = test.answer();

        Response response = send(test.request(), givens);

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(expected.status());
        List<Cookie> cookies = response.detailedCookies().asList();
        assertThat(cookies).allMatch(cookie -> cookie.getMaxAge() >= 0);
        assertThat(cookies.stream().filter(c -> c.getMaxAge() > 0).map(Cookie::getName))
                .containsExactlyElementsOf(expected.cookies());
        assertThat(cookies.stream().filter(c -> c.getMaxAge() == 0).map(Cookie::getName))
                .containsExactlyElementsOf(expected.cleared());
        expected.headers()
                .forEach((name, value) -> assertThat(response.header(name)).isEqualTo(value));
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        JsonNode body = body(response, expected.body());
        document.covers(test.request().method(), mount + test.request().path(), expected, body);
    }

    private static @Nullable JsonNode body(Response response, @Nullable JsonNode expected)
            throws JsonProcessingException {
        if (expected == null) {
            assertThat(response.asString()).isEmpty();
            return null;
        }
        assertThat(response.contentType()).startsWith("application/json");
        JsonNode body = JSON.readTree(response.asString());
        assertThat(GoldenCase.matches(expected, body))
                .as("%s should be %s", body, expected)
                .isTrue();
        return body;
    }

    private Response send(GoldenCase.Request request, Givens givens) {
        RequestSpecification message = given().header("Host", host);
        request.headers().forEach((name, value) -> message.header(name, givens.filled(value)));
        request.cookies().forEach((name, value) -> message.cookie(name, givens.filled(value)));
        if (request.body() != null) {
            message.contentType("application/json")
                    .body(givens.filled(request.body().toString()));
        }
        if (request.raw() != null) {
            message.body(givens.filled(request.raw()));
        }
        return message.request(request.method(), mount + givens.filled(request.path()));
    }
}
