package latchkey;

import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One hash that takes more memory than there is does not keep everybody else from being answered. */
class LittleMemoryIT {

    /** Half of it is less than the 100 MiB that Django's Argon2 takes. */
    private static final String LITTLE_MEMORY = "-Xmx96m";

    /** Made by Django 3.2: make_password("correct horse battery staple", hasher="argon2"). */
    private static final String HASH =
            "argon2$argon2id$v=19$m=102400,t=2,p=8$dVJ6Y2lYakJTQ3I3WWJvdmZsVk1qMw$P/QtuL16hndARHUBT1Cqpw";

    @Test
    void aHashThatTakesTooMuchIsRefusedLikeAWrongPasswordAndTold() throws Exception {
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
                    .containsOnlyOnce("argon2id(102400,2,8) takes 100 MiB to check")
                    .doesNotContain("dVJ6Y2lYakJTQ3I3WWJvdmZsVk1qMw", "correct horse");
        }
    }

    private static Response login(Replica replica, String name) {
        return replica.given()
                .contentType(JSON)
                .body("{\"username\": \"%s\", \"password\": \"correct horse battery staple\"}".formatted(name))
                .post("/express/api/auth/login");
    }
}
