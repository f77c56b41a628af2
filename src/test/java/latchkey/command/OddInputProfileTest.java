package latchkey.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import latchkey.Database;
import latchkey.account.Authentication;
import latchkey.attempt.Network;
import latchkey.legacy.FormerBackends;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Blanks and byte order marks in the input of operators, from keyboards, editors and shells. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(FormerBackends.class)
class OddInputProfileTest {

    private static final String MARK = "\uFEFF";

    @Inject
    CommandLine.IFactory factory;

    @Inject
    Authentication authentication;

    @TempDir
    private Path folder;

    private record Ended(int code, String out) {}

    @BeforeEach
    void adaIsThere() {
        Database.execute("delete from account");
        assertThat(run("lovelace\n", "accounts", "create", " ada\u00a0", "--email", "ada@shop.example ")
                        .code())
                .isZero();
    }

    @Test
    void blanksAroundANameAreIgnored() {
        assertThat(Database.query("select username || '|' || email from account"))
                .isEqualTo("ada|ada@shop.example");
        assertThat(run("lovelace\n", "accounts", "create", "ada ").out()).contains("ALREADY_TAKEN");

        for (String typed : new String[] {" ada", "ADA ", "ada@shop.example\t"}) {
            assertThat(run("", "accounts", "promote", typed).code()).as(typed).isZero();
            assertThat(run("", "sessions", "end", "--account", typed).code())
                    .as(typed)
                    .isZero();
            assertThat(run("", "audit", "--account", typed, "--kind", "registration", "--json")
                            .out())
                    .as(typed)
                    .contains("\"username\":\"ada\"");
        }
    }

    @Test
    void eventsOfADeletedAccountAreFoundByItsNameWithoutBlanks() {
        Database.execute("delete from account where username = 'ada'");

        assertThat(run("", "audit", "--account", "ada ", "--kind", "registration", "--json")
                        .out())
                .contains("\"username\":\"ada\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {" lovelace ", "lovelace\t"})
    void blanksAroundAPasswordAreKept(String password) {
        assertThat(run(password + "\n", "accounts", "create", "grace").code()).isZero();

        assertThat(authentication
                        .authenticate("grace", password, Network.of("192.0.2.1"))
                        .account()
                        .username)
                .isEqualTo("grace");
    }

    @Test
    void aByteOrderMarkBeforeAPasswordIsIgnored() {
        assertThat(run(MARK + "lovelace\r\n", "accounts", "create", "grace").code())
                .isZero();

        assertThat(authentication
                        .authenticate("grace", "lovelace", Network.of("192.0.2.1"))
                        .account()
                        .username)
                .isEqualTo("grace");
    }

    @Test
    void aByteOrderMarkBeforeRevokedTokensIsIgnored() throws Exception {
        Path file = Files.writeString(folder.resolve("revoked.txt"), MARK + "one\r\n\r\n two \r\n");

        assertThat(run("", "legacy", "revoke", "old", file.toString()).out()).contains("2 tokens");
        assertThat(run(MARK + "one\n", "legacy", "revoke", "old", "-").out()).contains("0 tokens");
    }

    private Ended run(String input, String... command) {
        InputStream stdin = System.in;
        PrintStream stdout = System.out;
        PrintStream stderr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setIn(new ByteArrayInputStream(input.getBytes(UTF_8)));
        System.setOut(new PrintStream(out, true, UTF_8));
        System.setErr(new PrintStream(out, true, UTF_8));
        try {
            return new Ended(new CommandLine(LatchkeyCommand.class, factory).execute(command), out.toString(UTF_8));
        } finally {
            System.setIn(stdin);
            System.setOut(stdout);
            System.setErr(stderr);
        }
    }
}
