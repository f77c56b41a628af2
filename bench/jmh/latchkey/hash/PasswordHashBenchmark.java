package latchkey.hash;

import static java.nio.charset.StandardCharsets.US_ASCII;

import at.favre.lib.crypto.bcrypt.BCrypt.Version;
import com.password4j.Argon2Function;
import com.password4j.BcryptFunction;
import com.password4j.types.Argon2;
import com.password4j.types.Bcrypt;
import io.quarkus.elytron.security.common.BcryptUtil;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.BCrypt;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The hashes that OWASP names, as each library makes them. An attacker uses the fastest library there is. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PasswordHashBenchmark {

    private static final int COST = 10;
    private static final int ITERATIONS = 600_000;
    private static final int BYTES = 32;

    /** A SHA-256 in hexadecimal, as Latchkey has it hashed. */
    private final String password = "ab".repeat(BYTES);

    private static final String PASSWORD4J_SALT = "$2a$10$e0MYzXyjpJS7Pd0RVvHwHe";

    private final byte[] bytes = password.getBytes(US_ASCII);
    private final byte[] salt = "sixteen of these".getBytes(US_ASCII);
    private final BcryptHash latchkeys =
            new BcryptHash(BcryptHash.Input.SHA256, COST, "e0MYzXyjpJS7Pd0RVvHwHe.HlCS4bZJ18JuywdEMLT83E1KDmUhCy");

    @Benchmark
    public boolean bcryptAsLatchkeyChecksIt() {
        return latchkeys.matches(password);
    }

    @Benchmark
    public String bcryptElytron() {
        return BcryptUtil.bcryptHash(password, COST, salt);
    }

    @Benchmark
    public byte[] bcryptFavre() {
        return at.favre.lib.crypto.bcrypt.BCrypt.with(Version.VERSION_2A).hash(COST, salt, bytes);
    }

    @Benchmark
    public Object bcryptPassword4j() {
        return BcryptFunction.getInstance(Bcrypt.A, COST).hash(password, PASSWORD4J_SALT);
    }

    @Benchmark
    public byte[] bcryptBouncyCastle() {
        return BCrypt.generate(Arrays.copyOf(bytes, bytes.length + 1), salt, COST);
    }

    @Benchmark
    public String bcryptBouncyCastleOpenBsd() {
        return OpenBSDBCrypt.generate("2a", bytes, salt, COST);
    }

    @Benchmark
    public byte[] argon2idOf19MebibytesBouncyCastle() {
        return argon2idBouncyCastle(19_456, 2);
    }

    @Benchmark
    public byte[] argon2idOf7MebibytesBouncyCastle() {
        return argon2idBouncyCastle(7_168, 5);
    }

    @Benchmark
    public Object argon2idOf19MebibytesPassword4j() {
        return argon2idPassword4j(19_456, 2);
    }

    @Benchmark
    public Object argon2idOf7MebibytesPassword4j() {
        return argon2idPassword4j(7_168, 5);
    }

    @Benchmark
    public byte[] pbkdf2Sha256() throws GeneralSecurityException {
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, BYTES * Byte.SIZE))
                .getEncoded();
    }

    private byte[] argon2idBouncyCastle(int kibibytes, int passes) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withMemoryAsKB(kibibytes)
                .withIterations(passes)
                .withParallelism(1)
                .withSalt(salt)
                .build());
        byte[] made = new byte[BYTES];
        generator.generateBytes(bytes, made);
        return made;
    }

    private Object argon2idPassword4j(int kibibytes, int passes) {
        return Argon2Function.getInstance(kibibytes, passes, 1, BYTES, Argon2.ID)
                .hash(bytes, salt);
    }
}
