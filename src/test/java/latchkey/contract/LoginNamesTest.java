package latchkey.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.account.Account;
import latchkey.account.Accounts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Usernames and e-mail addresses in every contract: blanks around them are removed, and invisible characters are
 * rejected.
 */
@QuarkusTest
@QuarkusTestResource(Database.class)
class LoginNamesTest {

    private static final String PASSWORD = "  lovelace ";

    private static final String MIGRATION = migration();

    @Inject
    Accounts accounts;

    @BeforeEach
    void startWithoutAccounts() {
        Database.empty();
    }

    @ParameterizedTest
    @EnumSource
    void blanksAroundANameAreIgnored(ContractCalls contract) {
        assertThat(contract.register(" \tada\u3000", " ada@shop.example\r\n", PASSWORD)
                        .statusCode())
                .isEqualTo(contract.created);

        assertThat(Database.query("select string_agg(name, '|' order by name) from login_name"))
                .isIn("ada|ada@shop.example", "ada");
        assertThat(Database.query("select username || coalesce('|' || email, '') from account"))
                .isIn("ada|ada@shop.example", "ada");
        for (String typed : List.of("ada", " ada", "ADA \u00a0", "\n\u2003ａｄａ\u0085")) {
            assertThat(contract.letsIn(typed, PASSWORD)).as(typed).isTrue();
            assertThat(contract.register(typed, "other@shop.example", PASSWORD).statusCode())
                    .as(typed)
                    .isBetween(400, 409);
        }
        if (contract != ContractCalls.EXPRESS) {
            assertThat(contract.letsIn("\u2009ada@shop.example ", PASSWORD)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void blanksAroundAPasswordAreKept(ContractCalls contract) {
        contract.register("ada", PASSWORD);

        assertThat(contract.letsIn("ada", PASSWORD)).isTrue();
        assertThat(contract.letsIn("ada", PASSWORD.strip())).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void nameRulesApplyAfterTrimming(ContractCalls contract) {
        String longest = "a".repeat(contract == ContractCalls.EXPRESS || contract == ContractCalls.FASTAPI ? 255 : 150);
        String blank = timeless(contract.register("", "ada@shop.example", PASSWORD));

        for (String nothing : List.of(" ", "\u3000", "\t\r\n", "\u00a0\u2028")) {
            Response refused = contract.register(nothing, "ada@shop.example", PASSWORD);
            assertThat(refused.statusCode()).isEqualTo(contract.invalid);
            assertThat(timeless(refused)).isEqualTo(blank);
            assertThat(contract.login(nothing, PASSWORD).statusCode()).isEqualTo(contract.invalid);
        }
        assertThat(contract.register(longest + "a ", "ada@shop.example", PASSWORD)
                        .statusCode())
                .isEqualTo(contract.invalid);
        assertThat(contract.register("  " + longest + "  ", " ada@shop.example ", PASSWORD)
                        .statusCode())
                .isEqualTo(contract.created);
        assertThat(contract.letsIn("   " + longest, PASSWORD)).isTrue();
        String unknown = timeless(contract.login("nobody", "wrong one"));
        assertThat(timeless(contract.login("  " + "a".repeat(255) + "  ", "wrong one")))
                .isEqualTo(unknown);
        assertThat(timeless(contract.login("  " + "a".repeat(256), "wrong one")))
                .isNotEqualTo(unknown);
    }

    @ParameterizedTest
    @EnumSource
    void invisibleCharactersInANameAreRejected(ContractCalls contract) {
        contract.register("ada", PASSWORD);
        for (String name : List.of(
                "ada\uFE0F",
                "a\u034Fda",
                "\u3164ada",
                "ada\u115F",
                "ada\u180B",
                "ada\u2800",
                "ada\u200B",
                "ada\uFFA0",
                "ada\uDB40\uDD00")) {
            Response refused = contract.register(name, "grace@shop.example", PASSWORD);
            assertThat(refused.statusCode()).as(name).isEqualTo(contract.invalid);
            assertThat(refused.asString()).containsIgnoringCase("username");
        }
        assertThat(Database.query("select count(*) from account")).isEqualTo("1");
    }

    @ParameterizedTest
    @EnumSource
    void consecutiveBlanksInANameAreCollapsed(ContractCalls contract) {
        assertThat(contract.register("Ada  Lovelace", "ada@shop.example", PASSWORD)
                        .statusCode())
                .isEqualTo(contract.created);

        assertThat(Database.query("select username from account")).isEqualTo("Ada Lovelace");
        assertThat(contract.register("ada lovelace", "grace@shop.example", PASSWORD)
                        .statusCode())
                .isBetween(400, 409);
        assertThat(contract.letsIn("ada \u00a0 lovelace", PASSWORD)).isTrue();
    }

    /** Names of earlier releases: the name as stored takes precedence over similar names. */
    @ParameterizedTest
    @EnumSource
    void anAccountWithBlanksInItsNameSignsInAsBefore(ContractCalls contract) {
        for (String old : List.of(" ada ", "ada\uFE0F", "a  da", "\u2800")) {
            Database.empty();
            contract.register("grace", PASSWORD);
            Database.execute("update account set username = '%s'".formatted(old));
            Database.execute("update login_name set name = '%s' where name = 'grace'".formatted(old));

            assertThat(contract.letsIn(old, PASSWORD)).as(old).isTrue();
            assertThat(contract.letsIn(old.replace('a', 'A'), PASSWORD)).as(old).isTrue();
            assertThat(accounts.find(old)).map(found -> found.username).hasValue(old);

            contract.register("ada", "another password");
            contract.register("a da", "yet another password");
            assertThat(contract.letsIn(old, PASSWORD)).as(old).isTrue();
            assertThat(contract.letsIn("ada", "another password")).isTrue();
            assertThat(contract.letsIn("ada", PASSWORD)).isFalse();
        }
    }

    /** Browsers trim input: the migration adds the name without blanks, if no other account has it. */
    @ParameterizedTest
    @EnumSource
    void anAccountWithBlanksInItsNameSignsInWithoutThemToo(ContractCalls contract) throws Exception {
        for (String old : List.of(" ada ", "ada ", "a  da", " a   da")) {
            Database.empty();
            contract.register("grace", PASSWORD);
            Database.execute("update account set username = '%s'".formatted(old));
            Database.execute("update login_name set name = '%s' where name = 'grace'".formatted(old));
            String now = old.strip().replaceAll(" +", " ");
            assertThat(contract.letsIn(now, PASSWORD)).isFalse();

            Database.execute(MIGRATION);
            Database.execute(MIGRATION);

            for (String typed : List.of(old, now, now + " ", now.toUpperCase(Locale.ROOT))) {
                assertThat(contract.letsIn(typed, PASSWORD)).as(typed).isTrue();
                assertThat(contract.register(typed, "other@shop.example", PASSWORD)
                                .statusCode())
                        .as(typed)
                        .isBetween(400, 409);
            }
        }
    }

    @Test
    void twoAccountsWithNamesThatDifferByBlanksKeepTheirNames() throws Exception {
        for (String name : List.of("ada", "grace", "linus", "eve")) {
            ContractCalls.EXPRESS.register(name, "password of " + name);
        }
        rename("grace", "ada ");
        rename("linus", " barbara");
        rename("eve", "barbara ");

        Database.execute(MIGRATION);

        assertThat(ContractCalls.EXPRESS.letsIn("ada", "password of ada")).isTrue();
        assertThat(ContractCalls.EXPRESS.letsIn("ada ", "password of grace")).isTrue();
        assertThat(ContractCalls.EXPRESS.letsIn("barbara", "password of linus")).isTrue();
        assertThat(ContractCalls.EXPRESS.letsIn(" barbara", "password of linus"))
                .isTrue();
        assertThat(ContractCalls.EXPRESS.letsIn("barbara ", "password of eve")).isTrue();
    }

    private static void rename(String name, String other) {
        Database.execute("update login_name set name = '%s' where name = '%s'".formatted(other, name));
    }

    @ParameterizedTest
    @EnumSource
    void onlyOneOfConcurrentRegistrationsOfAllSpellingsGetsTheName(ContractCalls contract) throws Exception {
        List<String> spellings = List.of("ada", " ada", "ada ", "ada\u00a0", "\u3000ada", "\tada", "ADA ", "ada\r\n");

        List<Integer> statuses = ConcurrentCallers.of(
                spellings.size(),
                caller ->
                        () -> contract.register(spellings.get(caller), "ada%d@shop.example".formatted(caller), PASSWORD)
                                .statusCode());

        assertThat(statuses).containsOnlyOnce(contract.created);
        assertThat(Database.query("select count(*) from account")).isEqualTo("1");
        assertThat(Database.query("select username from account")).isEqualToIgnoringCase("ada");
    }

    @Test
    void firstAndLastNamesAreTrimmedToo() {
        given().contentType(ContentType.JSON)
                .body("""
                        {"username": "ada", "password": "lovelace", "email": "ada@shop.example ",
                         "first_name": " Ada ", "last_name": "King\\u2003"}
                        """)
                .post("/drf-token/api/auth/register")
                .then()
                .statusCode(201);
        given().contentType(ContentType.JSON)
                .body("{\"username\": \"grace\", \"password\": \"lovelace\", \"email\": \" g@shop.example\","
                        + " \"full_name\": \" Grace  Hopper \"}")
                .post("/fastapi/auth/register")
                .then()
                .statusCode(200);

        assertThat(Database.query(
                        "select string_agg(concat_ws('|', first_name, last_name, full_name, email), ',' order by id)"
                                + " from account"))
                .isEqualTo("Ada|King|ada@shop.example,||Grace  Hopper|g@shop.example");
    }

    @Test
    void anOperatorFindsAnAccountByTheSameSpellingsAsTheUser() {
        ContractCalls.EXPRESS.register("ada", PASSWORD);

        for (String typed : List.of("ada", " ADA", "ada\u3000")) {
            assertThat(accounts.find(typed)).map(LoginNamesTest::name).hasValue("ada");
        }
        assertThat(accounts.find("ad a")).isEmpty();
    }

    private static String timeless(Response response) {
        return response.statusCode() + response.asString().replaceAll("\\d+(\\.\\d+)? ms", "TIME");
    }

    private static String name(Account account) {
        return account.username;
    }

    private static String migration() {
        try (InputStream script =
                LoginNamesTest.class.getResourceAsStream("/db/migration/V12__names_without_blanks.sql")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
