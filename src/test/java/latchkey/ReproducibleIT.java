package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Two builds of the last commit are the same bytes, in different folders, at different times and in different time zones and languages. */
@EnabledIfSystemProperty(
        named = "reproducible",
        matches = "true",
        disabledReason = "skipped: -Dreproducible=true builds the last commit twice")
class ReproducibleIT {

    /** The jar of which Quarkus 3.33 writes some classes otherwise each time, in another order or with random names. */
    private static final String GENERATED = "generated-bytecode.jar";

    private static final String DIFFERS =
            "io/quarkus/runner/recorded/.*|io/quarkus/runtime/generated/(Shared|RunTime|StaticInit)Config.*"
                    + "|io/quarkus/qute/runtime/extensions/.*|.*[$]HibernateProxy[.]class";

    @TempDir
    private Path folder;

    @Test
    void twoBuildsAreTheSameBytesExceptForWhatQuarkusRecords() throws Exception {
        Map<String, String> first = built(folder.resolve("first"), "UTC", "C");
        Map<String, String> second = built(folder.resolve("another/second"), "Asia/Kathmandu", "tr_TR.UTF-8");

        assertThat(first).hasSizeGreaterThan(1_500).isEqualTo(second);
    }

    /** The digest of each file that the build of a new clone has made, and of what is in the jar that differs. */
    private static Map<String, String> built(Path clone, String zone, String locale) throws Exception {
        run(new ProcessBuilder("git", "clone", "-q", ".", clone.toString()));
        ProcessBuilder build = new ProcessBuilder(
                        "./mvnw", "-B", "-ntp", "-q", "package", "-Dmaven.test.skip", "-Dquarkus.native.enabled=false")
                .directory(clone.toFile());
        build.environment().putAll(Map.of("JAVA_HOME", System.getProperty("java.home"), "TZ", zone, "LC_ALL", locale));
        run(build);
        Map<String, String> digests = new TreeMap<>();
        digests.put("bill of materials", bill(clone.resolve("target/quarkus-run-cyclonedx.json")));
        try (Stream<Path> files = Files.walk(clone.resolve("target/quarkus-app"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.endsWith(GENERATED)) {
                    addEntries(digests, file);
                } else {
                    digests.put(clone.relativize(file).toString(), digest(Files.readAllBytes(file)));
                }
            }
        }
        return digests;
    }

    private static void addEntries(Map<String, String> digests, Path jar) throws Exception {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                try (InputStream content = zip.getInputStream(entry)) {
                    String digest = entry.getName().matches(DIFFERS) ? "" : digest(content.readAllBytes());
                    digests.put(entry.getName(), entry.getTime() + " " + digest);
                }
            }
        }
    }

    /** Without the digests of the jar that differs. */
    private static String bill(Path file) throws IOException {
        JsonNode bill = new ObjectMapper().readTree(file.toFile());
        for (JsonNode component : bill.get("components")) {
            if (component.get("name").asText().equals(GENERATED)) {
                ((ObjectNode) component).remove("hashes");
            }
        }
        return bill.toString();
    }

    private static void run(ProcessBuilder builder) throws Exception {
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static String digest(byte[] content) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
