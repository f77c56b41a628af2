package latchkey;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.builder.RequestSpecBuilder;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** With little memory, neither an expensive hash nor an account with very many sessions crashes the process. */
class LittleMemoryIT {

    /** Half of it is less than the 100 MiB that Django's Argon2 takes. */
    private static final String LITTLE_MEMORY = "-Xmx96m";

    /** Made by Django 3.2: make_password("correct horse battery staple", hasher="argon2"). */
    private static final String HASH =
            "argon2$argon2id$v=19$m=102400,t=2,p=8$dVJ6Y2lYakJTQ3I3WWJvdmZsVk1qMw$P/QtuL16hndARHUBT1Cqpw";

    @Test
    void aHashThatNeedsTooMuchMemoryIsRefusedAsAWrongPasswordAndLogged() throws Exception {
        Map<String, String> settings = Database.settings();
        settings.put("quarkus.http.port", "0");
        settings.put("quarkus.management.port", "0");
        List<String> command = Replica.command(settings);
        command.add(1, LITTLE_MEMORY);
        try (Replica replica = Replica.start(command)) {
            replica.port();
            Database.empty();
            Database.execute("insert into account (username, joined_at) values ('ada', now())");
            Database.execute("insert into login_name select username, id from account");
            Database.execute("insert into credential select id, '%s', now(), 'argon2id(102400,2,8)' from account"
                    .formatted(HASH));

            Response unknown = login(replica, "nobody");
            Response ada = login(replica, "ada");

            assertThat(unknown.statusCode()).as(replica.output()).isEqualTo(401);
            assertThat(ada.statusCode()).isEqualTo(401);
            assertThat(ada.asString()).isEqualTo(unknown.asString());
            assertThat(replica.output())
                    .containsOnlyOnce("argon2id(102400,2,8) needs 100 MiB")
                    .doesNotContain("dVJ6Y2lYakJTQ3I3WWJvdmZsVk1qMw", "correct horse");
        }
    }

    @Test
    void manySessionsOfAnAccountAreListedInPagesAndEndedInBatches() throws Exception {
        Map<String, String> settings = Database.settings();
        settings.put("quarkus.http.port", "0");
        settings.put("quarkus.management.port", "0");
        settings.put("latchkey.session.max-per-account", "0");
        List<String> command = Replica.command(settings);
        command.add(1, LITTLE_MEMORY);
        try (Replica replica = Replica.start(command)) {
            replica.port();
            Database.empty();
            RequestSpecification ada = signedIn(replica);
            Database.execute("""
                    insert into session (id, account_id, opened_at, refreshed_at, idle_until, ends_at, user_agent, address)
                    select gen_random_uuid(), id, now(), now(), now() + interval '1 day', now() + interval '1 day',
                        repeat('x', 255), '192.0.2.7'
                    from account, generate_series(1, 20000)
                    """);

            List<Integer> lists = ConcurrentCallers.of(
                    12, caller -> () -> given(ada).get("/account/sessions").statusCode());
            int end = given(ada).delete("/account/sessions").statusCode();

            assertThat(lists).as(replica.output()).containsOnly(200);
            assertThat(end).isEqualTo(204);
            assertThat(Database.query("select count(*) from session where ended_at is null"))
                    .isEqualTo("1");
            assertThat(replica.output()).doesNotContain("OutOfMemoryError");
        }
    }

    private static RequestSpecification signedIn(Replica replica) {
        String ada = "{\"username\": \"ada\", \"password\": \"lovelace\"}";
        replica.given().contentType(JSON).body(ada).post("/express/api/auth/register");
        String token = replica.given()
                .contentType(JSON)
                .body(ada)
                .post("/express/api/auth/login")
                .jsonPath()
                .getString("data.token");
        return new RequestSpecBuilder()
                .setPort(replica.port())
                .addHeader("Authorization", "Bearer " + token)
                .build();
    }

    private static Response login(Replica replica, String name) {
        return replica.given()
                .contentType(JSON)
                .body("{\"username\": \"%s\", \"password\": \"correct horse battery staple\"}".formatted(name))
                .post("/express/api/auth/login");
    }
}
