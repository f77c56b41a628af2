package latchkey.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static latchkey.transfer.FactorResult.BETTER_AUTH_SECRET;
import static latchkey.transfer.FactorResult.file;
import static latchkey.transfer.FactorResult.signIn;
import static latchkey.transfer.factor.FactorFormat.NDJSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.factor.Base32;
import latchkey.transfer.FactorImport.Options;
import latchkey.transfer.FactorImport.Summary;
import latchkey.transfer.factor.FactorFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which accounts get imported second factors, and that each is counted and stored once. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class FactorImportTest {

    private static final int MUTATIONS = Integer.getInteger("mutations", 150);

    private static final String FACTORS =
            "select count(*) from factor f join account a on a.id = f.account_id where a.username = 'ada'";

    @Inject
    Import people;

    @Inject
    FactorImport importer;

    @BeforeEach
    void usersAreImported() {
        Database.empty();
        FactorResult.withUsers(people);
    }

    private FactorResult imported(String text) {
        return FactorResult.of(importer, NDJSON, text);
    }

    private static String app(String user, int number) {
        String secret = Base32.encode("a secret of twenty %d".formatted(number).getBytes(UTF_8));
        return "{%s, \"factors\": [{\"kind\": \"totp\", \"secret\": \"%s\"}]}%n".formatted(user, secret);
    }

    private static String code(String user, int number) {
        return "{%s, \"recovery_codes\": [\"code-%04d\"]}%n".formatted(user, number);
    }

    private static String lines(Stream<String> lines) {
        return lines.collect(joining());
    }

    @Test
    void whatAnAccountHasIsSkipped() {
        String text = app("\"id\": 1", 1) + app("\"id\": 1", 1) + code("\"id\": 1", 1) + app("\"id\": 2", 1);

        assertThat(imported(text).summary()).isEqualTo("4 read: 3 imported, 1 skipped, 0 rejected");
        assertThat(signIn("ada", "code0001")).isEqualTo(200);
        assertThat(imported(text).summary()).isEqualTo("4 read: 0 imported, 4 skipped, 0 rejected");
        assertThat(signIn("ada", "code0001")).isEqualTo(401);
        assertThat(Database.query("select concat_ws(' ', count(*), count(distinct account_id)) from factor"))
                .isEqualTo("2 2");
    }

    @Test
    void severalImportsAtATimeStoreEachFactorOnce() {
        String text =
                lines(IntStream.range(0, 5).mapToObj(i -> app("\"id\": 1", i) + code("\"id\": " + (i % 3 + 1), i)));

        List<CompletableFuture<Summary>> all = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> imported(text).soFar(), ConcurrentCallers.THREADS))
                .limit(4)
                .toList();

        assertThat(all.stream().mapToLong(each -> each.join().imported()).sum()).isEqualTo(10);
        assertThat(Database.query(FACTORS)).isEqualTo("5");
        assertThat(Database.query("select count(*) from recovery_code")).isEqualTo("5");
    }

    @Test
    void anAccountGetsNoMoreThanItsLimits() {
        String apps = lines(IntStream.range(0, 12).mapToObj(i -> app("\"id\": 1", i)));
        String codes = lines(IntStream.range(0, 22).mapToObj(i -> code("\"id\": 1", i)));

        FactorResult result = imported(apps + codes);

        assertThat(result.summary()).isEqualTo("34 read: 30 imported, 0 skipped, 4 rejected");
        assertThat(result.rejected())
                .containsExactly(
                        "11 id 1: its account has 10 second factors already",
                        "12 id 1: its account has 10 second factors already",
                        "33 id 1: its account has 20 recovery codes already",
                        "34 id 1: its account has 20 recovery codes already");
        assertThat(imported(apps + codes).summary()).isEqualTo("34 read: 0 imported, 30 skipped, 4 rejected");
    }

    @Test
    void anAccountIsKnownByItsIdOrByTheNameOfAnImportedUser() {
        ImportResult.register("eve");
        Database.execute("insert into account (username, joined_at, legacy_id) values ('without a name', now(), '9')");

        FactorResult result = imported(app("\"username\": \"ADA\"", 1)
                + app("\"email\": \"Ada@Shop.Example\"", 2)
                + app("\"id\": \"9\"", 3)
                + app("\"username\": \"eve\"", 4)
                + app("\"username\": \"grace\", \"id\": 1", 5)
                + app("\"id\": \"\\u0000\"", 6)
                + app("\"username\": \"\\ud800\"", 7)
                + app("\"username\": []", 8));

        assertThat(result.rejected())
                .containsExactly(
                        "4 eve: an account of that name was registered here, perhaps by another person",
                        "6 null: there is no account of its user",
                        "7 null: there is no account of its user",
                        "8 null: there is no account of its user");
        assertThat(
                        Database.query(
                                "select string_agg(a.username, ' ' order by a.username) from factor f join account a on a.id = f.account_id"))
                .isEqualTo("ada ada grace without a name");
    }

    @Test
    void aDryRunReportsTheSameAndStoresNothing() {
        String text = lines(IntStream.range(0, 1_200).mapToObj(i -> code("\"id\": 1", i % 30)))
                + app("\"id\": 7", 1)
                + app("\"id\": 1", 1)
                + app("\"id\": 1", 1);
        Options dry = new Options(NDJSON, true, List.of());
        Database.execute("delete from audit_event");

        FactorResult would = FactorResult.of(importer, dry, text.getBytes(UTF_8));

        assertThat(Database.query("select count(*) from factor")).isEqualTo("0");
        assertThat(Database.query("select count(*) from recovery_code")).isEqualTo("0");
        assertThat(Database.query("select count(*) from audit_event")).isEqualTo("0");
        FactorResult does = imported(text);
        assertThat(would.summary()).isEqualTo(does.summary()).startsWith("1203 read: 21 imported, 781 skipped");
        assertThat(would.rejected()).isEqualTo(does.rejected());
    }

    @Test
    void theAuditLogHasAnEventForEachAccount() {
        Database.execute("delete from audit_event");

        imported(app("\"id\": 1", 1) + code("\"id\": 1", 1) + code("\"id\": 2", 1) + app("\"id\": 7", 1));

        assertThat(Database.query(
                        "select string_agg(concat_ws(' ', kind, username, detail), ', ' order by id) from audit_event"))
                .isEqualTo(
                        "IMPORT begun: second factors, ndjson, FACTOR_ADDED ada imported, RECOVERY_CODES_MADE grace imported,"
                                + " IMPORT done: second factors, 4 read: 3 imported, 0 skipped, 1 rejected");
    }

    @Test
    void secretsAreEncryptedAndCodesAreDigests() {
        imported(app("\"id\": 1", 1) + code("\"id\": 1", 1));

        assertThat(Database.query("select position(convert_to('a secret', 'UTF8') in secret) from factor"))
                .isEqualTo("0");
        assertThat(Database.query("select length(digest) from recovery_code")).isEqualTo("32");
    }

    /** No change of a file causes more than a rejected factor, or a sentence, and no message has a part of a secret. */
    @ParameterizedTest
    @CsvSource({
        "DJANGO, django-otp.json",
        "DJANGO, django-allauth.json",
        "SUPABASE, supabase.csv",
        "BETTER_AUTH, better-auth.csv",
        "KEYCLOAK, keycloak.json"
    })
    void everyFactorOfAMutatedFileIsCounted(FactorFormat format, String name) {
        byte[] original = file(name).getBytes(UTF_8);
        Random random = new Random(name.hashCode());
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutated = mutated(original, random);
            List<String> said = new ArrayList<>();

            FactorResult result =
                    FactorResult.of(importer, new Options(format, true, List.of(BETTER_AUTH_SECRET)), mutated);

            Summary counted = result.soFar();
            assertThat(counted.imported() + counted.skipped() + counted.rejected())
                    .as("mutation %d: %s", i, result.summary())
                    .isEqualTo(counted.read());
            assertThat(result.rejected()).hasSize((int) counted.rejected());
            said.addAll(result.rejected());
            said.add(String.valueOf(result.stopped()));
            assertThat(said)
                    .noneMatch(
                            text -> text.matches("(?s).*(GEZDGNB|31323334|1234567890|mq2w4z|aB3dE|6d2f0c|Zq3vB8).*"));
        }
    }

    private static byte[] mutated(byte[] original, Random random) {
        byte[] odd = "\"\\{}[],:0e9-\0\u00e4\n tf".getBytes(UTF_8);
        byte[] changed = original.clone();
        int at = random.nextInt(original.length);
        switch (random.nextInt(4)) {
            case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> changed[at] = odd[random.nextInt(odd.length)];
            case 2 -> changed = Arrays.copyOf(original, at);
            default -> {
                int length = Math.min(random.nextInt(60), original.length - at);
                System.arraycopy(original, random.nextInt(original.length - length), changed, at, length);
            }
        }
        return changed;
    }
}
