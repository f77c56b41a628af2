package latchkey.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import latchkey.Database;
import latchkey.admin.Operator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** An operator makes and changes clients. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class ClientsCommandTest {

    @Inject
    CommandLine.IFactory factory;

    @BeforeEach
    @AfterEach
    void noClients() {
        Operator.emptyDatabase();
    }

    private Ended run(String typed) {
        return Ended.of(factory, typed.split(" "));
    }

    private String created() throws Exception {
        return run("clients create billing --scopes accounts:read,audit:read --json")
                .json()
                .path("secret")
                .asText();
    }

    private static int statusOf(String secret) {
        return Operator.tokenOf("billing", secret, "").statusCode();
    }

    @Test
    void theSecretIsPrintedOnceAndIsGood() throws Exception {
        String secret = created();

        assertThat(secret).matches("lks_[A-Za-z0-9_-]{43}");
        assertThat(Operator.tokenOf("billing", secret, "").jsonPath().getString("scope"))
                .isEqualTo("accounts:read audit:read");
        Ended listed = run("clients list --json");
        assertThat(listed.out()).doesNotContain("lks_");
        assertThat(listed.json().path("id").asText()).isEqualTo("billing");
        assertThat(listed.json().path("name").asText()).isEqualTo("billing");
        assertThat(listed.json().path("scopes").asText()).isEqualTo("accounts:read audit:read");
        assertThat(Database.query("select via || ' ' || detail from audit_event where kind = 'CLIENT_CREATED'"
                        + " order by id desc limit 1"))
                .isEqualTo("command billing");
    }

    @Test
    void theSecretBeforeIsGoodForAWhileUnlessItIsEndedAtOnce() throws Exception {
        String first = created();
        String second =
                run("clients rotate billing --json").json().path("secret").asText();
        assertThat(statusOf(first)).isEqualTo(200);
        assertThat(statusOf(second)).isEqualTo(200);

        String third = run("clients rotate billing --at-once --json")
                .json()
                .path("secret")
                .asText();

        assertThat(statusOf(second)).isEqualTo(401);
        assertThat(statusOf(third)).isEqualTo(200);
    }

    @Test
    void aClientIsChangedDisabledEnabledAndDeleted() throws Exception {
        String secret = created();

        assertThat(run("clients change billing --scopes keys:read"))
                .isEqualTo(new Ended(0, "Client billing is changed.\n", ""));
        JsonNode changed = run("clients change billing --name Invoices --json").json();
        assertThat(changed.path("scopes").asText()).isEqualTo("keys:read");
        assertThat(changed.path("name").asText()).isEqualTo("Invoices");
        assertThat(run("clients disable billing").out()).isEqualTo("Client billing is disabled.\n");
        assertThat(statusOf(secret)).isEqualTo(401);
        assertThat(run("clients enable billing").out()).isEqualTo("Client billing is enabled.\n");
        assertThat(statusOf(secret)).isEqualTo(200);
        assertThat(run("clients delete billing").out()).isEqualTo("Client billing is deleted.\n");
        assertThat(statusOf(secret)).isEqualTo(401);
    }

    /** As the admin API counts them. */
    @Test
    void aNameHasAHundredCharactersHoweverJavaStoresThem() throws Exception {
        String longest = "\ud83d\udd11".repeat(100);

        assertThat(run("clients create billing --scopes accounts:read --json --name " + longest)
                        .code())
                .isZero();
        assertThat(run("clients list --json").json().path("name").asText()).isEqualTo(longest);
        assertThat(run("clients change billing --name x" + longest).code()).isEqualTo(2);
    }

    @Test
    void clientsAreListedInPages() {
        for (String id : new String[] {"a", "b", "c"}) {
            run("clients create " + id + " --scopes keys:read");
        }

        Ended first = run("clients list --limit 2");
        Ended rest = run("clients list --after b");

        assertThat(first.out()).contains("\na\t", "\nb\t").doesNotContain("\nc\t");
        assertThat(first.err()).isEqualTo("There are more: continue with --after b.\n");
        assertThat(rest.out()).contains("\nc\t").doesNotContain("\nb\t");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2 | create crm | Missing required option: '--scopes=SCOPE'
            2 | create crm --scopes everything | "everything" is no scope; the scopes are accounts:read
            2 | create c/m --scopes keys:read | "c/m" is no id
            1 | create billing --scopes keys:read | There is a client billing.
            2 | change billing --scopes everything | "everything" is no scope
            1 | change crm --name CRM | There is no client crm that was made at run time.
            1 | disable crm | There is no client crm that was made at run time.
            1 | rotate crm | There is no client crm that was made at run time.
            1 | delete crm | There is no client crm that was made at run time.
            1 | list --limit 0 | --limit must be 1 or more.
            """)
    void whatCannotBeDoneIsExplained(int code, String typed, String sentence) throws Exception {
        created();

        Ended ended = run("clients " + typed);

        assertThat(ended.code()).isEqualTo(code);
        assertThat(ended.err()).contains(sentence);
    }
}
