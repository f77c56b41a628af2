package latchkey.http;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import latchkey.Database;
import latchkey.contract.Givens;
import latchkey.email.MailOn;
import latchkey.email.MailServer;
import latchkey.openapi.OpenApi;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As {@link AllowedMethodsTest}, for all operations of the OpenAPI document and all pages, those that need mail among them. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@WithTestResource(MailServer.class)
@TestProfile(MailOn.class)
class AllowedMethodsProfileTest {

    /** It answers every method, as the proxy asks with that of the original request. */
    private static final String FORWARD_AUTH = "/forward-auth";

    @Test
    void everyDocumentedPathHasTheMethodsOfItsOperations() throws IOException {
        Map<String, Set<String>> paths = new TreeMap<>();
        OpenApi.read().at("/paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(
                        method -> paths.computeIfAbsent(path.getKey(), key -> new TreeSet<>(Set.of("OPTIONS")))
                                .add(method.toUpperCase())));
        assertThat(paths.keySet())
                .contains(
                        "/account/factors/{id}",
                        "/account/passkeys/options",
                        "/account/email/verify/request",
                        FORWARD_AUTH);
        paths.remove(FORWARD_AUTH);

        SoftAssertions all = new SoftAssertions();
        paths.forEach((path, methods) ->
                all.assertThatCode(() -> agree(path, methods)).as(path).doesNotThrowAnyException());
        all.assertAll();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            forgot        | GET, HEAD, OPTIONS, POST
            resend        | GET, HEAD, OPTIONS, POST
            sign-in-ask   | GET, HEAD, OPTIONS, POST
            verify        | GET, HEAD, OPTIONS, POST
            verify?code   | GET, HEAD, OPTIONS, POST
            reset         | GET, HEAD, OPTIONS, POST
            invite        | GET, HEAD, OPTIONS, POST
            sign-in       | GET, HEAD, OPTIONS, POST
            change        | GET, HEAD, OPTIONS, POST
            undo          | GET, HEAD, OPTIONS, POST
            not-me        | GET, HEAD, OPTIONS, POST
            second-factor | GET, HEAD, OPTIONS, POST
            login         | GET, HEAD, OPTIONS, POST
            enrolment     | GET, HEAD, OPTIONS, POST
            ui.js         | GET, HEAD, OPTIONS
            manage.js     | GET, HEAD, OPTIONS
            icon.svg      | GET, HEAD, OPTIONS
            style.css     | GET, HEAD, OPTIONS
            page.js       | GET, HEAD, OPTIONS
            """)
    void everyPageHasItsMethods(String page, String allowed) throws IOException {
        AllowedMethodsTest.assertSameHead("/account/pages/" + page, "");
        AllowedMethodsTest.agree("/account/pages/" + page, allowed, "");
    }

    private static void agree(String path, Set<String> methods) throws IOException {
        Database.empty();
        String access =
                Givens.of(List.of("ada is registered", "ada is signed in")).access();
        String target = path.replace("accounts/{id}", "accounts/1")
                .replaceAll("\\{(id|delivery)}", "00000000-0000-0000-0000-000000000000")
                .replaceAll("\\{(group|kid)}", "x")
                .replace("{email}", "x@shop.example");
        assertThat(target).doesNotContain("{");
        if (methods.contains("GET")) {
            methods.add("HEAD");
            AllowedMethodsTest.assertSameHead(target, access);
        }
        AllowedMethodsTest.agree(target, methods.stream().collect(joining(", ")), access);
    }
}
