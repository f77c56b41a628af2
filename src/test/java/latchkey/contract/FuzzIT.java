package latchkey.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.Replica;
import latchkey.contract.Operations.Operation;
import latchkey.contract.Wire.Answer;
import latchkey.email.MailOn;
import latchkey.email.MailServer;
import latchkey.http.body.Oddities;
import latchkey.http.body.Oddities.Oddity;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Good requests to every operation, spoilt at random: never a fault of ours, and never an answer that the contract does not
 * have. What failed is tried first the next time.
 */
class FuzzIT {

    private static final Pattern TELLS_OF_US = Pattern.compile(
            "Exception|latchkey[.]|\\b(org|java|io)[.][a-z]|\\bselect\\b|\\binsert\\b|<html|\\bat \\w+[.]",
            Pattern.CASE_INSENSITIVE);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger NAMES = new AtomicInteger();

    private static Replica replica;
    private static List<Operation> operations;
    private static String access;
    private static String refresh;
    private static String root;
    private static Map<String, String> ids;

    @BeforeContainer
    static void start() throws Exception {
        Map<String, String> settings = Database.settings();
        settings.put("quarkus.http.port", "0");
        settings.put("quarkus.management.port", "0");
        settings.putAll(new MailOn().getConfigOverrides());
        settings.put("latchkey.email.sender", MailServer.SENDER);
        settings.put("latchkey.limits.mails", "0");
        settings.put("latchkey.admin.enabled", "true");
        // No mail leaves: nothing listens there.
        settings.put("quarkus.mailer.port", "1");
        replica = Replica.start(settings);
        replica.awaitReady();
        Database.empty();
        operations = Operations.of(replica.given().get("/q/openapi?format=json").asString());
        signIn();
    }

    @AfterContainer
    static void stop() throws Exception {
        replica.close();
    }

    @Example
    void everyOperationSucceedsAsItIs() throws Exception {
        for (Operation operation : operations) {
            Answer answer = answer(operation, List.of());
            assertThat(answer.status())
                    .as("%s: %s", operation, answer)
                    .isBetween(operation.needsMore() ? 400 : 200, operation.needsMore() ? 422 : 299);
            assertThat(operation.statuses()).as(operation.toString()).contains(String.valueOf(answer.status()));
        }
    }

    @Example
    void everyEndpointOfEveryContractIsAnOperation() {
        List<String> known = operations.stream().map(Operation::toString).toList();
        for (String contract : List.of("drf-cookie", "drf-token", "express", "fastapi", "tasti")) {
            assertThat(GoldenCase.of(contract)
                            .filter(test -> test.answer().status() < 300)
                            .map(test -> test.request().method() + " /" + contract
                                    + test.request().path().replaceFirst("/$", "")))
                    .isNotEmpty()
                    .isSubsetOf(known);
        }
    }

    @Property
    void bodies(@ForAll("operations") Operation operation, @ForAll("bodies") List<Oddity> oddities) throws Exception {
        answer(operation, oddities);
    }

    @Property
    void headers(@ForAll("operations") Operation operation, @ForAll("headers") List<Oddity> oddities) throws Exception {
        answer(operation, oddities);
    }

    @Property
    void targets(@ForAll("operations") Operation operation, @ForAll("targets") List<Oddity> oddities) throws Exception {
        answer(operation, oddities);
    }

    @Property
    void framings(@ForAll("operations") Operation operation, @ForAll("framings") List<Oddity> oddities)
            throws Exception {
        answer(operation, oddities);
    }

    @Property
    void allAtOnce(
            @ForAll("operations") Operation operation,
            @ForAll("bodies") List<Oddity> bodies,
            @ForAll("headers") List<Oddity> headers,
            @ForAll("targets") List<Oddity> targets)
            throws Exception {
        answer(
                operation,
                Stream.of(bodies, headers, targets).flatMap(List::stream).toList());
    }

    @Provide
    Arbitrary<Operation> operations() {
        return Arbitraries.of(operations);
    }

    @Provide
    Arbitrary<List<Oddity>> bodies() {
        return some(Oddities.bodies());
    }

    @Provide
    Arbitrary<List<Oddity>> headers() {
        return some(Oddities.headers());
    }

    @Provide
    Arbitrary<List<Oddity>> targets() {
        return some(Oddities.targets());
    }

    @Provide
    Arbitrary<List<Oddity>> framings() {
        return Oddities.framings().list().ofSize(1);
    }

    private static Arbitrary<List<Oddity>> some(Arbitrary<Oddity> oddities) {
        return oddities.list().ofMinSize(1).ofMaxSize(3);
    }

    /** What comes back, after it was looked at. */
    private static Answer answer(Operation operation, List<Oddity> oddities) throws Exception {
        String newcomer = "grace" + NAMES.incrementAndGet();
        Wire good = operation.isOfAdmin()
                ? operation.adminRequest(newcomer, root, ids)
                : operation.request(newcomer, access, refresh);
        Wire wire = good;
        for (Oddity oddity : oddities) {
            wire = oddity.change().apply(wire);
        }
        Answer answer = wire.send(replica.port());
        String told = "%s%n→ %s".formatted(abridged(wire.toString()), abridged(answer.text()));
        assertThat(replica.output()).as(told).doesNotContain(" ERROR ");
        if (wire.isGoodHttp(good) || !answer.isOfTheServerItself(wire)) {
            assertThat(answer.status()).as(told).isBetween(200, 499);
            // The admin API lists settings, and what clients sent.
            boolean mayTell = operation.isOfAdmin() && answer.status() < 300;
            assertThat(!mayTell && TELLS_OF_US.matcher(answer.body()).find())
                    .as(told)
                    .isFalse();
            assertThat(fits(wire, answer, wire.leadsTo(good) ? List.of(operation) : operations))
                    .as(told)
                    .isTrue();
        }
        if (answer.status() < 300 && !wire.method().equals("GET")) {
            signIn();
        }
        return answer;
    }

    private static boolean fits(Wire wire, Answer answer, List<Operation> candidates) throws Exception {
        int status = answer.status();
        if (answer.body().isEmpty()) {
            return List.of("HEAD", "OPTIONS").contains(wire.method())
                    || List.of(202, 204, 304).contains(status)
                    || (status == 200 && wire.target().contains("/forward-auth"));
        }
        if (answer.isLines()) {
            return candidates.stream().anyMatch(Operation::isOfAdmin);
        }
        JsonNode body = JSON.readTree(answer.body());
        boolean ofNoContract = candidates == operations && Operations.isProblem(status, body);
        return answer.isJson()
                && (ofNoContract || candidates.stream().anyMatch(candidate -> candidate.has(status, body, operations)));
    }

    /** Anew after whatever may have ended her session or taken her account; nameless, as some clients are. */
    private static void signIn() throws Exception {
        Answer login = post("/drf-token/api/auth/login");
        if (login.status() != 200) {
            Database.empty();
            post("/drf-token/api/auth/register");
            login = post("/drf-token/api/auth/login");
        }
        access = JSON.readTree(login.body()).path("access").asText();
        refresh = JSON.readTree(login.body()).path("refresh").asText();
        replica.given().auth().oauth2(access).delete("/account/sessions").then().statusCode(204);
        root = signInRoot();
        ids = Map.of(
                "accounts", Database.query("select id from account where username = 'ada'"),
                "groups", "editors",
                "clients", "crm",
                "webhooks", webhook(),
                "sessions",
                        Database.query("select s.id from session s join account a on a.id = s.account_id"
                                + " where a.username = 'ada' and s.ended_at is null limit 1"));
    }

    /** A superuser, and what a request may have deleted. */
    private static String signInRoot() throws Exception {
        Answer login = post("/drf-token/api/auth/login", "root");
        if (login.status() != 200) {
            post("/drf-token/api/auth/register", "root");
            login = post("/drf-token/api/auth/login", "root");
        }
        Database.execute("update account set superuser = true where username = 'root';"
                + "insert into user_group (name, description, created_at) values ('editors', '', now()) on conflict do nothing;"
                + "insert into client (id, name, scopes, secret_digest, enabled, created_at)"
                + " values ('crm', 'CRM', 'keys:read', sha256('crm'), true, now()) on conflict (id) do update"
                + " set scopes = excluded.scopes, secret_digest = excluded.secret_digest, enabled = true;"
                + "delete from webhook where place > 10");
        return JSON.readTree(login.body()).path("access").asText();
    }

    private static String webhook() {
        String present = Database.query("select max(cast(id as text)) from webhook");
        return !present.equals("null")
                ? present
                : replica.given()
                        .auth()
                        .oauth2(root)
                        .contentType("application/json")
                        .body(Map.of("url", "https://shop.example/hooks"))
                        .post("/admin/webhooks")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id");
    }

    private static Answer post(String path) throws Exception {
        return post(path, "ada");
    }

    private static Answer post(String path, String who) throws Exception {
        String body =
                "{\"username\": \"%1$s\", \"password\": \"lovelace\", \"email\": \"%1$s@shop.example\"}".formatted(who);
        List<String> headers = List.of("Host: localhost", "Connection: close", "Content-Type: application/json");
        return new Wire("POST", path, "HTTP/1.1", headers, null, body).send(replica.port());
    }

    private static String abridged(String text) {
        return text.length() > 2_000 ? text.substring(0, 2_000) + "…" : text;
    }
}
