package latchkey.command;

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
import java.util.Set;
import java.util.concurrent.Callable;
import latchkey.command.output.CountingStream;
import latchkey.command.output.Output;
import latchkey.command.output.Progress;
import latchkey.command.output.RejectsFile;
import latchkey.transfer.GroupMapping;
import latchkey.transfer.Import;
import latchkey.transfer.OnConflict;
import latchkey.transfer.file.Format;
import latchkey.transfer.file.ImportStopped;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Imports users from another backend, with their password hashes. */
@Command(
        name = "import",
        description =
                "Import the users of another backend, with their passwords. If interrupted, run the same command again"
                        + " to resume.",
        mixinStandardHelpOptions = true)
class ImportCommand implements Callable<Integer> {

    @Inject
    Import importer;

    @Parameters(paramLabel = "FILE", description = "The file to read; - is standard input.")
    String file = CountingStream.STANDARD_INPUT;

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            description = "django (dumpdata), csv (with a header line) or ndjson (one JSON object per line).")
    Format format;

    @Option(
            names = "--model",
            paramLabel = "APP.MODEL",
            description =
                    "The user model in a Django dump, for example shop.Customer. Default: the model that looks like a user.")
    @Nullable
    String model;

    @Option(
            names = "--on-conflict",
            paramLabel = "WHAT",
            defaultValue = "skip",
            description = "What to do if an account already exists: skip, update or fail. Default: skip.")
    OnConflict onConflict;

    @Option(
            names = "--keep-ids",
            description = "Keep the ids of the file. Possible only while no user has registered here.")
    boolean keepIds;

    @Option(
            names = "--group",
            paramLabel = "NAME=GROUP",
            description =
                    "Add users with the group or flag NAME, such as is_staff of Django, to GROUP; may be repeated. NAME alone keeps"
                            + " the name, NAME= leaves the group out, * keeps the names of all others. Without this option,"
                            + " groups of a Django dump are left out, and those of other files keep their names.")
    List<String> groups = List.of();

    @Option(
            names = "--create-groups",
            description = "Create groups that do not exist. Without it, their users are rejected.")
    boolean createGroups;

    @Option(names = "--dry-run", description = "Report what the import would do, and change nothing.")
    boolean dryRun;

    @Option(
            names = "--rejects",
            paramLabel = "FILE",
            description = "Where to write the users that were not imported, and why, one JSON object per line."
                    + " Default: FILE.rejects.")
    @Nullable
    Path rejects;

    @Mixin
    Output output;

    @Override
    public Integer call() throws IOException {
        if (model != null && format != Format.DJANGO) {
            return output.refused("--model works only with --format django.");
        }
        Optional<String> groupFlaw = GroupMapping.flaw(groups);
        if (groupFlaw.isPresent()) {
            return output.refused(groupFlaw.get());
        }
        boolean piped = file.equals(CountingStream.STANDARD_INPUT);
        Path source = Path.of(piped ? "import" : file);
        Optional<String> flaw = RejectsFile.flaw(source, piped, rejects);
        if (flaw.isPresent()) {
            return output.refused(flaw.get());
        }
        Path rejectsPath = RejectsFile.path(source, rejects);
        try (CountingStream input = new CountingStream(piped ? System.in : Files.newInputStream(source));
                RejectsFile rejected = new RejectsFile(rejectsPath)) {
            if (format == Format.DJANGO && model == null && Files.isRegularFile(source) && !piped) {
                check(source);
            }
            Progress progress = new Progress("users", input, piped ? 0 : Files.size(source));
            Import.Summary summary = run(input, rejected, progress);
            progress.end();
            return done(summary, rejected.changed(), rejectsPath);
        } catch (ImportStopped e) {
            return output.refused("Stopped: " + e.getMessage() + ". The users imported before that remain.");
        }
    }

    /** Reads the whole file first to find the user model, since users imported from a wrong model would remain. */
    private static void check(Path source) throws IOException {
        try (InputStream input = Files.newInputStream(source)) {
            Import.check(input);
        }
    }

    private Import.Options options() {
        return new Import.Options(
                format,
                onConflict,
                keepIds,
                dryRun,
                model,
                groups.isEmpty() ? GroupMapping.ofFormat(format) : GroupMapping.of(groups),
                createGroups);
    }

    private Import.Summary run(InputStream input, RejectsFile rejected, Progress progress) throws IOException {
        return importer.run(input, options(), new Import.Listener() {
            @Override
            public void rejected(Import.Rejection rejection) {
                rejected.add(rejection);
            }

            @Override
            public void changed(Import.Rejection what) {
                rejected.addChanged(what);
            }

            @Override
            public void passedOver(Set<String> models) {
                System.err.println("Not imported, though they look like users: " + String.join(", ", models)
                        + ". Choose one with --model.");
            }

            @Override
            public void leftOutFactors(long users) {
                System.err.printf(
                        Locale.ROOT,
                        "%d users have second factors, which are not imported yet: run latchkey factors import with this file.%n",
                        users);
            }

            @Override
            public void leftOutGroups(Set<String> names) {
                System.err.println("Groups that were left out: " + String.join(", ", names)
                        + ". --group NAME=GROUP imports them.");
            }

            @Override
            public void progress(Import.Summary soFar) {
                progress.print(soFar.read());
            }
        });
    }

    private int done(Import.Summary summary, long changed, Path rejectsPath) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("dry_run", dryRun);
        facts.put("read", summary.read());
        facts.put("imported", summary.imported());
        facts.put("updated", summary.updated());
        facts.put("skipped", summary.skipped());
        facts.put("rejected", summary.rejected());
        if (changed > 0) {
            facts.put("odd_addresses", changed);
        }
        output.done(
                (dryRun ? "This would be: " : "")
                        + summary
                        + (summary.rejected() == 0 ? "" : ", for the reasons in " + rejectsPath)
                        + (changed == 0
                                ? "."
                                : String.format(
                                        Locale.ROOT, "; %d with an odd e-mail address, see %s.", changed, rejectsPath)),
                facts);
        return summary.rejected() == 0 ? 0 : 1;
    }
}
