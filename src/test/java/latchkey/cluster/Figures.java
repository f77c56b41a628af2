package latchkey.cluster;

import static java.util.Comparator.naturalOrder;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of docs/reliability.md. */
final class Figures {

    private static final int FAULTS_OF_A_LONG_LIFE = 6;

    private static final String FAULTS = """

            | fault | way | times | database away | no change for | noticed after | answers 503 | late | no answer | longest request | requests |
            |---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|
            """;

    private static final String FOOTPRINTS = """

            | process | after faults | memory | live objects | threads | connections |
            |---|--:|--:|--:|--:|--:|
            """;

    /** The worst of each fault, for each way to the database, and what the replicas held after each fault. */
    static String of(List<Struck> struck, List<Footprint> footprints, long seed) {
        TreeMap<String, List<Struck>> same = struck.stream()
                .collect(Collectors.groupingBy(
                        one -> "%02d%s".formatted(one.fault().ordinal(), one.way()),
                        TreeMap::new,
                        Collectors.toList()));
        return same.values().stream().map(Figures::row).collect(Collectors.joining("\n", FAULTS, "\n"))
                + footprints.stream()
                        .collect(Collectors.groupingBy(Footprint::process, LinkedHashMap::new, Collectors.toList()))
                        .values()
                        .stream()
                        .filter(life -> life.size() >= FAULTS_OF_A_LONG_LIFE)
                        .flatMap(life -> Stream.of(row(life, life.size() / 3), row(life, life.size() - 1)))
                        .collect(Collectors.joining("\n", FOOTPRINTS, "\n\nSeed %d.\n".formatted(seed)));
    }

    static String row(List<Struck> same) {
        return Stream.of(
                        same.get(0).fault().description(),
                        same.get(0).way(),
                        Integer.toString(same.size()),
                        longest(same, Struck::databaseAway),
                        longest(same, Struck::silence),
                        longest(same, Struck::noticed),
                        total(same, struck -> struck.with(503)),
                        total(same, Struck::late),
                        total(same, struck -> struck.with(0)),
                        longest(same, Struck::longest),
                        total(same, Struck::exchanges))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String row(List<Footprint> life, int index) {
        Footprint one = life.get(index);
        return "| %s, %d | %d | %d MB | %d MB | %d | %d |"
                .formatted(
                        one.replica(),
                        one.process(),
                        index + 1,
                        one.resident(),
                        one.heap(),
                        one.threads(),
                        one.connections());
    }

    private static String longest(List<Struck> same, Function<Struck, Duration> time) {
        Duration longest = same.stream().map(time).max(naturalOrder()).orElseThrow();
        return String.format(Locale.ROOT, "%.1f s", longest.toMillis() / 1000.0);
    }

    private static String total(List<Struck> same, Function<Struck, List<Exchange>> counted) {
        return Integer.toString(
                same.stream().mapToInt(one -> counted.apply(one).size()).sum());
    }

    private Figures() {}
}
