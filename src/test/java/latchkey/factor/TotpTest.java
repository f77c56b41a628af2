package latchkey.factor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {

    private static final Path OATHTOOL = Path.of("/usr/bin/oathtool");

    private static final byte[] SECRET = "12345678901234567890".getBytes(US_ASCII);

    private static final Instant NOW = Instant.ofEpochSecond(1_234_567_890);

    /** RFC 6238, appendix B, which has eight digits; the last six of them. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void codesAreThoseOfTheRfc(long seconds, String code) {
        assertThat(Totp.code(SECRET, Totp.step(Instant.ofEpochSecond(seconds)))).isEqualTo(code);
    }

    /** RFC 4648, 10, and the RFC's secret. */
    @ParameterizedTest
    @CsvSource({"f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB", "foobar, MZXW6YTBOI"})
    void secretsAreWrittenInBase32(String text, String encoded) {
        assertThat(Base32.encode(text.getBytes(US_ASCII))).isEqualTo(encoded);
    }

    @ParameterizedTest
    @CsvSource({"-2, false", "-1, true", "0, true", "1, true", "2, false"})
    void theClockOfAPhoneMayBeOneStepOff(int steps, boolean accepted) {
        long step = Totp.step(NOW) + steps;

        assertThat(Totp.matchingStep(SECRET, Totp.code(SECRET, step), NOW))
                .isEqualTo(accepted ? OptionalLong.of(step) : OptionalLong.empty());
    }

    @Test
    void oathtoolMakesTheSameCodes() throws Exception {
        assumeTrue(Files.exists(OATHTOOL), "skipped: " + OATHTOOL + " is missing");
        for (long seconds = 0; seconds < 5_000_000_000L; seconds += 612_345_678L) {
            Process oathtool = new ProcessBuilder(
                            OATHTOOL.toString(), "--totp", "--base32", Base32.encode(SECRET), "--now", "@" + seconds)
                    .start();

            assertThat(new String(oathtool.getInputStream().readAllBytes(), US_ASCII).strip())
                    .isEqualTo(Totp.code(SECRET, Totp.step(Instant.ofEpochSecond(seconds))));
        }
    }
}
