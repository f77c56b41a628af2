package latchkey.http.body;

import static io.restassured.RestAssured.given;
import static latchkey.contract.WireTest.exchange;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.contract.ContractCalls;
import latchkey.contract.Givens;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies as some editors, shells and form libraries write them, which other frameworks read. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class OddBodiesTest {

    /** The bytes of U+FEFF in UTF-8, a character each. */
    private static final String MARK = "\u00ef\u00bb\u00bf";

    private static final String ADA = "{\"username\":\"ada\",\"password\":\"lovelace\"}";

    private static final String JSON = "Content-Type: application/json";

    private static final String LOGIN = "POST /fastapi/auth/login";

    @BeforeEach
    void adaIsThere() {
        Database.empty();
        Givens.registerAda();
    }

    @ParameterizedTest
    @EnumSource
    void aByteOrderMarkBeforeJsonIsIgnored(ContractCalls contract) throws IOException {
        String login = "POST " + contract.path + "login";

        assertThat(status(send(login, JSON, MARK + ADA))).isBetween(200, 201);
        assertThat(status(send(login, JSON, MARK + " \r\n" + ADA))).isBetween(200, 201);
        for (String body : List.of(ADA.replace("lovelace", "another one"), "{}", "[]", "{", "null", "")) {
            assertThat(body(send(login, JSON, MARK + body))).as(body).isEqualTo(body(send(login, JSON, body)));
        }
        assertThat(status(send(login, JSON, MARK + MARK + ADA))).isEqualTo(contract.invalid);
        assertThat(status(send(login, JSON, ADA + MARK))).isEqualTo(contract.invalid);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
    void jsonInOtherEncodingsIsRejected(String encoding) throws IOException {
        for (String mark : List.of("\uFEFF", "")) {
            String body = new String((mark + ADA).getBytes(Charset.forName(encoding)), StandardCharsets.ISO_8859_1);

            assertThat(send("POST /express/api/auth/login", JSON, body))
                    .startsWith("HTTP/1.1 400")
                    .contains("Missing or invalid body fields.");
            assertThat(send(LOGIN, JSON, body)).startsWith("HTTP/1.1 422").contains("JSON decode error");
        }
    }

    @Test
    void aByteOrderMarkIsIgnoredOutsideContractsToo() throws IOException {
        String bearer = "\r\nAuthorization: Bearer "
                + Givens.of(List.of("ada is signed in")).access();

        assertThat(send("PATCH /account", JSON + bearer, MARK + "{\"first_name\":\"Augusta\"}"))
                .startsWith("HTTP/1.1 200")
                .contains("Augusta");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "identity",
                "Identity",
                " identity ",
                "identity, identity",
                "identity\r\nContent-Encoding: identity",
                ""
            })
    void contentEncodingIdentityIsAccepted(String coding) throws IOException {
        assertThat(send("POST /express/api/auth/login", JSON + "\r\nContent-Encoding: " + coding, ADA))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "identity, gzip",
                "gzip, identity",
                "identity\r\nContent-Encoding: br",
                "x-identity",
                "identity;q=1",
                "deflate"
            })
    void aCompressedBodyIsRejected(String coding) throws IOException {
        assertThat(send("POST /express/api/auth/login", JSON + "\r\nContent-Encoding: " + coding, ADA))
                .startsWith("HTTP/1.1 415");
    }

    /** As browsers, curl, Python's requests and axios write it. */
    static Stream<Arguments> forms() {
        String username = "Content-Disposition: form-data; name=\"username\"\r\n\r\nada\r\n";
        String password = "Content-Disposition: form-data; name=\"password\"\r\n\r\nlovelace\r\n";
        return Stream.of(
                Arguments.of("x", "--x\r\n" + username + "--x\r\n" + password + "--x--\r\n"),
                Arguments.of("x", "--x\r\n" + password + "--x\r\n" + username + "--x--"),
                Arguments.of("x", "preamble\r\n--x\r\n" + username + "--x\r\n" + password + "--x--\r\nepilogue"),
                Arguments.of("x", "--x \t\r\n" + username + "--x\r\n" + password + "--x--  \r\n"),
                Arguments.of(
                        "----WebKitFormBoundaryA1b2C3d4",
                        "------WebKitFormBoundaryA1b2C3d4\r\n" + username + "------WebKitFormBoundaryA1b2C3d4\r\n"
                                + password + "------WebKitFormBoundaryA1b2C3d4--\r\n"),
                Arguments.of("\"a b\"", "--a b\r\n" + username + "--a b\r\n" + password + "--a b--\r\n"),
                Arguments.of(
                        "x",
                        "--x\r\n" + username + "--x\r\n"
                                + password.replace("\r\n\r\n", "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n")
                                + "--x\r\nContent-Disposition: form-data; name=\"grant_type\"\r\n\r\npassword\r\n--x--"),
                Arguments.of(
                        "x",
                        "--x\r\n"
                                + username.replace("Content-Disposition", "content-DISPOSITION")
                                        .replace("\"", "") + "--x\r\n" + password + "--x--"),
                Arguments.of(
                        "x",
                        "--x\r\n" + username.replace("ada\r", "eve\r") + "--x\r\n" + username + "--x\r\n" + password
                                + "--x--"),
                Arguments.of("x", "--x\r\n" + username.replace("ada", " ada ") + "--x\r\n" + password + "--x--"));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void fastapiLoginReadsAForm(String boundary, String body) throws IOException {
        assertThat(send(LOGIN, "Content-Type: multipart/form-data; boundary=" + boundary, body))
                .startsWith("HTTP/1.1 200")
                .contains("access_token");
    }

    static Stream<Arguments> brokenForms() {
        String good = "--x\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\nada\r\n"
                + "--x\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nlovelace\r\n--x--";
        return Stream.of(
                Arguments.of("; boundary=x", good.replace("--x--", "")),
                Arguments.of("; boundary=x", good.replace("--x--", "--x")),
                Arguments.of("; boundary=x", good.replace("\r\n", "\n")),
                Arguments.of("; boundary=x", good.replace("form-data;", "attachment;")),
                Arguments.of("; boundary=x", good.replace("; name=\"username\"", "")),
                Arguments.of("; boundary=x", good.replace("name=\"username\"", "name=\"username\"; name=\"email\"")),
                Arguments.of("; boundary=x", good.replace("name=\"username\"", "name=\"username")),
                Arguments.of("; boundary=x", good.replaceFirst("Content-Disposition: [^\r]*\r\n", "")),
                Arguments.of("; boundary=x", good.replaceFirst("(Content-Disposition: [^\r]*\r\n)", "$1$1")),
                Arguments.of(
                        "; boundary=x", good.replaceFirst("\r\n\r\n", "\r\nContent-Transfer-Encoding: base64\r\n\r\n")),
                Arguments.of("; boundary=x", good.replaceFirst("\r\n\r\n", "\r\n")),
                Arguments.of("; boundary=x", good.replaceFirst("\r\n\r\n", "\r\n--x\r\n\r\n")),
                Arguments.of("; boundary=x", good.replaceFirst("ada", "\u00ff")),
                Arguments.of("; boundary=x", good.replaceFirst("--x\r", "--xx\r")),
                Arguments.of("; boundary=y", good),
                Arguments.of("; boundary=" + "x".repeat(71), good.replace("--x", "--" + "x".repeat(71))),
                Arguments.of("; boundary=\"\"", good.replace("--x", "--")),
                Arguments.of("", good),
                Arguments.of("; boundary=x", "--x--"),
                Arguments.of("; boundary=x", "--x\r\n".repeat(13_000)),
                Arguments.of("; boundary=x", "--x\r\nContent-Disposition: form-data" + ";a".repeat(30_000)),
                Arguments.of("; boundary=x", "{}"));
    }

    @ParameterizedTest
    @MethodSource("brokenForms")
    void aMalformedFormIsRejectedWithTheContractsError(String parameters, String body) throws IOException {
        String answer = send(LOGIN, "Content-Type: multipart/form-data" + parameters, body);

        assertThat(answer).startsWith("HTTP/1.1 422").contains("\"detail\":[{").doesNotContain("access_token");
    }

    @Test
    void anUploadedFileIsNotAPassword() throws IOException {
        String answer = send(
                LOGIN,
                "Content-Type: multipart/form-data; boundary=x",
                "--x\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\nada\r\n--x\r\nContent-Disposition:"
                        + " form-data; name=\"password\"; filename=\"p.txt\"\r\n\r\nlovelace\r\n--x--");

        assertThat(answer)
                .startsWith("HTTP/1.1 422")
                .contains("[\"body\",\"password\"]", "Input should be a valid string");
    }

    @Test
    void aTooLongFormIsRejected() throws IOException {
        assertThat(send(LOGIN, "Content-Type: multipart/form-data; boundary=x", "x".repeat(65_537)))
                .startsWith("HTTP/1.1 413");
    }

    /** Such a content type needs no preflight. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/",
                "a",
                ";",
                "a/",
                "/b",
                "application/json;",
                "application/json;x",
                "a b/c",
                "\"",
                "*",
                "*/*"
            })
    void noContentTypeCausesAServerError(String type) throws IOException {
        for (ContractCalls contract : ContractCalls.values()) {
            assertThat(status(send("POST " + contract.path + "login", "Content-Type: " + type, ADA)))
                    .as(contract + ": " + type)
                    .isBetween(200, 499);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json ; charset=utf-8 | 200",
                "application/json\t;charset=utf-8 | 200",
                "APPLICATION/JSON; charset=UTF-8 | 200",
                "application/json;charset=utf-8~X-Other: x | 200",
                "*/* | 415",
                "application/* | 415",
                "application/json~Content-Type: text/plain | 415",
                "text/plain~Content-Type: application/json | 415"
            })
    void contentTypeIsParsedAsHttpDefinesIt(String type, int status) throws IOException {
        for (ContractCalls contract : ContractCalls.values()) {
            assertThat(status(
                            send("POST " + contract.path + "login", "Content-Type: " + type.replace("~", "\r\n"), ADA)))
                    .as(contract + ": " + type)
                    .satisfies(came -> assertThat(came == 201 ? 200 : came).isEqualTo(status));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Origin: https://elsewhere.example", "Sec-Fetch-Site: cross-site", "Origin: null"})
    void aCrossSiteFormCannotSignIn(String from) {
        Response answer = given().header(from.split(": ")[0], from.split(": ")[1])
                .multiPart("username", "ada")
                .multiPart("password", "lovelace")
                .post("/fastapi/auth/login");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.cookies()).isEmpty();
    }

    private static int status(String answer) {
        return Integer.parseInt(answer.substring(9, 12));
    }

    private static String body(String answer) {
        return status(answer) + answer.substring(answer.indexOf("\r\n\r\n")).replaceAll("\\d+(\\.\\d+)? ms", "TIME");
    }

    private static String send(String endpoint, String header, String body) throws IOException {
        return exchange("%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(endpoint, header, body.length(), body));
    }
}
