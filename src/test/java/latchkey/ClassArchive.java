package latchkey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A class data sharing archive of the jar, so that each later start takes a fifth less time. */
final class ClassArchive {

    private static final List<String> OPTIONS = new ArrayList<>();

    /** The JVM options to start with the archive. A JVM that serves for a moment, without a database, creates it. */
    static synchronized List<String> of(String jar) throws IOException {
        if (OPTIONS.isEmpty()) {
            Path file = Files.createTempDirectory("latchkey").resolve("classes.jsa");
            file.getParent().toFile().deleteOnExit();
            file.toFile().deleteOnExit();
            List<String> command = new ArrayList<>(Replica.java());
            command.add("-XX:ArchiveClassesAtExit=" + file);
            Map.of(
                            "latchkey.secret", "only for the classes that it takes to start",
                            "latchkey.migrate-at-start", "false",
                            "quarkus.datasource.jdbc.url", "jdbc:postgresql://localhost:1/nowhere",
                            "quarkus.http.port", "0",
                            "quarkus.management.port", "0")
                    .forEach((name, value) -> command.add("-D" + name + "=" + value));
            command.addAll(List.of("-jar", jar));
            serve(command);
            OPTIONS.addAll(List.of("-XX:SharedArchiveFile=" + file, "-Xlog:disable"));
        }
        return OPTIONS;
    }

    private static void serve(List<String> command) throws IOException {
        Replica once = Replica.start(command);
        once.port();
        once.terminate();
        try {
            once.exitCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ClassArchive() {}
}
