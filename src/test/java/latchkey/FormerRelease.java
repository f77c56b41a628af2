package latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An earlier release, built from the history. */
public final class FormerRelease {

    private final Path folder;
    private final String settingsPage;

    private FormerRelease(Path folder) throws IOException {
        this.folder = folder;
        settingsPage = withoutChosenNames(Files.readString(folder.resolve("docs/settings.md")));
    }

    /** @param name its tag or commit; {@code true} is the last commit before the newest migration */
    public static FormerRelease build(String name, Path folder) throws Exception {
        String commit = name.equals("true") ? beforeTheNewestMigration() : name;
        assumeTrue(
                Nginx.runs("git", "rev-parse", "--verify", commit),
                "skipped: the history has no " + commit + " to build from");
        output("sh", "-c", "git archive " + commit + " | tar -x -C " + folder);
        String built = output(
                "sh",
                "-c",
                "cd " + folder + " && JAVA_HOME=" + System.getProperty("java.home")
                        + " ./mvnw -B -ntp -q package -Dmaven.test.skip -Dquarkus.native.enabled=false 2>&1");
        FormerRelease release = new FormerRelease(folder);
        assertThat(release.jar()).as(built).exists();
        return release;
    }

    /**
     * Starts it with the settings and contracts that it knows, since others would stop it. Releases up to 0.1 do not repeat a transaction after a
     * migration has changed what a prepared statement returns, so they prepare none, as docs/upgrading.md says.
     */
    Replica start(Map<String, String> settings) throws Exception {
        Map<String, String> known = new HashMap<>(settings);
        known.computeIfPresent("quarkus.datasource.jdbc.url", (name, url) -> url + "&prepareThreshold=0");
        known.entrySet().removeIf(setting -> !isKnown(setting.getKey(), setting.getValue()));
        List<String> command = new ArrayList<>(Replica.java());
        known.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-jar", jar().toString()));
        return Replica.start(command);
    }

    private boolean isKnown(String setting, String value) {
        if (!setting.startsWith("latchkey.")) {
            return true;
        }
        return settingsPage.contains("`" + withoutChosenNames(setting) + "`")
                && (!setting.startsWith("latchkey.contract.hosts.")
                        || Files.exists(folder.resolve("docs/contracts/" + value + ".md")));
    }

    public Path jar() {
        return folder.resolve("target/quarkus-app/quarkus-run.jar");
    }

    private static String beforeTheNewestMigration() throws Exception {
        return output("git", "log", "--diff-filter=A", "--format=%H", "-1", "--", "src/main/resources/db") + "^";
    }

    private static String withoutChosenNames(String settings) {
        return settings.replaceAll("\"[^\"\\n]+\"", "\"\"");
    }

    private static String output(String... command) throws Exception {
        Process process = Nginx.process(command);
        String output = new String(process.getInputStream().readAllBytes()).trim();
        assertThat(process.waitFor()).as(String.join(" ", command) + output).isZero();
        return output;
    }
}
