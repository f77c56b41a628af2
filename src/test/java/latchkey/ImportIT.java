package latchkey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands import and export, as an operator runs them. */
class ImportIT {

    private static final int MANY = Integer.getInteger("users", 40_000);

    /** Enough for the program and a few batches. */
    private static final String LITTLE_MEMORY = "-Xmx64m";

    private static final Path SCRIPT = Path.of("/usr/bin/script");

    private static final Pattern SUMMARY =
            Pattern.compile("(\\d+) read: (\\d+) imported, (\\d+) updated, (\\d+) skipped, (\\d+) rejected");

    private static final Map<String, String> SETTINGS = ProductionIT.settings();

    @TempDir
    private Path folder;

    private record Ended(int code, String out, String err) {

        long count(int group) {
            Matcher summary = SUMMARY.matcher(out);
            assertThat(summary.find()).as(toString()).isTrue();
            return Long.parseLong(summary.group(group));
        }
    }

    @BeforeAll
    static void thereAreTables(@TempDir Path folder) throws Exception {
        assertThat(run(folder, command("migrate")).code()).isZero();
    }

    @BeforeEach
    void startWithoutAccounts() {
        Database.empty();
    }

    @Test
    void anInterruptedImportOfAHundredThousandUsersResumesWithoutDuplicates() throws Exception {
        Path dump = dump();
        List<String> command = command("import", dump.toString(), "--format", "django");
        command.add(1, LITTLE_MEMORY);

        long taken = killedHalfWay(command);
        Ended again = run(folder, onTerminal(command));

        assertThat(again.code()).as(again.toString()).isZero();
        assertThat(again.out().contains("% of the file, ")).isEqualTo(Files.isExecutable(SCRIPT));
        assertThat(again.count(1)).isEqualTo(MANY);
        assertThat(again.count(2)).isEqualTo(MANY - taken);
        assertThat(again.count(4)).isEqualTo(taken);
        assertThat(
                        Database.query(
                                "select concat_ws(' ', count(*), count(distinct username), count(distinct email),"
                                        + " count(distinct legacy_id), count(password_hash)) from account left join credential on id = account_id"))
                .isEqualTo("%1$d %1$d %1$d %1$d %1$d".formatted(MANY));
        assertThat(Database.query("select concat_ws(' ', count(*), count(distinct account_id)) from login_name"))
                .isEqualTo("%d %d".formatted(2 * MANY, MANY));

        String once = Tables.digest();
        Ended third = run(folder, command);
        assertThat(third.out())
                .isEqualTo("%1$d read: 0 imported, 0 updated, %1$d skipped, 0 rejected.\n".formatted(MANY));
        assertThat(third.err()).doesNotContain("a second");
        assertThat(Tables.digest()).isEqualTo(once);
        assertThat(dump.resolveSibling("users.json.rejects")).doesNotExist();
    }

    /** The number of accounts after the process was killed. */
    private long killedHalfWay(List<String> command) throws Exception {
        Process process = Replica.process(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("killed.log").toFile())
                .start();
        Waiting.until("two in five are there", () -> accounts() >= 2 * MANY / 5);
        assertThat(process.destroyForcibly().waitFor()).isEqualTo(128 + 9);
        Waiting.until("the server noticed", () -> Database.query(
                        "select count(*) from pg_stat_activity where datname = current_database()"
                                + " and backend_type = 'client backend' and state <> 'idle' and pid <> pg_backend_pid()")
                .equals("0"));
        long taken = accounts();
        assertThat(taken).isLessThan(MANY).satisfies(count -> assertThat(count % 1_000)
                .isZero());
        assertThat(Database.query("select count(*) from credential")).isEqualTo(Long.toString(taken));
        assertThat(Database.query("select count(*) from login_name")).isEqualTo(Long.toString(2 * taken));
        return taken;
    }

    private static long accounts() {
        return Long.parseLong(Database.query("select count(*) from account"));
    }

    /** Runs the command in a terminal if possible: progress is printed only there. */
    private static List<String> onTerminal(List<String> command) {
        if (!Files.isExecutable(SCRIPT)) {
            System.out.println("no progress is looked at: there is no " + SCRIPT);
            return command;
        }
        String line = command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        return List.of(SCRIPT.toString(), "-qec", line, "/dev/null");
    }

    @Test
    void rejectedUsersAreWrittenToAFileThatOnlyTheOwnerCanRead() throws Exception {
        Path file = Files.writeString(folder.resolve("users.ndjson"), """
                {"username": "ada"}
                {"username": "ADA"}
                {"username": "\\ud800"}
                {"username": "grace", "password_hash": "pbkdf2_sha256$999999999$salt$YpP6yVWyT0kzLk9m1lUWc0sZC1aJ5rwGmNlq0Qh1k2M="}
                {"username": "linus
                """);
        Path rejects = folder.resolve("users.ndjson.rejects");

        Ended ended = run(folder, command("import", file.toString(), "--format", "ndjson"));

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out())
                .isEqualTo("5 read: 1 imported, 0 updated, 0 skipped, 4 rejected, for the reasons in %s.\n"
                        .formatted(rejects));
        assertThat(Files.readAllLines(rejects))
                .containsExactlyInAnyOrder(
                        "{\"line\":2,\"username\":\"ADA\",\"reason\":\"its name differs only by letter case from that of account ada\"}",
                        "{\"line\":3,\"username\":\"?\",\"reason\":\"its username has what is no character\"}",
                        "{\"line\":4,\"username\":\"grace\",\"reason\":\"its password hash has iterations 999999999, which is not within 1 and 3000000\"}",
                        "{\"line\":5,\"username\":null,\"reason\":\"the line is not JSON\"}");
        assertThat(permissions(rejects)).isEqualTo("rw-------");

        Ended other = run(
                folder,
                command("import", file.toString(), "--format", "NDJSON", "--rejects", "other", "--json", "--dry-run"));
        assertThat(other.out())
                .isEqualTo("{\"dry_run\":true,\"read\":5,\"imported\":0,\"updated\":0,\"skipped\":1,\"rejected\":4}\n");
        assertThat(other.code()).isEqualTo(1);
        assertThat(folder.resolve("other")).hasSameTextualContentAs(rejects);
    }

    /** The file is larger than the memory. */
    @Test
    void skippedFieldsOfAnImportAreNotKeptInMemory() throws Exception {
        String chunk = "x".repeat(1 << 20);
        try (BufferedWriter dump = Files.newBufferedWriter(folder.resolve("users.json"))) {
            dump.write(
                    "[{\"model\": \"shop.customer\", \"pk\": 1, \"fields\": {\"password\": \"!\", \"last_login\": null,"
                            + " \"username\": \"ada\", \"orders\": [1");
            for (int i = 0; i < 50; i++) {
                dump.write(",1".repeat(1 << 19));
            }
            dump.write("], \"avatar\": \"");
            for (int i = 0; i < 100; i++) {
                dump.write(chunk);
            }
            dump.write("\"}}]");
        }
        List<String> command = command("import", "users.json", "--format", "django");
        command.add(1, LITTLE_MEMORY);

        Ended ended = run(folder, command);

        assertThat(ended.out()).as(ended.toString()).startsWith("1 read: 1 imported");
        assertThat(ended.code()).isZero();
    }

    /** The devices are more than the memory holds; the dump of their codes comes after all of them. */
    @Test
    void secondFactorsOfManyUsersAreImportedInLittleMemory() throws Exception {
        Database.execute(
                "insert into account (username, joined_at, legacy_id) select 'user' || i, now(), i from generate_series(1, %d) as i"
                        .formatted(MANY));
        try (BufferedWriter dump = Files.newBufferedWriter(folder.resolve("devices.json"))) {
            dump.write("[");
            for (int i = 1; i <= MANY; i++) {
                dump.write("""
                        {"model": "otp_totp.totpdevice", "pk": %1$d, "fields": {"user": %1$d, "name": "default", \
                        "confirmed": true, "key": "31323334353637383930313233343536%1$08d", "step": 30, "t0": 0, "digits": 6, \
                        "tolerance": 1, "drift": 0, "last_t": -1}},
                        """.formatted(i));
            }
            dump.write(
                    "{\"model\": \"otp_static.staticdevice\", \"pk\": 1, \"fields\": {\"user\": 1, \"confirmed\": true}},"
                            + "{\"model\": \"otp_static.statictoken\", \"pk\": 1, \"fields\": {\"device\": 1, \"token\": \"mq2w4zlt\"}}]");
        }
        List<String> command = command("factors", "import", "devices.json", "--format", "django");
        command.add(1, LITTLE_MEMORY);

        Ended ended = run(folder, command);

        assertThat(ended.out())
                .as(ended.toString())
                .isEqualTo("%1$d read: %1$d imported, 0 skipped, 0 rejected.%n".formatted(MANY + 1));
        assertThat(ended.code()).isZero();
        assertThat(run(folder, command).out())
                .isEqualTo("%1$d read: 0 imported, %1$d skipped, 0 rejected.%n".formatted(MANY + 1));
        assertThat(Database.query("select concat_ws(' ', count(*), count(distinct account_id)) from factor"))
                .isEqualTo("%1$d %1$d".formatted(MANY));
    }

    @Test
    void anOddEmailAddressIsReported() throws Exception {
        Files.writeString(
                folder.resolve("users.csv"),
                "username,email\nadmin,admin@localhost\ngrace,none\nlinus,l@example.org \n");

        Ended ended = run(folder, command("import", "users.csv", "--format", "csv"));

        assertThat(ended.code()).isZero();
        assertThat(ended.out())
                .isEqualTo("3 read: 3 imported, 0 updated, 0 skipped, 0 rejected; 2 with an odd e-mail address, see"
                        + " users.csv.rejects.\n");
        assertThat(Files.readAllLines(folder.resolve("users.csv.rejects")))
                .containsExactlyInAnyOrder(
                        "{\"line\":2,\"username\":\"admin\",\"note\":\"its e-mail address is kept, and has a domain without a dot\"}",
                        "{\"line\":3,\"username\":\"grace\",\"note\":\"its e-mail address is left out, since it is none: not an email\"}");
        Database.empty();
        assertThat(run(folder, command("import", "users.csv", "--format", "csv", "--json"))
                        .out())
                .endsWith("\"rejected\":0,\"odd_addresses\":2}\n");
    }

    @Test
    void anExportCanBeImported() throws Exception {
        Path users = Files.writeString(
                folder.resolve("users.csv"), "id,username,first_name\n7,ada,Ad\u00e9\n3,grace,\u2603\n");
        assertThat(run(folder, command("import", users.toString(), "--format", "csv", "--keep-ids"))
                        .code())
                .isZero();
        Path file = folder.resolve("export.ndjson");
        Files.writeString(file, "what was there before, and is longer than what is now");

        Ended toFile = run(folder, command("export", file.toString()));

        assertThat(toFile.code()).isZero();
        assertThat(toFile.out()).isEmpty();
        assertThat(toFile.err()).contains("2 accounts written.");
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(Files.readAllLines(file))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("{\"id\":3,\"username\":\"grace\"")
                                .contains("\"\u2603\""),
                        line -> assertThat(line)
                                .startsWith("{\"id\":7,\"username\":\"ada\"")
                                .contains("\"Ad\u00e9\""));
        Ended toOut = run(folder, command("export"));
        assertThat(toOut.code()).isZero();
        assertThat(toOut.out()).isEqualTo(Files.readString(file));

        String before = Tables.people();
        Database.empty();
        Ended back = run(
                folder,
                command("import", "-", "--format", "ndjson", "--keep-ids"),
                ProcessBuilder.Redirect.from(file.toFile()),
                ProcessBuilder.Redirect.PIPE);
        assertThat(back.out()).isEqualTo("2 read: 2 imported, 0 updated, 0 skipped, 0 rejected.\n");
        assertThat(Tables.people()).isEqualTo(before);
        assertThat(folder.resolve("import.rejects")).doesNotExist();
    }

    @Test
    void anExportFailsIfTheFileCannotBeWritten() throws Exception {
        File full = new File("/dev/full");
        if (!full.exists()) {
            System.out.println("no full disk is tried: there is no " + full);
            return;
        }
        Database.execute("insert into account (username, joined_at) values ('ada', now())");

        Ended ended = run(folder, command("export"), ProcessBuilder.Redirect.PIPE, ProcessBuilder.Redirect.to(full));

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("No space left on device");
    }

    @Test
    void anExportWritesToADeviceOrPipeWithoutReplacingIt() throws Exception {
        Files.writeString(folder.resolve("users.csv"), "username,password_hash\nada,\ngrace,nonsense\n");
        Path discarded = Files.createSymbolicLink(folder.resolve("discarded"), Path.of("/dev/null"));

        Ended ended = run(folder, command("import", "users.csv", "--format", "csv", "--rejects", discarded.toString()));

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.count(5)).isEqualTo(1);
        assertThat(discarded).isSymbolicLink();
        assertThat(Files.exists(Path.of("/dev/null"))).isTrue();
        Ended exported = run(folder, command("export", "/proc/self/fd/1"));
        assertThat(exported.code()).as(exported.toString()).isZero();
        assertThat(exported.out()).contains("\"username\":\"ada\"");
    }

    @Test
    void anInterruptedExportLeavesTheFormerFile() throws Exception {
        Path file = Files.writeString(folder.resolve("export.ndjson"), "of yesterday, and whole");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        Database.execute("alter table credential rename to credential_away");
        try {
            assertThat(run(folder, command("export", file.toString())).code()).isEqualTo(1);
        } finally {
            Database.execute("alter table credential_away rename to credential");
        }
        Ended toLink = run(folder, command("export", link.toString()));
        assertThat(toLink.code()).isEqualTo(1);
        assertThat(toLink.err().lines())
                .contains(link + " is a symbolic link, which is not followed: name the file itself.");
        assertThat(toLink.err()).doesNotContain("\tat ");

        assertThat(file).content().isEqualTo("of yesterday, and whole");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("export.ndjson", "link");
    }

    private Path dump() throws IOException {
        Path dump = folder.resolve("users.json");
        try (BufferedWriter writer = Files.newBufferedWriter(dump)) {
            writer.write("[\n");
            for (int i = 1; i <= MANY; i++) {
                writer.write("""
                        {"model": "auth.user", "pk": %1$d, "fields": {"password": \
                        "pbkdf2_sha256$1000$WkGM0Pth33wCWQ9aRPicII$tH9hfcNIrkmHWvU7hZvx3Dade4/EK5CONKihHbOtVCM=", \
                        "last_login": null, "is_superuser": false, "username": "user%1$d", "first_name": "Ada", \
                        "last_name": "Lovelace", "email": "user%1$d@example.org", "is_staff": false, "is_active": true, \
                        "date_joined": "2026-11-21T14:47:15.002Z", "groups": [], "user_permissions": []}}%2$s
                        """.formatted(i, i < MANY ? "," : "]"));
            }
        }
        return dump;
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static List<String> command(String... arguments) throws IOException {
        return new ArrayList<>(Replica.command(SETTINGS, arguments));
    }

    private static Ended run(Path folder, List<String> command) throws Exception {
        return run(folder, command, ProcessBuilder.Redirect.PIPE, ProcessBuilder.Redirect.PIPE);
    }

    private static Ended run(Path folder, List<String> command, ProcessBuilder.Redirect in, ProcessBuilder.Redirect out)
            throws Exception {
        Path err = Files.createTempFile("command", ".err");
        Process process = Replica.process(command)
                .directory(folder.toFile())
                .redirectInput(in)
                .redirectOutput(out)
                .redirectError(err.toFile())
                .start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        Ended ended = new Ended(process.exitValue(), printed, Files.readString(err));
        Files.delete(err);
        return ended;
    }
}
