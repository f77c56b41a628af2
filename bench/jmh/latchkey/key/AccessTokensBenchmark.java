package latchkey.key;

import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.ParseException;
import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import latchkey.account.Account;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Access tokens, written and read with a key at hand. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class AccessTokensBenchmark {

    private static final Duration LIFETIME = Duration.ofHours(8);

    @Param({"ES256", "RS256", "EdDSA"})
    Algorithm algorithm;

    private final UUID session = UUID.randomUUID();
    private Account account;
    private AccessTokens tokens;
    private KeyRingVerifier verifier;
    private String token;

    @Setup
    public void sign() throws Exception {
        KeyRing ring = BenchmarkKeys.ring(algorithm);
        account = Account.read(row());
        tokens = new AccessTokens(ring, BenchmarkKeys.CONFIG, BenchmarkKeys.TOKENS);
        verifier = new KeyRingVerifier(ring, null, BenchmarkKeys.CONFIG, BenchmarkKeys.TOKENS, Clock.systemUTC());
        token = signing();
    }

    @Benchmark
    public String signing() {
        return tokens.signer().sign(account, session, null, Instant.now(), LIFETIME);
    }

    @Benchmark
    public JWTCallerPrincipal verifying() throws ParseException {
        return verifier.parse(token, null);
    }

    private static ResultSet row() {
        return (ResultSet) Proxy.newProxyInstance(
                ResultSet.class.getClassLoader(),
                new Class<?>[] {ResultSet.class},
                (row, method, column) -> switch (method.getName()) {
                    case "getLong" -> 7L;
                    case "getInt" -> 0;
                    case "getBoolean" -> true;
                    case "getString" -> column[0] + "@shop.example";
                    default -> OffsetDateTime.now();
                });
    }
}
