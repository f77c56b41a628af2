package latchkey.session;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import latchkey.key.BenchmarkKeys;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Refresh tokens, written and read. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RefreshTokensBenchmark {

    private final Instant now = Instant.now();
    private final Instant later = now.plus(Duration.ofDays(14));
    private final RefreshTokens tokens = new RefreshTokens(BenchmarkKeys.secret());
    private final Session session = session();
    private final String token = tokens.of(session);

    private Session session() {
        Session session = new Session();
        session.id = UUID.randomUUID();
        session.generation = 3;
        session.openedAt = now;
        session.refreshedAt = now;
        session.idleUntil = later;
        session.endsAt = later;
        return session;
    }

    @Benchmark
    public String writing() {
        return tokens.of(session);
    }

    @Benchmark
    public RefreshTokens.Shown reading() {
        return tokens.read(token, now);
    }
}
