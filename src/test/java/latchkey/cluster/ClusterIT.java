package latchkey.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import latchkey.FormerRelease;
import latchkey.Waiting;
import latchkey.cluster.Beats.Absence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Two replicas with a database cluster, in which one thing after the other goes wrong. {@code bench/cluster} starts it. */
@EnabledIfSystemProperty(
        named = "cluster.minutes",
        matches = "\\d+",
        disabledReason = "skipped: bench/cluster run starts a cluster and this test")
class ClusterIT {

    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final Path HISTORY = Path.of("target/cluster/history.txt");

    /** Where the users of the hosts can read it. */
    private static final Path RELEASE_BEFORE = Path.of("target/cluster/before");

    private static final Path PAGE = Path.of("docs/reliability.md");
    private static final String MARK = "<!-- What follows is what bench/cluster measured. -->\n";

    private final Duration time = Duration.ofMinutes(Integer.getInteger("cluster.minutes", 0));
    private final long seed = Long.getLong("cluster.seed", 0);
    private final String chosen = System.getProperty("cluster.faults", "");
    private final Random random = new Random(seed);
    private Hosts hosts;
    private final List<Struck> struck = new ArrayList<>();
    private final List<Footprint> footprints = new ArrayList<>();

    @Test
    void nothingThatWasAcknowledgedIsLostWhateverHappens() throws Exception {
        hosts = new Hosts(FormerRelease.build("true", Files.createDirectories(RELEASE_BEFORE))
                .jar());
        Instant began = Instant.now();
        Witness witness = new Witness(hosts, random);
        Witness backup;
        try (witness;
                Beats beats = new Beats(hosts)) {
            witness.start();
            Thread.sleep(QUIET.toMillis());
            backup = witness.copiedDuring(() -> hosts.command("backup"));
            // The processes of the replicas stay the same for most of the time, so that one sees what they gather.
            strikeUntil(began.plus(time.multipliedBy(2).dividedBy(3)), Fault.OF_DATABASE, witness, beats);
            strikeUntil(began.plus(time), EnumSet.allOf(Fault.class), witness, beats);
            witness.end();
        } finally {
            Files.write(
                    HISTORY, witness.history().stream().map(Exchange::toString).toList());
        }
        tell(Figures.of(struck, footprints, seed));
        check(witness);
        restore(witness, backup);
    }

    private static void tell(String figures) throws IOException {
        System.out.println(figures);
        if (Boolean.getBoolean("cluster.write")) {
            String page = Files.readString(PAGE);
            Files.writeString(PAGE, page.substring(0, page.indexOf(MARK) + MARK.length()) + figures);
        }
    }

    private void check(Witness witness) throws SQLException {
        assertThat(Checker.violations(witness.history(), hosts.audited()))
                .as("seed " + seed)
                .isEmpty();
    }

    /** All that happened after the backup is void. What happened before it still holds. */
    private void restore(Witness witness, Witness backup) throws Exception {
        Hosts.REPLICAS.forEach(replica -> hosts.command("signal", replica, "KILL"));
        hosts.command("restore");
        Hosts.REPLICAS.forEach(hosts::startReplica);
        Waiting.until("the cluster is whole after the restore", hosts::isWhole);
        for (int i = 0; i < witness.members().size(); i++) {
            Member before = backup.members().get(i);
            assertThat(witness.members().get(i).showNewer(before, Hosts.REPLICAS.get(i % 2)))
                    .as("newer tokens are unknown")
                    .allMatch(status -> status == 401);
        }
        try (backup) {
            backup.start();
            Thread.sleep(QUIET.multipliedBy(3).toMillis());
            backup.end();
        }
        check(backup);
    }

    /** Has the faults happen that were chosen, or else {@code faults}, all of them before one of them again. */
    private void strikeUntil(Instant end, Set<Fault> faults, Witness witness, Beats beats) throws Exception {
        List<Fault> next = new ArrayList<>();
        while (Instant.now().isBefore(end)) {
            if (next.isEmpty()) {
                next.addAll(chosen.isEmpty() ? faults : chosen());
                Collections.shuffle(next, random);
            }
            strike(next.remove(0), witness, beats);
        }
    }

    private List<Fault> chosen() {
        return Stream.of(chosen.split(",")).map(Fault::valueOf).toList();
    }

    private void strike(Fault fault, Witness witness, Beats beats) throws InterruptedException, IOException {
        Instant began = Instant.now();
        System.out.println(began + " " + fault + ", seed " + seed);
        fault.strike(hosts);
        Waiting.until("the cluster is whole after " + fault, hosts::isWhole);
        Thread.sleep(QUIET.toMillis());
        Instant ended = Instant.now();
        List<Absence> absences = beats.between(began.minusSeconds(1), ended);
        for (String replica : Hosts.REPLICAS) {
            List<Exchange> exchanges = witness.history().stream()
                    .filter(exchange -> exchange.replica().equals(replica))
                    .filter(exchange ->
                            exchange.ended().isAfter(began) && exchange.ended().isBefore(ended))
                    .toList();
            Struck one = new Struck(fault, hosts.way(replica), began, absences, exchanges);
            struck.add(one);
            footprints.add(Footprint.of(hosts, replica));
            System.out.println(Figures.row(List.of(one)));
        }
    }
}
