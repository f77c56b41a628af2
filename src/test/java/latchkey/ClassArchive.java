package latchkey;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A class data sharing archive of the jar, so that each later start takes half the processor time. */
final class ClassArchive {

    private static final Path FILE = Path.of("target/classes.jsa").toAbsolutePath();

    private static final Path LOCK = Path.of("target/classes.lock");

    /** The JVM options to start with the archive, which a JVM creates that serves one user. All test processes share it. */
    static synchronized List<String> of(String jar) throws IOException {
        try (FileChannel lock = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock();
            if (!Files.exists(FILE)
                    || Files.getLastModifiedTime(FILE).compareTo(Files.getLastModifiedTime(Path.of(jar))) < 0) {
                create(jar);
            }
        }
        return List.of("-XX:SharedArchiveFile=" + FILE, "-Xlog:disable");
    }

    private static void create(String jar) throws IOException {
        List<String> command = new ArrayList<>(Replica.java());
        // The jar of another test process may start meanwhile: it finds the whole archive, or none.
        Path unfinished = FILE.resolveSibling("classes.unfinished.jsa");
        command.add("-XX:ArchiveClassesAtExit=" + unfinished);
        Map<String, String> settings = ProductionIT.settings();
        settings.put("latchkey.admin.enabled", "true");
        settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
        // With an argument it loads what commands need, too.
        command.addAll(List.of("-jar", jar, "serve"));
        Replica once = Replica.start(command);
        post(once, "register");
        Database.execute("update account set superuser = true");
        String token = post(once, "login").path("data.token");
        once.given()
                .auth()
                .oauth2(token)
                .get("/admin/accounts/" + Database.query("select id from account") + "/security");
        post(once, "refresh");
        once.terminate();
        try {
            once.exitCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.move(unfinished, FILE, StandardCopyOption.ATOMIC_MOVE);
        Database.empty();
    }

    private static Response post(Replica replica, String endpoint) {
        return replica.given()
                .contentType(ContentType.JSON)
                .body("{\"username\": \"archive\", \"password\": \"lovelace\"}")
                .post("/express/api/auth/" + endpoint);
    }

    private ClassArchive() {}
}
