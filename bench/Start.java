import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What it takes to start: from spawn to ready and to the first good login, and the memory then and after load.
 *
 * <p>{@code java bench/Start.java [runs]} on a JDK 25, with the environment that the README's "Run it in production" exports, on a migrated database.
 * Runs whatever was built: the native executable, the jar, and the jar with the AOT cache that src/main/docker/aot-cache makes.
 * Prints a table, and writes the same to target/bench-start.json.
 */
public class Start {

    private static final Path FOLDER = Path.of("target/quarkus-app");
    private static final String ACCOUNT = "{\"username\": \"bench\", \"password\": \"lovelace\"}";

    /** Refreshes by which memory "after load" is meant. */
    private static final int LOAD = 1_000;

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** One start. Times in milliseconds since spawn, but {@code hash}, which is how long a later login takes; memory in MiB. */
    record Run(double ready, double login, double hash, double idleRss, double idlePss, double loadRss, double loadPss) {}

    public static void main(String[] arguments) throws Exception {
        int runs = arguments.length == 0 ? 10 : Integer.parseInt(arguments[0]);
        Map<String, List<Run>> measured = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> variant : variants().entrySet()) {
            measure(variant.getValue());
            List<Run> all = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                all.add(measure(variant.getValue()));
            }
            measured.put(variant.getKey(), all);
        }
        print(measured, runs);
    }

    static Map<String, List<String>> variants() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Map<String, List<String>> variants = new LinkedHashMap<>();
        Optional<Path> executable;
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            executable = files.filter(file -> file.toString().endsWith("-runner")).findFirst();
        }
        executable.ifPresent(file -> variants.put("native", List.of(file.toAbsolutePath().toString())));
        if (Files.exists(FOLDER.resolve("quarkus-run.jar"))) {
            variants.put("jar", List.of(java, "-jar", "quarkus-run.jar"));
        }
        if (Files.exists(FOLDER.resolve("latchkey.aot"))) {
            variants.put("jar, AOT cache", List.of(java, "-XX:AOTCache=latchkey.aot", "-jar", "quarkus-run.jar"));
            variants.put(
                    "jar, AOT cache, for a short life",
                    List.of(
                            java,
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-XX:AOTCache=latchkey.aot",
                            "-jar",
                            "quarkus-run.jar"));
        }
        return variants;
    }

    /** A service that runs, until it is closed. */
    record Service(Process process, String url, String management, double ready) implements AutoCloseable {

        long pid() {
            return process.pid();
        }

        /** In MiB. */
        double rss() throws IOException {
            return memory(pid())[0];
        }

        @Override
        public void close() throws InterruptedException {
            process.destroy();
            process.waitFor();
        }
    }

    /** Starts one, and waits until it is ready. */
    static Service spawn(List<String> command) throws Exception {
        int port = freePort();
        int management = freePort();
        // The cache knows its jars by their names as seen from their own folder.
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory((Files.exists(FOLDER) ? FOLDER : FOLDER.getParent()).toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment()
                .putAll(Map.of(
                        "QUARKUS_HTTP_PORT", Integer.toString(port),
                        "QUARKUS_MANAGEMENT_PORT", Integer.toString(management),
                        "LATCHKEY_MIGRATE_AT_START", "false",
                        "LATCHKEY_LIMITS_ATTEMPTS", "0",
                        "LATCHKEY_LIMITS_NETWORK_ATTEMPTS", "0",
                        "LATCHKEY_LIMITS_REGISTRATIONS", "0",
                        "LATCHKEY_LIMITS_REFRESHES", "0",
                        "LATCHKEY_COOKIES_SECURE", "false"));
        long spawned = System.nanoTime();
        Process process = builder.start();
        URI health = URI.create("http://localhost:" + management + "/q/health/ready");
        while (!listens(management) || !isReady(health)) {
            if (!process.isAlive()) {
                throw new IllegalStateException("it ended: does it start with this environment?");
            }
            Thread.sleep(1);
        }
        return new Service(
                process, "http://localhost:" + port, "http://localhost:" + management, since(spawned));
    }

    private static Run measure(List<String> command) throws Exception {
        try (Service service = spawn(command)) {
            String api = service.url() + "/express/api/auth/";
            double[] idle = memory(service.pid());
            long asked = System.nanoTime();
            HttpResponse<String> login = post(api + "login", ACCOUNT, "");
            double good = service.ready() + since(asked);
            if (login.statusCode() != 200) {
                post(api + "register", ACCOUNT, "");
            }
            long later = System.nanoTime();
            for (int i = 0; i < 5; i++) {
                post(api + "login", ACCOUNT, "");
            }
            double hash = since(later) / 5;
            load(api);
            double[] loaded = memory(service.pid());
            return new Run(service.ready(), good, hash, idle[0], idle[1], loaded[0], loaded[1]);
        }
    }

    private static void load(String api) {
        CompletableFuture<?>[] clients = new CompletableFuture<?>[4];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = CompletableFuture.runAsync(() -> {
                String cookie = refreshCookie(post(api + "login", ACCOUNT, ""));
                for (int j = 0; j < LOAD / clients.length; j++) {
                    cookie = refreshCookie(post(api + "refresh", "", cookie));
                }
            });
        }
        CompletableFuture.allOf(clients).join();
    }

    /** Cheaper to ask than for an answer, so that asking takes no time from the start. */
    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static boolean isReady(URI health) throws InterruptedException {
        try {
            return HTTP.send(HttpRequest.newBuilder(health).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    static String get(String uri) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString())
                .body();
    }

    static HttpResponse<String> post(String uri, String body, String cookie) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create(uri))
                            .header("Content-Type", "application/json")
                            .header("Cookie", cookie)
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String refreshCookie(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer + " " + answer.body());
        }
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    /** RSS and PSS in MiB, as Linux tells them. */
    static double[] memory(long pid) throws IOException {
        Path rollup = Path.of("/proc", Long.toString(pid), "smaps_rollup");
        double[] memory = {Double.NaN, Double.NaN};
        if (Files.exists(rollup)) {
            for (String line : Files.readAllLines(rollup)) {
                String[] words = line.split("\\s+");
                if (words[0].equals("Rss:")) {
                    memory[0] = Long.parseLong(words[1]) / 1024.0;
                } else if (words[0].equals("Pss:")) {
                    memory[1] = Long.parseLong(words[1]) / 1024.0;
                }
            }
        }
        return memory;
    }

    private static void print(Map<String, List<Run>> measured, int runs) throws IOException {
        System.out.printf("%d runs each, median (least); %s, commit %s%n%n", runs, machine(), commit());
        System.out.println("| | ready, ms | first good login, ms | a login later, ms | idle RSS, MiB | idle PSS | RSS after load | PSS |");
        System.out.println("|---|--:|--:|--:|--:|--:|--:|--:|");
        measured.forEach((name, all) -> System.out.printf(
                "| %s | %s | %s | %s | %s | %s | %s | %s |%n",
                name,
                cell(all.stream().map(Run::ready)),
                cell(all.stream().map(Run::login)),
                cell(all.stream().map(Run::hash)),
                cell(all.stream().map(Run::idleRss)),
                cell(all.stream().map(Run::idlePss)),
                cell(all.stream().map(Run::loadRss)),
                cell(all.stream().map(Run::loadPss))));
        Files.writeString(
                Path.of("target/bench-start.json"),
                measured.entrySet().stream()
                        .map(variant -> "\"%s\": [%s]".formatted(variant.getKey(), json(variant.getValue())))
                        .collect(Collectors.joining(",\n  ", "{\"commit\": \"" + commit() + "\",\n  ", "}\n")));
    }

    private static String cell(Stream<Double> values) {
        List<Double> sorted = values.sorted().toList();
        return String.format(Locale.ROOT, "%.0f (%.0f)", sorted.get(sorted.size() / 2), sorted.get(0));
    }

    private static String json(List<Run> all) {
        return all.stream()
                .map(run -> String.format(
                        Locale.ROOT,
                        "{\"ready\": %.1f, \"login\": %.1f, \"hash\": %.1f, \"idle_rss\": %.1f, \"idle_pss\": %.1f,"
                                + " \"load_rss\": %.1f, \"load_pss\": %.1f}",
                        run.ready, run.login, run.hash, run.idleRss, run.idlePss, run.loadRss, run.loadPss))
                .collect(Collectors.joining(", "));
    }

    static String machine() {
        return "%s, %d CPUs, Java %s"
                .formatted(System.getProperty("os.arch"), Runtime.getRuntime().availableProcessors(), Runtime.version());
    }

    static String commit() throws IOException {
        Process git = new ProcessBuilder("git", "describe", "--always", "--dirty").start();
        return new String(git.getInputStream().readAllBytes()).trim();
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
