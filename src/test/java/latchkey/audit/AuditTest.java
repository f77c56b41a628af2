package latchkey.audit;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.Waiting;
import latchkey.account.Accounts;
import latchkey.contract.Givens;
import latchkey.group.Groups;
import latchkey.key.KeyRing;
import latchkey.session.Sessions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every change is recorded in the audit log, and never one without the other. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class AuditTest {

    /** At the end of the transaction, when all its statements were good. */
    private static final String OBSTACLE = """
            create function obstruct() returns trigger language plpgsql as $$ begin raise exception 'in the way'; end $$;
            create constraint trigger obstacle after insert or update or delete on %s
                deferrable initially deferred for each row execute function obstruct();
            """;

    /** All stored data except the audit log. */
    private static final String STATE = """
            select md5(concat(
                (select string_agg(t::text, ',' order by t::text) from account t),
                (select string_agg(t::text, ',' order by t::text) from login_name t),
                (select string_agg(t::text, ',' order by t::text) from credential t),
                (select string_agg(t::text, ',' order by t::text) from session t),
                (select string_agg(t::text, ',' order by t::text) from signing_key t),
                (select string_agg(t::text, ',' order by t::text) from user_group t)))
            """;

    private static final String SAME_TRANSACTION =
            "select count(*) > 0 from %s changed, audit_event told where kind = '%s' and changed.xmin = told.xmin";

    @Inject
    Accounts accounts;

    @Inject
    Groups groups;

    @Inject
    Sessions sessions;

    @Inject
    KeyRing keys;

    private RecordedAuditEvents told;
    private AuditedAction.Scene scene;

    @BeforeEach
    void adaIsSignedInTwice() throws Exception {
        Database.empty();
        if (Database.query("select count(*) from signing_key").equals("0")) {
            // What another test took away is forgotten when it is a second old.
            Thread.sleep(1_100);
        }
        keys.list();
        Givens ada = Givens.of(List.of("ada is registered", "ada is signed in"));
        scene = new AuditedAction.Scene(ada, accounts, groups, sessions, keys);
        told = RecordedAuditEvents.listening();
        told.forget();
    }

    @AfterEach
    void nothingIsInTheWay() {
        told.close();
        Database.execute("drop function if exists obstruct cascade");
        Database.execute("alter table if exists audit_event_gone rename to audit_event");
        Database.execute("update signing_key set signs_from = now() where signs_from < now() - interval '80 days'");
    }

    @ParameterizedTest
    @EnumSource
    void everyEventIsStoredInTheTransactionOfTheChangeAndLogged(AuditedAction deed) throws Exception {
        deed.prepare(scene);

        deed.done(scene);
        awaitLine();

        String kind = deed.kind.name();
        assertThat(told.events()).anySatisfy(event -> assertThat(event).startsWith(kind + " "));
        assertThat(told.lines()).hasSameSizeAs(told.events());
        assertThat(told.lines())
                .anySatisfy(line -> assertThat(json(line).path("kind").asText()).isEqualTo(kind));
        if (deed != AuditedAction.ACCOUNT_DELETION) { // which leaves no row to compare
            assertThat(Database.query(SAME_TRANSACTION.formatted(deed.table, kind)))
                    .isEqualTo("t");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChangeIsRolledBackIfItsEventCannotBeStored(AuditedAction deed) throws Exception {
        deed.prepare(scene);
        String before = Database.query(STATE);
        Database.execute("alter table audit_event rename to audit_event_gone");

        assertFails(deed);

        assertThat(Database.query(STATE)).isEqualTo(before);
        assertThat(told.lines()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aFailedChangeRecordsNoEvent(AuditedAction deed) throws Exception {
        deed.prepare(scene);
        Database.execute(OBSTACLE.formatted(deed.table));

        assertFails(deed);

        assertThat(told.events()).noneSatisfy(event -> assertThat(event).startsWith(deed.kind.name() + " "));
        assertThat(told.lines()).hasSameSizeAs(told.events());
    }

    private void assertFails(AuditedAction deed) throws Exception {
        // Where no key can be made, those that are known serve.
        assertThat(deed.tried(scene)).isEqualTo(deed == AuditedAction.KEY_MADE ? 200 : 500);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "express, /express/api/auth/login",
        "tasti, /tasti/api/v1/auth/login",
        "drf-cookie, /drf-cookie/api/auth/login",
        "drf-token, /drf-token/api/auth/login",
        "fastapi, /fastapi/auth/login",
    })
    void anEventHasAccountKindTimeAddressAndClient(String contract, String path) throws Exception {
        Database.execute("delete from session");

        Response answer = given().header("User-Agent", "Fire\u009bfox/1.0 " + "x".repeat(300))
                .header("X-Request-Id", "the-request")
                .contentType(JSON)
                .body("{\"username\": \"ADA@shop.example\", \"password\": \"lovelace\"}")
                .post(path);

        assertThat(answer.statusCode()).isBetween(200, 201);
        JsonNode line = json(told.lines().get(0));
        assertThat(line.path("kind").asText()).isEqualTo("LOGIN");
        assertThat(line.path("outcome").asText()).isEqualTo("ACCEPTED");
        assertThat(line.path("account").asText()).isEqualTo(Database.query("select id from account"));
        assertThat(line.path("username").asText()).isEqualTo("ada");
        assertThat(line.path("session").asText()).isEqualTo(Database.query("select id from session"));
        assertThat(line.path("via").asText()).isEqualTo(contract);
        assertThat(line.path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(line.path("user_agent").asText())
                .startsWith("Fire?fox/1.0 x")
                .hasSize(255);
        assertThat(line.path("request").asText()).isEqualTo("the-request");
        assertThat(line.path("happened_at").asText()).startsWith("20").endsWith("Z");
        for (String field : List.of("kind", "outcome", "username", "via", "address", "user_agent", "request")) {
            assertThat(told.only(field)).isEqualTo(line.path(field).asText());
        }
        assertThat(told.only("session_id")).isEqualTo(line.path("session").asText());
        assertThat(told.only("account_id")).isEqualTo(line.path("account").asText());
        assertThat(told.only("abs(extract(epoch from now() - happened_at)) < 60"))
                .isEqualTo("t");
    }

    @ParameterizedTest
    @EnumSource(names = {"PASSWORD_CHANGE", "ACCOUNT_CHANGE", "ACCOUNT_DELETION"})
    void anEventOfAnAccountChangeNamesTheSession(AuditedAction deed) throws Exception {
        deed.done(scene);

        String claims =
                new String(Base64.getUrlDecoder().decode(scene.ada().access().split("[.]")[1]), UTF_8);
        assertThat(claims)
                .contains(Database.query("select session_id from audit_event where kind = '" + deed.kind + "'"));
        assertThat(Database.query("select via || ' ' || username from audit_event where kind = '" + deed.kind + "'"))
                .isEqualTo("platform ada");
    }

    @Test
    void anEventOfASessionEndNamesTheSessionThatEnded() throws Exception {
        String ended = Database.query("select id from session limit 1");

        AuditedAction.SESSION_END.done(scene);

        assertThat(told.only("session_id")).isEqualTo(ended);
    }

    @Test
    void anEventNamesTheChangedFieldsWithoutTheirValues() throws Exception {
        AuditedAction.ACCOUNT_CHANGE.done(scene);

        assertThat(told.only("detail")).isEqualTo("first_name, full_name");
        assertThat(told.lines().get(0)).doesNotContain("Augusta");
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource({"ada, babbage!, wrong password, ada", "hunter22-typed-here, lovelace, unknown name, null"})
    void aFailedLoginRecordsTheAccountButNotTheInput(String login, String password, String detail, String username) {
        assertThat(login(login, password)).isEqualTo(401);

        assertThat(told.only("kind || ' ' || outcome || ' ' || detail")).isEqualTo("LOGIN REFUSED " + detail);
        assertThat(told.only("username")).isEqualTo(username);
        assertThat(told.only("audit_event::text")).doesNotContain("typed-here", "babbage");
        assertThat(told.lines()).singleElement().asString().doesNotContain("typed-here", "babbage");
    }

    @Test
    void aFailedLoginOfADisabledAccountRecordsTheReason() {
        Database.execute("update account set active = false");

        assertThat(login("ada", "lovelace")).isEqualTo(401);

        assertThat(told.only("outcome || ' ' || detail || ' ' || username")).isEqualTo("REFUSED disabled ada");
    }

    /** Otherwise an attacker could guess unseen, or learn from the response that the database is read-only. */
    @Test
    void aLoginFailsIfItsEventCannotBeStored() {
        Database.execute("alter table audit_event rename to audit_event_gone");

        assertThat(login("ada", "babbage!")).isEqualTo(500);
        assertThat(login("nobody", "babbage!")).isEqualTo(500);
    }

    @Test
    void concurrentRegistrationsOfOneNameRecordOneEvent() throws Exception {
        ConcurrentCallers.of(8, caller -> () -> AuditedAction.REGISTRATION.done(scene));

        assertThat(told.events())
                .hasSize(8)
                .containsOnlyOnce("REGISTRATION ACCEPTED")
                .contains("REGISTRATION REFUSED");
        assertThat(Database.query("select string_agg(distinct concat(detail, username), ',') from audit_event"
                        + " where outcome = 'REFUSED'"))
                .isEqualTo("taken: username");
    }

    @ParameterizedTest
    @EnumSource(names = {"LOGOUT", "LOGOUT_BY_ACCESS_TOKEN", "REUSE", "USE_OF_A_DISABLED_ACCOUNT", "KEY_MADE"})
    void concurrentIdenticalRequestsRecordOneEvent(AuditedAction deed) throws Exception {
        deed.prepare(scene);

        ConcurrentCallers.of(8, caller -> () -> deed.done(scene));
        awaitLine();

        assertThat(told.events()).singleElement().asString().startsWith(deed.kind.name());
        assertThat(told.lines()).hasSize(1);
    }

    @Test
    void aLogoutWithBothTokensRecordsOneEvent() {
        scene.asAda().cookie("refresh_token", scene.ada().refresh()).post("/fastapi/auth/logout");

        assertThat(told.events()).containsExactly("LOGOUT ACCEPTED");
    }

    @Test
    void aRefreshRecordsNoEvent() {
        given().cookie("refresh_token", scene.ada().refresh())
                .post("/express/api/auth/refresh")
                .then()
                .statusCode(200);
        given().contentType(JSON)
                .body("{\"refresh\": \"%s\"}".formatted(scene.ada().refresh()))
                .post("/drf-token/api/auth/refresh")
                .then()
                .statusCode(200);

        assertThat(told.events()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"PASSWORD_CHANGE", "ACCOUNT_DELETION"})
    void aWrongPasswordConfirmationIsRecorded(AuditedAction deed) throws Exception {
        Database.execute("update credential set password_hash = (select 'bcrypt_sha256$$2a$04$' || repeat('x', 53))");

        assertThat(deed.done(scene)).isEqualTo(403);

        assertThat(told.only("kind || ' ' || outcome || ' ' || username")).isEqualTo(deed.kind.name() + " REFUSED ada");
    }

    @Test
    void automaticChangesAreRecordedAsTheService() throws Exception {
        AuditedAction.KEY_MADE.prepare(scene);

        AuditedAction.KEY_MADE.done(scene);
        awaitLine();

        assertThat(told.only("via || ' ' || concat(address, request)")).isEqualTo("service ");
        assertThat(told.only("detail")).contains(Database.query("select kid from signing_key order by place desc"));
    }

    /** A key is made beside the request that finds it due, and the line follows the commit. */
    private void awaitLine() throws InterruptedException {
        Waiting.until("there is a line", () -> !told.lines().isEmpty());
    }

    @Test
    void endingAllSessionsRecordsOneEvent() throws Exception {
        AuditedAction.END_OF_ALL.done(scene);

        assertThat(told.only("detail")).isEqualTo("2 sessions");
    }

    @Test
    void aRetriedTransactionRecordsOneEvent() throws Exception {
        Database.execute("""
                create sequence obstacles;
                create function obstruct() returns trigger language plpgsql as $$ begin
                    if nextval('obstacles') <= 3 then raise exception 'in the way' using errcode = '40001'; end if;
                    return new;
                end $$;
                create constraint trigger obstacle after insert on account
                    deferrable initially deferred for each row execute function obstruct();
                """);
        try {
            assertThat(AuditedAction.REGISTRATION.done(scene)).isEqualTo(201);
        } finally {
            Database.execute("drop function obstruct cascade; drop sequence obstacles");
        }

        assertThat(told.events()).containsExactly("REGISTRATION ACCEPTED");
        assertThat(told.lines()).hasSize(1);
    }

    @Test
    void auditEventsContainNoSecret() throws Exception {
        String key = Database.query("select encode(private_key, 'hex') from signing_key");
        String hash = Database.query("select password_hash from credential");
        String signature = scene.ada().refresh().split("[.]")[2];
        for (AuditedAction deed : List.of(
                AuditedAction.LOGIN,
                AuditedAction.REVOCATION,
                AuditedAction.PASSWORD_CHANGE,
                AuditedAction.KEY_ROTATION,
                AuditedAction.KEY_COMPROMISED)) {
            deed.done(scene);
        }
        login("lovelace", "ada");
        login("ada", "lovelace");
        String newHash = Database.query("select password_hash from credential");

        String all = Database.query("select string_agg(told::text, ' ') from audit_event told")
                + String.join(" ", told.lines());

        assertThat(told.events()).hasSizeGreaterThan(6);
        assertThat(all)
                .doesNotContain(
                        "lovelace",
                        "byron-king",
                        hash,
                        newHash,
                        key,
                        signature,
                        Database.CLIENT_SECRET,
                        "eyJ",
                        "bcrypt");
        assertThat(all)
                .contains(
                        "ada",
                        UUID.fromString(Database.query("select id from session"))
                                .toString());
    }

    private static int login(String username, String password) {
        return given().contentType(JSON)
                .body("{\"username\": \"%s\", \"password\": \"%s\"}".formatted(username, password))
                .post("/express/api/auth/login")
                .statusCode();
    }

    private static JsonNode json(String line) throws Exception {
        return new ObjectMapper().readTree(line);
    }
}
