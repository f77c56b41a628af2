package latchkey.email;

import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.util.Map;
import java.util.stream.IntStream;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.Replica;
import latchkey.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replicas that share an outbox, one that is killed before it sends, and the commands. */
class OutboxIT {

    private static final int CALLERS = 4;

    private static final int USERS = 20;

    private final GreenMail mails = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void aMailServer() {
        Database.url();
        mails.start();
    }

    @AfterEach
    void stop() {
        mails.stop();
    }

    private Map<String, String> settings(int port) {
        Map<String, String> settings = Database.settings();
        settings.put("quarkus.http.port", "0");
        settings.put("quarkus.management.port", "0");
        settings.put("latchkey.email.sender", MailServer.SENDER);
        settings.put("latchkey.email.verification", "optional");
        settings.put("quarkus.mailer.host", "localhost");
        settings.put("quarkus.mailer.port", Integer.toString(port));
        return settings;
    }

    private static void register(Replica replica, String name) {
        replica.given()
                .contentType(JSON)
                .body(Map.of("username", name, "email", name + "@shop.example", "password", "the difference engine"))
                .post("/fastapi/auth/register")
                .then()
                .statusCode(200);
    }

    private long mailsTo(String name) {
        return java.util.Arrays.stream(mails.getReceivedMessages())
                .filter(mail -> {
                    try {
                        return mail.getAllRecipients()[0].toString().equals(name + "@shop.example");
                    } catch (jakarta.mail.MessagingException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .count();
    }

    @Test
    void replicasSendEachMailOnce() throws Exception {
        try (Replica one = Replica.start(settings(mails.getSmtp().getPort()));
                Replica other = Replica.start(settings(mails.getSmtp().getPort()))) {
            one.port();
            other.port();
            Database.empty();

            // More at once would wait for their hashes until they are 503.
            ConcurrentCallers.of(CALLERS, caller -> () -> {
                for (int user = caller; user < USERS; user += CALLERS) {
                    register(user % 2 == 0 ? one : other, "user" + user);
                }
                return caller;
            });

            Waiting.until("all mails are sent", () -> Database.query(
                            "select count(*) from outbox_message where sent_at is not null")
                    .equals(Integer.toString(USERS)));
            assertThat(IntStream.range(0, USERS))
                    .allSatisfy(user -> assertThat(mailsTo("user" + user)).isEqualTo(1));
        }
    }

    @Test
    void aMailOfAReplicaThatWasKilledIsSentByACommand() throws Exception {
        int nothingListens = 1;
        try (Replica killed = Replica.start(settings(nothingListens))) {
            killed.port();
            Database.empty();
            register(killed, "ada");
            Waiting.until("an attempt has failed", () -> Database.query(
                            "select count(*) from outbox_message where failure is not null")
                    .equals("1"));
            killed.kill();
        }

        Replica listed = Replica.start(settings(mails.getSmtp().getPort()), "outbox", "list", "--json");
        assertThat(listed.exitCode()).isZero();
        assertThat(listed.output()).contains("\"VERIFY\"", "\"WAITING\"", "ada@shop.example");
        String id = Database.query("select id from outbox_message");
        assertThat(Replica.start(settings(mails.getSmtp().getPort()), "outbox", "retry", id)
                        .exitCode())
                .isZero();
        Replica delivered = Replica.start(settings(mails.getSmtp().getPort()), "outbox", "deliver");
        assertThat(delivered.exitCode()).as(delivered.output()).isZero();

        assertThat(delivered.output()).contains("1 mail was sent, 0 will be tried again, 0 failed.");
        assertThat(mailsTo("ada")).isEqualTo(1);
    }

    @Test
    void anInvitedUserGetsTheMailBeforeTheCommandEnds() throws Exception {
        Replica migrated = Replica.start(settings(1), "migrate");
        assertThat(migrated.exitCode()).isZero();
        Database.empty();

        Replica invited = Replica.start(
                settings(mails.getSmtp().getPort()),
                "accounts",
                "invite",
                "grace@shop.example",
                "--username",
                "grace",
                "--superuser");

        assertThat(invited.exitCode()).as(invited.output()).isZero();
        assertThat(mailsTo("grace")).isEqualTo(1);
        assertThat(Database.query("select superuser from account")).isEqualTo("t");
    }
}
