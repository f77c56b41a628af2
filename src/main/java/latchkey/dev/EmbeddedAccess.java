package latchkey.dev;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who gets in to a server of development: the superuser alone, by a password in the server's folder, which the developer alone
 * reads. A client that gets in can run programs as the developer.
 */
final class EmbeddedAccess {

    /** How the server checks the password of a client. */
    static final String METHOD = "scram-sha-256";

    /** In bytes. */
    private static final int LENGTH = 32;

    /** A rule that lets everybody in, as folders of earlier versions have it. */
    private static final Pattern OPEN = Pattern.compile("^(\\s*(?:local|host).*\\s)trust\\b", Pattern.MULTILINE);

    private final Path folder;
    private final Path file;
    private final Path data;
    private final Path rules;

    EmbeddedAccess(Path folder, Path data) {
        this.folder = folder;
        file = folder.resolve("password");
        this.data = data;
        rules = data.resolve("pg_hba.conf");
    }

    /** What the password is in. */
    Path file() {
        return file;
    }

    String password() throws IOException {
        return Files.readString(file).strip();
    }

    /** Whether a server that runs already lets in no client without the password. */
    boolean isClosed() throws IOException {
        return Files.exists(file) && !isOpen();
    }

    /** Makes the folder, which no other user can read. */
    void makeFolder() throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        Files.createDirectories(folder);
        if (posix) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Has a password be there. Of several processes at once, one may. */
    void makePassword() throws IOException {
        if (!Files.exists(file)) {
            byte[] password = new byte[LENGTH];
            new SecureRandom().nextBytes(password);
            replace(file, HexFormat.of().formatHex(password) + "\n");
        }
    }

    /** Closes a server that runs. */
    void close(String url) throws IOException, SQLException {
        Properties user = new Properties();
        user.setProperty("user", EmbeddedServer.USER);
        user.setProperty("password", password());
        try (Connection connection = new org.postgresql.Driver().connect(url, user);
                Statement statement = connection.createStatement()) {
            statement.execute(setPassword());
            shut();
            statement.execute("select pg_reload_conf()");
        }
    }

    /** Closes one that does not run, before anybody can connect. */
    void close(Path programs, boolean isClosed) throws IOException {
        if (isClosed) {
            return;
        }
        for (Path program : programs(programs)) {
            if (runAlone(program) == 0) {
                shut();
                return;
            }
        }
        throw new IOException(String.format(
                Locale.ROOT, "the password of %s cannot be set: remove the folder, and all of its data", folder));
    }

    private String setPassword() throws IOException {
        return String.format(Locale.ROOT, "alter role %s password '%s'", EmbeddedServer.USER, password());
    }

    private boolean isOpen() throws IOException {
        return Files.exists(rules) && OPEN.matcher(Files.readString(rules)).find();
    }

    private void shut() throws IOException {
        replace(rules, OPEN.matcher(Files.readString(rules)).replaceAll("$1" + METHOD));
    }

    /** There whole or not at all, and readable by its owner alone. */
    private static void replace(Path file, String text) throws IOException {
        Path beside = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
        Files.writeString(beside, text);
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What ran with this data the last time, and what is there: of several versions, the others refuse the data. */
    private List<Path> programs(Path programs) throws IOException {
        String last = Files.readString(data.resolve("postmaster.opts"));
        try (Stream<Path> there = Files.exists(programs)
                ? Files.find(programs, 3, (path, is) -> path.toString().matches(".*[/\\\\]bin[/\\\\]postgres(\\.exe)?"))
                : Stream.empty()) {
            return Stream.concat(Stream.of(Path.of(last.substring(0, last.indexOf(" \"")))), there)
                    .filter(Files::isExecutable)
                    .toList();
        }
    }

    /** Runs the one statement in a server that listens nowhere, and gives its exit code. */
    private int runAlone(Path program) throws IOException {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            // It refuses to run as root.
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(
                program.toString(), "--single", "-D", data.toString(), "-c", "exit_on_error=on", EmbeddedServer.USER));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            process.getOutputStream().write((setPassword() + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().close();
        } catch (IOException ended) {
            process.destroy();
        }
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
