package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One process of what the build made, jar or native executable, as production runs it. */
public final class Replica implements AutoCloseable {

    /** As Quarkus prints it. */
    private static final Pattern LISTENING = Pattern.compile(
            "Listening on: http://[^:]+:(\\d+)" + "(?:[.] Management interface listening on http://[^:]+:(\\d+))?");

    /** What is compiled first takes minutes on a slow machine. */
    private static final long LONGEST_START_SECONDS = 300;

    static {
        QuickRequests.use();
    }

    private final Process process;
    private final Thread reader;
    private final StringBuffer output = new StringBuffer();
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final CompletableFuture<Integer> managementPort = new CompletableFuture<>();

    private Replica(Process process) {
        this.process = process;
        reader = new Thread(this::read, "output of a replica");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts it and does not wait. Nothing is set but {@code settings}; with arguments it is a command. */
    public static Replica start(Map<String, String> settings, String... arguments) throws IOException {
        return start(command(settings, arguments));
    }

    /** What is typed to start it, the program first. */
    static List<String> command(Map<String, String> settings, String... arguments) throws IOException {
        Properties built = new Properties();
        try (BufferedReader file = Files.newBufferedReader(Path.of("target/quarkus-artifact.properties"))) {
            built.load(file);
        }
        String artifact =
                Path.of("target", built.getProperty("path")).toAbsolutePath().toString();
        List<String> command = new ArrayList<>();
        if (!built.getProperty("type").equals("native")) {
            command.addAll(java());
        }
        List<String> properties = settings.entrySet().stream()
                .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
                .toList();
        if (built.getProperty("type").equals("native")) {
            command.add(artifact);
            command.addAll(properties);
        } else {
            command.addAll(ClassArchive.of(artifact));
            command.addAll(properties);
            command.addAll(List.of("-jar", artifact));
        }
        command.addAll(List.of(arguments));
        return command;
    }

    /** A JVM that starts sooner, for being as fast as it gets is not what is tested. */
    static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote");
    }

    /** Any other program that says on which port it listens. */
    static Replica start(List<String> command) throws IOException {
        return start(process(command));
    }

    /** With an environment or a folder of its own. */
    public static Replica start(ProcessBuilder builder) throws IOException {
        return new Replica(builder.redirectErrorStream(true).start());
    }

    static ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("QUARKUS_") || name.startsWith("LATCHKEY_"));
        // A busy machine stops an event loop for seconds. Quarkus would print a warning with a stack trace.
        builder.environment().put("QUARKUS_VERTX_MAX_EVENT_LOOP_EXECUTE_TIME", "PT10M");
        return builder;
    }

    public RequestSpecification given() {
        return RestAssured.given().port(port());
    }

    /** A request to the port that health and metrics have. */
    public RequestSpecification givenManagement() {
        return RestAssured.given().port(managementPort());
    }

    /** On a busy machine the database may answer later than readiness waits for it. */
    public void awaitReady() throws InterruptedException {
        Waiting.until("ready", () -> givenManagement().get("/q/health/ready").statusCode() == 200);
    }

    int managementPort() {
        return awaited(managementPort);
    }

    public int port() {
        return awaited(port);
    }

    private int awaited(CompletableFuture<Integer> port) {
        try {
            return port.get(LONGEST_START_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("did not start:\n" + output, e);
        }
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** What it printed so far. */
    public String output() {
        return output.toString();
    }

    /** Waits for its end, and for the last of its output. */
    public int exitCode() throws InterruptedException {
        assertThat(process.waitFor(LONGEST_START_SECONDS, TimeUnit.SECONDS))
                .as(output())
                .isTrue();
        reader.join();
        return process.exitValue();
    }

    /** As Kubernetes does it: SIGTERM, without waiting. */
    public void terminate() {
        process.destroy();
    }

    /** As {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor(10, TimeUnit.SECONDS);
        process.destroyForcibly();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                Matcher listening = LISTENING.matcher(line);
                if (listening.find()) {
                    if (listening.group(2) != null) {
                        managementPort.complete(Integer.valueOf(listening.group(2)));
                    }
                    port.complete(Integer.valueOf(listening.group(1)));
                }
            }
        } catch (IOException ended) {
            output.append("[ended]\n");
        } finally {
            port.completeExceptionally(new IllegalStateException("ended"));
            managementPort.completeExceptionally(new IllegalStateException("ended"));
        }
    }
}
