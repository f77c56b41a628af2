package latchkey.command;

import static java.util.Objects.requireNonNull;

import jakarta.inject.Inject;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import latchkey.transfer.Format;
import latchkey.transfer.Import;
import latchkey.transfer.OnConflict;
import latchkey.transfer.Stopped;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** People of another backend, with the passwords they have. */
@Command(
        name = "import",
        description =
                "Take over the people of another backend, with the passwords they have. Broken off, the same again goes on.",
        mixinStandardHelpOptions = true)
class ImportCommand implements Callable<Integer> {

    /** A file of this name is standard input. */
    private static final String STANDARD_INPUT = "-";

    @Inject
    Import people;

    @Parameters(paramLabel = "FILE", description = "What to read; - is standard input.")
    String file = STANDARD_INPUT;

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            description = "django (dumpdata), csv (with a header), or ndjson (a JSON object a line).")
    Format format;

    @Option(
            names = "--model",
            paramLabel = "APP.MODEL",
            description =
                    "Which model of a Django dump is users, as shop.Customer. What looks like a user if not given.")
    @Nullable
    String model;

    @Option(
            names = "--on-conflict",
            paramLabel = "WHAT",
            defaultValue = "skip",
            description = "What to do where an account is there already: skip, update or fail. skip if not given.")
    OnConflict onConflict;

    @Option(
            names = "--keep-ids",
            description = "Give accounts the ids of the file. Only while no user registered here.")
    boolean keepIds;

    @Option(names = "--dry-run", description = "Say what would happen, and change nothing.")
    boolean dryRun;

    @Option(
            names = "--rejects",
            paramLabel = "FILE",
            description = "Who is not taken over, and why, a JSON object a line. FILE.rejects if not given.")
    @Nullable
    Path rejects;

    @Mixin
    Output output;

    @Override
    public Integer call() throws IOException {
        if (model != null && format != Format.DJANGO) {
            return output.refused("--model is of --format django, and of no other.");
        }
        boolean piped = file.equals(STANDARD_INPUT);
        Path source = Path.of(piped ? "import" : file);
        if (!piped && !Files.isReadable(source)) {
            return output.refused("There is no file " + source + " that can be read.");
        }
        Path refusals = rejects != null ? rejects : besides(source);
        if (!piped && Files.exists(refusals) && Files.isSameFile(source, refusals)) {
            return output.refused("--rejects is " + source + ", too.");
        }
        Path folder = requireNonNull(refusals.toAbsolutePath().getParent());
        if (rejects != null && !Files.isWritable(folder) && !Files.exists(refusals)) {
            return output.refused("There is no folder " + folder + " that can be written to, for --rejects.");
        }
        try (Counted input = new Counted(piped ? System.in : Files.newInputStream(source));
                Rejects told = new Rejects(refusals)) {
            if (format == Format.DJANGO && model == null && Files.isRegularFile(source) && !piped) {
                check(source);
            }
            Progress progress = new Progress(input, piped ? 0 : Files.size(source));
            Import.Summary summary = run(input, told, progress);
            progress.end();
            return done(summary, told.changed(), refusals);
        } catch (Stopped e) {
            return output.refused("Stopped: " + e.getMessage() + ". What was taken over before stays.");
        }
    }

    /** Which model is users is known at the end of the file, and what was taken over of another one would stay. */
    private static void check(Path source) throws IOException {
        try (InputStream input = Files.newInputStream(source)) {
            Import.check(input);
        }
    }

    /** Not beside a device or a pipe. */
    private static Path besides(Path source) {
        Path named = Files.exists(source) && !Files.isRegularFile(source) ? Path.of("import") : source;
        return named.resolveSibling(named.getFileName() + ".rejects");
    }

    private Import.Summary run(InputStream input, Rejects told, Progress progress) throws IOException {
        return people.run(input, new Import.Options(format, onConflict, keepIds, dryRun, model), new Import.Listener() {
            @Override
            public void rejected(Import.Rejection rejection) {
                told.add(rejection);
            }

            @Override
            public void changed(Import.Rejection what) {
                told.addChanged(what);
            }

            @Override
            public void passedOver(Set<String> models) {
                System.err.println("Not read, though they look like users, too: " + String.join(", ", models)
                        + ". --model reads another model.");
            }

            @Override
            public void progress(Import.Summary soFar) {
                progress.tell(soFar.read());
            }
        });
    }

    private int done(Import.Summary summary, long changed, Path refusals) {
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
                        + (summary.rejected() == 0 ? "" : ", for the reasons in " + refusals)
                        + (changed == 0
                                ? "."
                                : String.format(
                                        Locale.ROOT, "; %d with an odd e-mail address, see %s.", changed, refusals)),
                facts);
        return summary.rejected() == 0 ? 0 : 1;
    }

    /** A stream that knows how much of it was read. */
    private static final class Counted extends FilterInputStream {

        private long bytes;

        Counted(InputStream input) {
            super(input);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            bytes += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int read = super.read(buffer, from, length);
            bytes += Math.max(0, read);
            return read;
        }
    }

    /** A line that is written again and again, where an operator looks on. */
    private static final class Progress {

        private static final long SECOND = Duration.ofSeconds(1).toNanos();

        private final Counted input;
        private final long size;
        private final boolean wanted = System.console() != null;
        private final long began = System.nanoTime();
        private long told = began;

        /** @param size in bytes, 0 where it is not known */
        Progress(Counted input, long size) {
            this.input = input;
            this.size = size;
        }

        void tell(long read) {
            long now = System.nanoTime();
            if (wanted && now - told >= SECOND) {
                told = now;
                double seconds = (now - began) / (double) SECOND;
                String remaining = size == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", %d%% of the file, %.0f s to go",
                                100 * input.bytes / size,
                                seconds * (size - input.bytes) / input.bytes);
                System.err.printf(Locale.ROOT, "\r%,d users, %,.0f a second%s   ", read, read / seconds, remaining);
            }
        }

        void end() {
            if (told != began) {
                System.err.println();
            }
        }
    }
}
