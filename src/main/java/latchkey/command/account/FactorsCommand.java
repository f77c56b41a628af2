package latchkey.command.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.command.output.CountingStream;
import latchkey.command.output.Output;
import latchkey.command.output.Progress;
import latchkey.command.output.RejectsFile;
import latchkey.factor.Factor;
import latchkey.factor.Factors;
import latchkey.transfer.FactorImport;
import latchkey.transfer.Import;
import latchkey.transfer.factor.FactorFormat;
import latchkey.transfer.file.ImportStopped;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows, removes and imports the second factors of accounts. */
@Command(
        name = "factors",
        description =
                "Show the second factors of an account, remove them if its user has lost them, and import those of another backend.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list NAME | reset NAME | import FILE)",
        subcommands = FactorsCommand.ImportFactors.class)
public class FactorsCommand {

    @Inject
    Accounts accounts;

    @Inject
    Factors factors;

    @Command(description = "List the second factors of an account.", mixinStandardHelpOptions = true)
    int list(@Parameters(paramLabel = "NAME") String name, @Mixin Output output) {
        Account account = accounts.findByNameOrId(name).orElse(null);
        return account == null
                ? output.refused(AccountFacts.none(name))
                : output.listed(
                        factors.of(account).stream().map(FactorsCommand::row).toList());
    }

    private static Map<String, Object> row(Factor factor) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", factor.id);
        row.put("kind", factor.kind);
        row.put("name", factor.name);
        row.put("confirmed_at", factor.confirmedAt);
        row.put("last_used_at", factor.lastUsedAt);
        return row;
    }

    @Command(
            description =
                    "Remove all second factors and recovery codes of an account: the password alone signs its user in again.",
            mixinStandardHelpOptions = true)
    int reset(@Parameters(paramLabel = "NAME") String name, @Mixin Output output) {
        Account account = accounts.findByNameOrId(name).orElse(null);
        if (account == null) {
            return output.refused(AccountFacts.none(name));
        }
        int removed = factors.reset(account);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", account.id);
        facts.put("username", account.username);
        facts.put("removed", removed);
        return output.done(
                String.format(
                        Locale.ROOT,
                        "%s of account %d (%s) removed.",
                        removed == 1 ? "1 second factor" : removed + " second factors",
                        account.id,
                        account.username),
                facts);
    }

    /** Imports second factors of accounts that came from another backend. */
    @Command(
            name = "import",
            description =
                    "Import the authenticator apps, passkeys and recovery codes of accounts that were imported before. Run it again to"
                            + " resume: what an account has is skipped.",
            mixinStandardHelpOptions = true)
    static class ImportFactors implements Callable<Integer> {

        /** The environment variable in which better-auth reads its secret. */
        private static final String BETTER_AUTH_SECRET = "BETTER_AUTH_SECRET";

        @Inject
        FactorImport importer;

        @Parameters(paramLabel = "FILE", description = "The file to read; - is standard input.")
        String file = CountingStream.STANDARD_INPUT;

        @Option(
                names = "--format",
                required = true,
                paramLabel = "FORMAT",
                description =
                        "django (dumpdata of otp_totp otp_static, or mfa), supabase (rows of auth.mfa_factors), better-auth"
                                + " (rows of twoFactor), keycloak (a realm with users) or ndjson (as export --factors writes it).")
        FactorFormat format;

        @Option(
                names = "--secret-file",
                paramLabel = "FILE",
                description = "A file with the secret of better-auth; of former ones, too, one on each line. Default: "
                        + BETTER_AUTH_SECRET + " in the environment.")
        @Nullable
        Path secretFile;

        @Option(names = "--dry-run", description = "Report what the import would do, and change nothing.")
        boolean dryRun;

        @Option(
                names = "--rejects",
                paramLabel = "FILE",
                description =
                        "Where to write which second factors were not imported, and why, one JSON object per line."
                                + " Default: FILE.rejects.")
        @Nullable
        Path rejects;

        @Mixin
        Output output;

        @Override
        public Integer call() throws IOException {
            boolean piped = file.equals(CountingStream.STANDARD_INPUT);
            Path source = Path.of(piped ? "import" : file);
            List<String> secrets = secrets();
            Optional<String> flaw = RejectsFile.flaw(source, piped, rejects).or(() -> flaw(secrets));
            if (flaw.isPresent()) {
                return output.refused(flaw.get());
            }
            Path rejectsPath = RejectsFile.path(source, rejects);
            try (CountingStream input = new CountingStream(piped ? System.in : Files.newInputStream(source));
                    RejectsFile rejected = new RejectsFile(rejectsPath)) {
                Progress progress = new Progress("second factors", input, piped ? 0 : Files.size(source));
                FactorImport.Summary summary = run(input, secrets, rejected, progress);
                progress.end();
                return done(summary, rejectsPath);
            } catch (ImportStopped e) {
                return output.refused(
                        "Stopped: " + e.getMessage() + ". The second factors imported before that remain.");
            }
        }

        private Optional<String> flaw(List<String> secrets) {
            return format == FactorFormat.BETTER_AUTH && secrets.isEmpty()
                    ? Optional.of("--format better-auth needs --secret-file, or " + BETTER_AUTH_SECRET
                            + " in the environment.")
                    : Optional.empty();
        }

        /** The secrets of the other backend, without blanks at their ends. */
        private List<String> secrets() throws IOException {
            if (format != FactorFormat.BETTER_AUTH) {
                return List.of();
            }
            Stream<String> lines = secretFile == null
                    ? Stream.ofNullable(System.getenv(BETTER_AUTH_SECRET))
                    : new String(Files.readAllBytes(secretFile), UTF_8).lines();
            return lines.map(String::strip).filter(line -> !line.isEmpty()).toList();
        }

        private FactorImport.Summary run(
                InputStream input, List<String> secrets, RejectsFile rejected, Progress progress) {
            return importer.run(input, new FactorImport.Options(format, dryRun, secrets), new FactorImport.Listener() {
                @Override
                public void rejected(Import.Rejection rejection) {
                    rejected.add(rejection);
                }

                @Override
                public void progress(FactorImport.Summary soFar) {
                    progress.print(soFar.read());
                }
            });
        }

        private int done(FactorImport.Summary summary, Path rejectsPath) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("dry_run", dryRun);
            facts.put("read", summary.read());
            facts.put("imported", summary.imported());
            facts.put("skipped", summary.skipped());
            facts.put("rejected", summary.rejected());
            output.done(
                    (dryRun ? "This would be: " : "")
                            + summary
                            + (summary.rejected() == 0 ? "." : ", for the reasons in " + rejectsPath + "."),
                    facts);
            return summary.rejected() == 0 ? 0 : 1;
        }
    }
}
