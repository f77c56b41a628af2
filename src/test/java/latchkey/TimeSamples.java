package latchkey;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares samples of times. */
public final class TimeSamples {

    /**
     * The U of Mann and Whitney, in standard deviations from that of samples of the same distribution. It compares ranks, so that
     * a few large values do not decide.
     */
    public static double difference(List<Double> some, List<Double> others) {
        double n = some.size();
        double m = others.size();
        double u = others.stream()
                .flatMapToDouble(
                        other -> some.stream().mapToDouble(one -> other > one ? 1 : other.equals(one) ? 0.5 : 0))
                .sum();
        return (u - n * m / 2) / Math.sqrt(n * m * (n + m + 1) / 12);
    }

    public static Map<String, Double> medians(Map<String, List<Double>> times) {
        Map<String, Double> medians = new LinkedHashMap<>();
        times.forEach((name, all) -> medians.put(
                name, all.stream().sorted().skip(all.size() / 2).findFirst().orElseThrow()));
        return medians;
    }

    private TimeSamples() {}
}
