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
 * Protects the development database with a password in its folder, which only the developer can read. Without it, every user
 * of the machine could connect as the superuser and run programs as the developer.
 */
final class EmbeddedAccess {

    /** The authentication method of the server, in {@code pg_hba.conf}. */
    static final String METHOD = "scram-sha-256";

    /** The length of the password in bytes. */
    private static final int LENGTH = 32;

    /** A rule in {@code pg_hba.conf} that needs no password, as earlier versions wrote it. */
    private static final Pattern TRUST_RULE = Pattern.compile("^(\\s*(?:local|host).*\\s)trust\\b", Pattern.MULTILINE);

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

    /** The file with the password. */
    Path file() {
        return file;
    }

    String password() throws IOException {
        return Files.readString(file).strip();
    }

    /** Whether the server asks every client for the password. */
    boolean requiresPassword() throws IOException {
        return Files.exists(file) && !hasTrustRule();
    }

    /** Creates the folder so that no other user can read it. */
    void makeFolder() throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        Files.createDirectories(folder);
        if (posix) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Creates the password if there is none. The caller must hold the lock on the folder. */
    void makePassword() throws IOException {
        if (!Files.exists(file)) {
            byte[] password = new byte[LENGTH];
            new SecureRandom().nextBytes(password);
            replace(file, HexFormat.of().formatHex(password) + "\n");
        }
    }

    /** Makes a running server ask for the password. */
    void requirePassword(String url) throws IOException, SQLException {
        Properties user = new Properties();
        user.setProperty("user", EmbeddedServer.USER);
        user.setProperty("password", password());
        try (Connection connection = new org.postgresql.Driver().connect(url, user);
                Statement statement = connection.createStatement()) {
            statement.execute(setPassword());
            replaceTrustRules();
            statement.execute("select pg_reload_conf()");
        }
    }

    /** Makes a stopped server ask for the password, before any client can connect. */
    void requirePassword(Path programs, boolean requiresPassword) throws IOException {
        if (requiresPassword) {
            return;
        }
        for (Path program : programs(programs)) {
            if (runSingleUser(program) == 0) {
                replaceTrustRules();
                return;
            }
        }
        throw new IOException(String.format(
                Locale.ROOT, "the password of %s cannot be set: remove the folder, which deletes its data", folder));
    }

    private String setPassword() throws IOException {
        return String.format(Locale.ROOT, "alter role %s password '%s'", EmbeddedServer.USER, password());
    }

    private boolean hasTrustRule() throws IOException {
        return Files.exists(rules)
                && TRUST_RULE.matcher(Files.readString(rules)).find();
    }

    private void replaceTrustRules() throws IOException {
        replace(rules, TRUST_RULE.matcher(Files.readString(rules)).replaceAll("$1" + METHOD));
    }

    /** Replaces the file atomically, readable only by its owner. */
    private static void replace(Path file, String text) throws IOException {
        Path temporary =
                Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
        Files.writeString(temporary, text);
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The server programs to try: the last one that used this data, and all in the folder. Other versions reject the data. */
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

    /** Sets the password in a single-user server, which accepts no connections, and returns its exit code. */
    private int runSingleUser(Path program) throws IOException {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            // PostgreSQL refuses to run as root.
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
