package latchkey.cluster;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

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

    /** When no write was accepted, for so long that it is no pause of a busy machine. */
    List<Absence> between(Instant from, Instant to) {
        List<Instant> times = accepted.stream()
                .filter(time -> time.isAfter(from) && time.isBefore(to))
                .sorted()
                .toList();
        return IntStream.range(1, times.size())
                .mapToObj(i -> new Absence(times.get(i - 1), times.get(i)))
                .filter(absence -> absence.length().compareTo(SHORTEST_ABSENCE) > 0)
                .toList();
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
