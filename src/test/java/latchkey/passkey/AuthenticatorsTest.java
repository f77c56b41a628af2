package latchkey.passkey;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import latchkey.Database;
import latchkey.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Passkeys of authenticators and browsers of all kinds. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class AuthenticatorsTest {

    private static final Map<String, String> ADA = Map.of("username", "ada", "password", "the difference engine");

    /** What the authenticator signed, or its attestation key; nobody checks whose certificate comes with it. */
    private static final byte[] CERTIFICATE = anyCertificate();

    private String access;

    @BeforeEach
    void adaIsSignedIn() {
        Database.empty();
        post("/express/api/auth/register", ADA).then().statusCode(201);
        access = Json.text(post("/express/api/auth/login", ADA), "data.token");
    }

    private static Response post(String path, Map<String, ?> body) {
        return given().contentType(JSON).body(body).post(path);
    }

    private Response register(VirtualAuthenticator authenticator) {
        Response options = given().auth().oauth2(access).post("/account/passkeys/options");
        return given().auth()
                .oauth2(access)
                .contentType(JSON)
                .body(Map.of("name", "laptop", "credential", authenticator.create(options.jsonPath())))
                .post("/account/passkeys");
    }

    private static Response signIn(VirtualAuthenticator authenticator) {
        Response options = post("/account/passkeys/sign-in-options", Map.of());
        return post("/express/api/auth/login/passkey", Map.of("credential", authenticator.get(options.jsonPath())));
    }

    private void registersAndSignsIn(VirtualAuthenticator authenticator) {
        register(authenticator).then().statusCode(201);
        signIn(authenticator).then().statusCode(200);
    }

    private void isRefused(VirtualAuthenticator authenticator) {
        Response answer = register(authenticator);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(403);
        assertThat(Json.text(answer, "title")).isEqualTo("The passkey is not accepted.");
    }

    @ParameterizedTest
    @EnumSource
    void signsInWithEveryAlgorithmThatIsAskedFor(Algorithm algorithm) {
        VirtualAuthenticator authenticator = new VirtualAuthenticator(algorithm);

        registersAndSignsIn(authenticator);
        assertThat(Stream.of(Algorithm.values()).map(known -> known.number))
                .containsExactlyElementsOf(WebAuthn.ALGORITHMS);
    }

    @ParameterizedTest
    @EnumSource
    void aSignatureOfAnotherKeyIsRefused(Algorithm algorithm) {
        VirtualAuthenticator authenticator = new VirtualAuthenticator(algorithm);
        registersAndSignsIn(authenticator);
        authenticator.keys = algorithm.newKeys();

        assertThat(signIn(authenticator).statusCode()).isEqualTo(401);
    }

    /** Latchkey asks for none, but a browser leaves that of the passkey's own key, and others need not obey. */
    static Stream<Arguments> attestations() {
        List<byte[]> chain = List.of(CERTIFICATE);
        return Stream.of(
                attestation("packed", signature -> Map.of("alg", -7, "sig", signature)),
                attestation("packed", signature -> Map.of("alg", -7, "sig", signature, "x5c", chain)),
                attestation("fido-u2f", signature -> Map.of("sig", signature, "x5c", chain)),
                attestation("android-key", signature -> Map.of("alg", -7, "sig", signature, "x5c", chain)),
                attestation("android-safetynet", signature -> Map.of("ver", "1", "response", safetyNet(signature))),
                attestation("apple", signature -> Map.of("x5c", chain)),
                attestation("tpm", signature -> {
                    Map<String, Object> statement = new LinkedHashMap<>(Map.of("ver", "2.0", "alg", -257));
                    statement.putAll(Map.of("sig", signature, "x5c", chain));
                    statement.putAll(Map.of("certInfo", tpmCertified(), "pubArea", tpmKey()));
                    return statement;
                }));
    }

    private static Arguments attestation(String format, Function<byte[], Map<String, ?>> statement) {
        return Arguments.of(format, statement);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attestations")
    void anAttestationThatNobodyAskedForIsReadAndNotTrusted(String format, Function<byte[], Map<String, ?>> statement) {
        VirtualAuthenticator authenticator = new VirtualAuthenticator();
        authenticator.format = format;
        authenticator.statement = statement;

        registersAndSignsIn(authenticator);
    }

    static Stream<Arguments> brokenAttestations() {
        return Stream.of(
                attestation("none", signature -> Map.of("sig", signature)),
                attestation("compound", signature -> Map.of()),
                attestation("packed", signature -> Map.of("alg", -7)),
                attestation("packed", signature -> Map.of("alg", -7, "sig", "a text")),
                attestation("packed", signature -> Map.of("alg", -7, "sig", signature, "x5c", List.of(signature))),
                attestation("fido-u2f", signature -> Map.of("sig", signature, "x5c", List.of())),
                attestation("android-safetynet", signature -> Map.of("ver", "1", "response", "a.b.c".getBytes(UTF_8))),
                attestation("tpm", signature -> Map.of("ver", "2.0", "certInfo", signature)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenAttestations")
    void anAttestationThatCannotBeReadIsRefused(String format, Function<byte[], Map<String, ?>> statement) {
        VirtualAuthenticator authenticator = new VirtualAuthenticator();
        authenticator.format = format;
        authenticator.statement = statement;

        isRefused(authenticator);
    }

    @Test
    void extensionsThatNobodyAskedForAreRead() {
        VirtualAuthenticator authenticator = new VirtualAuthenticator();
        authenticator.extensions = Map.of(
                "credProtect", 3, "hmac-secret", true, "uvm", List.of(List.of(2, 4, 2)), "of tomorrow", Map.of("a", 1));
        register(authenticator).then().statusCode(201);
        authenticator.extensions = Map.of("hmac-secret", new byte[32], "uvm", List.of(List.of(2, 4, 2)));

        signIn(authenticator).then().statusCode(200);
    }

    @Test
    void extensionsOfAnyDepthAreRefused() {
        Object nested = true;
        for (int depth = 0; depth < 1_200; depth++) {
            nested = List.of(nested);
        }
        VirtualAuthenticator authenticator = new VirtualAuthenticator();
        authenticator.extensions = Map.of("of tomorrow", nested);

        isRefused(authenticator);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"of tomorrow\":{\"a\":1}", "\"tokenBinding\":{\"status\":\"supported\"}"})
    void moreOfTheBrowserIsRead(String more) {
        VirtualAuthenticator authenticator = new VirtualAuthenticator();
        authenticator.moreClientData = "," + more;

        registersAndSignsIn(authenticator);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"tokenBinding\":{\"status\":\"present\",\"id\":\"AA\"}", "\"tokenBinding\":1"})
    void aConnectionThatLatchkeyDoesNotKnowIsRefused(String more) {
        VirtualAuthenticator authenticator = new VirtualAuthenticator();
        authenticator.moreClientData = "," + more;

        isRefused(authenticator);
    }

    @Test
    void aPageInAFrameIsRefusedEvenIfTheSiteItselfHasTheFrame() {
        VirtualAuthenticator authenticator = new VirtualAuthenticator();
        authenticator.crossOrigin = true;
        authenticator.moreClientData = ",\"topOrigin\":\"https://shop.example\"";

        isRefused(authenticator);
    }

    private static byte[] anyCertificate() {
        try {
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init((KeyStore) null);
            X509Certificate[] authorities = ((X509TrustManager) trusted.getTrustManagers()[0]).getAcceptedIssuers();
            return authorities[0].getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] safetyNet(byte[] signature) {
        String header = """
                {"alg":"RS256","x5c":["%s"]}""".formatted(Base64.getEncoder().encodeToString(CERTIFICATE));
        String payload = """
                {"nonce":"AA==","timestampMs":1,"apkCertificateDigestSha256":["AA=="],"ctsProfileMatch":true}""";
        return Stream.of(header.getBytes(UTF_8), payload.getBytes(UTF_8), signature)
                .map(VirtualAuthenticator::encoded)
                .collect(joining("."))
                .getBytes(UTF_8);
    }

    /** TPMS_ATTEST of a certification, with empty names. */
    private static byte[] tpmCertified() {
        return ByteBuffer.allocate(43)
                .putInt(0xff544347)
                .putShort((short) 0x8017)
                .position(35)
                .putShort((short) 2)
                .putShort((short) 0x000b)
                .putShort((short) 2)
                .putShort((short) 0x000b)
                .array();
    }

    /** TPMT_PUBLIC of an RSA key without a modulus. */
    private static byte[] tpmKey() {
        return ByteBuffer.allocate(22)
                .putShort((short) 0x0001)
                .putShort((short) 0x000b)
                .array();
    }
}
