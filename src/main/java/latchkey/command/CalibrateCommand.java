package latchkey.command;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import latchkey.hash.BcryptHash;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a password's hash costs on this machine. */
@Command(
        name = "calibrate",
        description = "Measure how long a password's hash takes here, and propose a latchkey.password.bcrypt-cost.",
        mixinStandardHelpOptions = true)
class CalibrateCommand implements Callable<Integer> {

    private static final String SETTING = "latchkey.password.bcrypt-cost=";

    /** OWASP's, in its Password Storage Cheat Sheet. */
    private static final int LEAST = 10;

    /** Hashes of the least cost, and of each above it half as many: the first are slow, while the compiler is at it. */
    private static final int MOST_RUNS = 16;

    private static final int FEWEST_RUNS = 3;

    private static final double NANOS_A_MILLISECOND = 1e6;

    /** What a hash of a cost took, in nanoseconds. */
    interface Measure {

        long nanos(int cost);
    }

    private final Measure measure;

    @Spec
    CommandSpec spec;

    @Mixin
    Output output;

    @Option(
            names = "--target",
            paramLabel = "DURATION",
            defaultValue = "PT0.1S",
            description =
                    "The longest that one may take, as PT0.1S, which is what it is if not given. 10 is proposed even if it"
                            + " takes longer.")
    String target;

    CalibrateCommand() {
        this(CalibrateCommand::nanos);
    }

    CalibrateCommand(Measure measure) {
        this.measure = measure;
    }

    /** Of the cost, on one CPU. */
    private record Measured(int cost, Duration took) {

        Map<String, Object> row() {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("cost", cost);
            row.put("milliseconds", Math.round(10 * took.toNanos() / NANOS_A_MILLISECOND) / 10.0);
            return row;
        }
    }

    @Override
    public Integer call() {
        List<Measured> fitting = fitting(longest());
        int proposed = fitting.get(fitting.size() - 1).cost();
        List<Map<String, Object>> rows = fitting.stream().map(Measured::row).toList();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("measured", rows);
        facts.put("proposed", proposed);
        facts.put("setting", SETTING + proposed);
        return output.concluded(rows, SETTING + proposed, facts);
    }

    private Duration longest() {
        try {
            Duration longest = Duration.parse(target);
            if (longest.isNegative() || longest.isZero()) {
                throw wrong(String.format(Locale.ROOT, "--target is %s; it must be longer than nothing.", target));
            }
            return longest;
        } catch (DateTimeParseException e) {
            throw wrong(String.format(Locale.ROOT, "--target is \"%s\", which is no duration, as PT0.1S.", target));
        }
    }

    /** The least cost, and each above it that takes no longer. */
    private List<Measured> fitting(Duration longest) {
        List<Measured> fitting = new ArrayList<>();
        for (int cost = LEAST; cost <= BcryptHash.MOST; cost++) {
            Measured measured = new Measured(cost, shortest(cost));
            if (cost > LEAST && measured.took().compareTo(longest) > 0) {
                break;
            }
            fitting.add(measured);
        }
        return fitting;
    }

    /** Whatever else the machine does only adds to it. */
    private Duration shortest(int cost) {
        return Duration.ofNanos(LongStream.generate(() -> measure.nanos(cost))
                .limit(Math.max(FEWEST_RUNS, MOST_RUNS >> (cost - LEAST)))
                .min()
                .orElseThrow());
    }

    private static long nanos(int cost) {
        long began = System.nanoTime();
        BcryptHash.digestedOf("correct horse battery staple", cost);
        return System.nanoTime() - began;
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
