package latchkey.cluster;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** When some server accepted a write: each is asked directly, all the time. */
final class Beats implements AutoCloseable {

    private static final int MILLIS_BETWEEN = 50;

    /** A busy machine pauses for as long. */
    private static final Duration SHORTEST_ABSENCE = Duration.ofSeconds(1);

    private final Hosts hosts;
    private final Queue<Instant> accepted = new ConcurrentLinkedQueue<>();
    private volatile boolean enough;

    /** The time between the last write that was accepted and the next. */
    record Absence(Instant from, Instant to) {

        Duration length() {
            return Duration.between(from, to);
        }
    }

    Beats(Hosts hosts) {
        this.hosts = hosts;
        Hosts.SERVERS.forEach(server -> start(server));
    }

    /** The longest time without an accepted write. */
    Optional<Absence> longest(Instant from, Instant to) {
        List<Instant> times = accepted.stream()
                .filter(time -> time.isAfter(from) && time.isBefore(to))
                .sorted()
                .toList();
        Absence longest = new Absence(from, from);
        for (int i = 1; i < times.size(); i++) {
            Absence absence = new Absence(times.get(i - 1), times.get(i));
            longest = absence.length().compareTo(longest.length()) > 0 ? absence : longest;
        }
        return Optional.of(longest).filter(absence -> absence.length().compareTo(SHORTEST_ABSENCE) > 0);
    }

    @Override
    public void close() {
        enough = true;
    }

    private void start(String server) {
        Thread thread = new Thread(() -> beat(server), "beats of " + server);
        thread.setDaemon(true);
        thread.start();
    }

    private void beat(String server) {
        while (!enough) {
            try (Connection connection = hosts.connect(server, 5432, "witness");
                    Statement statement = connection.createStatement()) {
                statement.execute("create table if not exists beat (at timestamptz)");
                while (!enough) {
                    statement.execute("insert into beat values (now())");
                    accepted.add(Instant.now());
                    Thread.sleep(MILLIS_BETWEEN);
                }
            } catch (SQLException away) {
                pause();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(MILLIS_BETWEEN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
