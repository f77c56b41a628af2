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
import latchkey.command.output.Output;
import latchkey.hash.BcryptHash;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how long hashing a password takes on this machine. */
@Command(
        name = "calibrate",
        description = "Measure how long hashing a password takes here, and propose a latchkey.password.bcrypt-cost.",
        mixinStandardHelpOptions = true)
class CalibrateCommand implements Callable<Integer> {

    private static final String SETTING = "latchkey.password.bcrypt-cost=";

    /** The minimum of OWASP's Password Storage Cheat Sheet. */
    private static final int MIN_COST = 10;

    /** Runs at the lowest cost, halved for each higher cost. The first runs are slow, until the JIT has compiled the code. */
    private static final int MAX_RUNS = 16;

    private static final int MIN_RUNS = 3;

    private static final double NANOS_PER_MILLISECOND = 1e6;

    /** Measures one hash of a cost, in nanoseconds. */
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
                    "The longest time that one hash may take. Default: PT0.1S. The lowest proposal is 10, even if it takes"
                            + " longer.")
    String target;

    CalibrateCommand() {
        this(CalibrateCommand::nanos);
    }

    CalibrateCommand(Measure measure) {
        this.measure = measure;
    }

    /** The time that one hash of this cost took on one CPU. */
    private record Measured(int cost, Duration took) {

        Map<String, Object> row() {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("cost", cost);
            row.put("milliseconds", Math.round(10 * took.toNanos() / NANOS_PER_MILLISECOND) / 10.0);
            return row;
        }
    }

    @Override
    public Integer call() {
        List<Measured> fitting = fitting(target());
        int proposed = fitting.get(fitting.size() - 1).cost();
        List<Map<String, Object>> rows = fitting.stream().map(Measured::row).toList();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("measured", rows);
        facts.put("proposed", proposed);
        facts.put("setting", SETTING + proposed);
        return output.concluded(rows, SETTING + proposed, facts);
    }

    private Duration target() {
        try {
            Duration longest = Duration.parse(target);
            if (longest.isNegative() || longest.isZero()) {
                throw invalidOption(String.format(Locale.ROOT, "--target is %s; it must be longer than zero.", target));
            }
            return longest;
        } catch (DateTimeParseException e) {
            throw invalidOption(
                    String.format(Locale.ROOT, "--target is \"%s\", which is not a duration such as PT0.1S.", target));
        }
    }

    /** The lowest cost, and each higher cost that takes at most this long. */
    private List<Measured> fitting(Duration longest) {
        List<Measured> fitting = new ArrayList<>();
        for (int cost = MIN_COST; cost <= BcryptHash.MAX_COST; cost++) {
            Measured measured = new Measured(cost, fastest(cost));
            if (cost > MIN_COST && measured.took().compareTo(longest) > 0) {
                break;
            }
            fitting.add(measured);
        }
        return fitting;
    }

    /** The fastest of several runs, since other load on the machine only adds to the time. */
    private Duration fastest(int cost) {
        return Duration.ofNanos(LongStream.generate(() -> measure.nanos(cost))
                .limit(Math.max(MIN_RUNS, MAX_RUNS >> (cost - MIN_COST)))
                .min()
                .orElseThrow());
    }

    private static long nanos(int cost) {
        long began = System.nanoTime();
        BcryptHash.digestedOf("correct horse battery staple", cost);
        return System.nanoTime() - began;
    }

    private ParameterException invalidOption(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
