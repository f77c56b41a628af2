import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What requests cost under load, with wrk: how many a second, their latency, the processor time of the service and of PostgreSQL for
 * each, and the memory before and after.
 *
 * <p>{@code java bench/Load.java [--only native] [--flows refresh,me] [--seconds 10] [--warm 10] [--clients 16]}, on a JDK 25, with the
 * environment that the README's "Run it in production" exports: runs what was built, the executable and the jar, one after the other.
 * {@code --url http://localhost:3000 --contract express [--pids 12,13]}: measures anything else that speaks one of the contracts below
 * its published paths, and the processes with these ids. Prints tables, and writes the same to target/bench-load.json.
 */
public class Load {

    private static final List<String> FLOWS = List.of(
            "refresh", "refresh at half its rate", "me", "forward-auth", "jwks", "login", "register", "logout", "mixed");

    /** Of Latchkey alone, or of contracts that have them. */
    private static final Map<String, List<String>> WITHOUT = Map.of(
            "express", List.of(),
            "fastapi", List.of(),
            "drf-cookie", List.of("me", "mixed"),
            "drf-token", List.of("me", "mixed"),
            "tasti", List.of("me", "mixed"));

    private static final Pattern RESULT = Pattern.compile("RESULT (\\d+) (\\d+) (\\d+) (\\d+) (\\d+) (\\d+)");
    private static final Pattern ACCESS =
            Pattern.compile("(?:\"(?:access_token|access|token|accessToken)\" ?: ?\"|access_token=)([^\";]+)");
    private static final Pattern REFRESH = Pattern.compile("(?:\"refresh[a-zA-Z_]*\" ?: ?\"|refresh_token=)([^\";]+)");

    private static final Executor SIGNING_IN = Executors.newFixedThreadPool(16, work -> {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    });

    private final Map<String, String> options = new HashMap<>();

    /** Where it is, what comes before the contract's paths, and whose processor time counts. */
    private record Target(String url, String root, String contract, List<Long> pids, String management) {}

    private record Row(
            String flow, double rate, double p50, double p95, double p99, double cpu, double database, long refused, double hash) {}

    public static void main(String[] arguments) throws Exception {
        Load load = new Load();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            load.options.put(arguments[i], arguments[i + 1]);
        }
        load.run();
    }

    private void run() throws Exception {
        List<String> results = new ArrayList<>();
        System.out.printf("%s, commit %s%n", Start.machine(), Start.commit());
        if (options.containsKey("--url")) {
            List<Long> pids = Stream.of(option("--pids", "").split(","))
                    .filter(pid -> !pid.isEmpty())
                    .map(Long::valueOf)
                    .toList();
            Target target = new Target(option("--url", ""), "", option("--contract", "express"), pids, "");
            System.out.printf(Locale.ROOT, "%n%s: idle RSS %.0f MiB", target.url(), rss(pids));
            results.add(json(target.url(), measure(target.url(), target)));
            System.out.printf(Locale.ROOT, "RSS after load %.0f MiB%n", rss(pids));
        } else {
            for (Map.Entry<String, List<String>> variant : Start.variants().entrySet()) {
                if (option("--only", "native,jar").contains(variant.getKey())) {
                    results.add(json(variant.getKey(), started(variant.getKey(), variant.getValue())));
                }
            }
        }
        Files.writeString(
                Path.of("target/bench-load.json"),
                "{\"machine\": \"%s\", \"commit\": \"%s\",\n %s}\n"
                        .formatted(Start.machine(), Start.commit(), String.join(",\n ", results)));
    }

    private List<Row> started(String name, List<String> command) throws Exception {
        try (Start.Service service = Start.spawn(command)) {
            System.out.printf(Locale.ROOT, "%n%s: ready after %.0f ms, idle RSS %.0f MiB", name, service.ready(), service.rss());
            List<Row> rows = measure(
                    name, new Target(service.url(), "/express", "express", List.of(service.pid()), service.management()));
            System.out.printf(Locale.ROOT, "RSS after load %.0f MiB%n", service.rss());
            return rows;
        }
    }

    private List<Row> measure(String name, Target target) throws Exception {
        System.out.printf("%n%n| %s | a second | p50, ms | p95 | p99 | service, CPU ms | PostgreSQL, CPU ms | refused |%n", name);
        System.out.println("|---|--:|--:|--:|--:|--:|--:|--:|");
        post(target, "register", "{\"username\": \"bench\", \"password\": \"lovelace\", \"email\": \"bench@bench.example\"}");
        List<Row> rows = new ArrayList<>();
        for (String flow : options.containsKey("--flows") ? List.of(option("--flows", "").split(",")) : FLOWS) {
            boolean latchkeys = target.management().isEmpty()
                    && List.of("forward-auth", "jwks").contains(flow);
            if (!latchkeys && !WITHOUT.get(target.contract()).contains(flow)) {
                Row row = flow(target, flow, rows);
                rows.add(row);
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %.0f | %.1f | %.1f | %.1f | %.2f | %.2f | %d |%s%n",
                        flow, row.rate, row.p50, row.p95, row.p99, row.cpu, row.database, row.refused,
                        Double.isNaN(row.hash) ? "" : String.format(Locale.ROOT, " of which the hash %.1f ms", row.hash));
            }
        }
        return rows;
    }

    private Row flow(Target target, String flow, List<Row> before) throws Exception {
        int clients = Integer.parseInt(option("--clients", "16"));
        boolean half = flow.endsWith("half its rate");
        double full = before.stream().filter(row -> row.flow.equals("refresh")).findFirst().map(Row::rate).orElse(1_000.0);
        // A client's request takes a pause and an answer, which is short at half of what is possible.
        long pause = half ? Math.max(1, Math.round(2_000 * clients / full) - 1) : 0;
        Map<String, String> environment = Map.of(
                "FLOW", half ? "refresh" : flow,
                "ROOT", target.root(),
                "CONTRACT", target.contract(),
                "CLIENTS", Integer.toString(clients),
                "PAUSE", Long.toString(pause));
        // Each is signed out of once; for the warm-up, again and again.
        int sessions = flow.equals("logout") ? clients * 60 : clients;
        signIn(target, sessions);
        wrk(target, with(environment, "AGAIN", "true"), clients, option("--warm", "10"));
        signIn(target, sessions);
        double[] hashed = hashes(target);
        double service = cpu(target.pids());
        double database = cpu(postgres());
        Matcher result = wrk(target, environment, clients, option("--seconds", "10"));
        double[] hashedThen = hashes(target);
        double requests = Double.parseDouble(result.group(1));
        return new Row(
                flow,
                requests * 1e6 / Double.parseDouble(result.group(2)),
                Double.parseDouble(result.group(3)) / 1e3,
                Double.parseDouble(result.group(4)) / 1e3,
                Double.parseDouble(result.group(5)) / 1e3,
                (cpu(target.pids()) - service) / requests,
                (cpu(postgres()) - database) / requests,
                Long.parseLong(result.group(6)),
                (hashedThen[0] - hashed[0]) * 1e3 / (hashedThen[1] - hashed[1]));
    }

    private static Map<String, String> with(Map<String, String> environment, String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return more;
    }

    private static Matcher wrk(Target target, Map<String, String> environment, int clients, String seconds) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        "wrk", "-t", "" + clients, "-c", "" + clients, "-d", seconds + "s", "--timeout", "10s", "-s", "bench/flow.lua",
                        target.url())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("TOKENS", "target/bench-tokens");
        Process wrk = builder.start();
        String said = new String(wrk.getInputStream().readAllBytes());
        Matcher result = RESULT.matcher(said);
        if (!result.find()) {
            throw new IllegalStateException(said);
        }
        return result;
    }

    private static void signIn(Target target, int sessions) throws IOException {
        List<CompletableFuture<String>> lines = IntStream.range(0, sessions)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    HttpResponse<String> answer = login(target);
                    String all = answer.body() + " " + String.join(" ", answer.headers().allValues("set-cookie"));
                    return found(ACCESS, all) + " " + found(REFRESH, all);
                }, SIGNING_IN))
                .toList();
        Files.write(
                Path.of("target/bench-tokens"),
                lines.stream().map(CompletableFuture::join).toList());
    }

    /** Again, while those of the run before are still in line. */
    private static HttpResponse<String> login(Target target) {
        HttpResponse<String> answer;
        do {
            answer = post(target, "login", "{\"username\": \"bench\", \"password\": \"lovelace\"}");
        } while (answer.statusCode() == 503);
        return answer;
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no token in " + text);
        }
        return matcher.group(1);
    }

    private static HttpResponse<String> post(Target target, String what, String body) {
        String auth = switch (target.contract()) {
            case "fastapi" -> "/auth/";
            case "tasti" -> "/api/v1/auth/";
            default -> "/api/auth/";
        };
        return Start.post(target.url() + target.root() + auth + what, body, "");
    }

    /** Seconds that hashes took, and how many there were, as Latchkey counts them; nothing of anybody else. */
    private static double[] hashes(Target target) throws Exception {
        if (target.management().isEmpty()) {
            return new double[] {Double.NaN, 1};
        }
        String metrics = Start.get(target.management() + "/q/metrics");
        return new double[] {metric(metrics, "latchkey_hashing_seconds_sum"), metric(metrics, "latchkey_hashing_seconds_count")};
    }

    private static double metric(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(0.0);
    }

    /** In MiB; pages that several share count for each. */
    private static double rss(List<Long> pids) throws IOException {
        double sum = 0;
        for (long pid : pids) {
            sum += Start.memory(pid)[0];
        }
        return sum;
    }

    /** Milliseconds of processor time, as Linux counts it: to the hundredth of a second; that of children which ended, too. */
    private static double cpu(List<Long> pids) {
        return pids.stream()
                .map(pid -> Path.of("/proc", Long.toString(pid), "stat"))
                .mapToDouble(Load::cpu)
                .sum();
    }

    private static double cpu(Path stat) {
        try {
            String text = Files.readString(stat);
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
            return 10.0 * IntStream.rangeClosed(11, 14).mapToLong(i -> Long.parseLong(fields[i])).sum();
        } catch (IOException ended) {
            return 0;
        }
    }

    private static List<Long> postgres() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().command().filter(path -> path.endsWith("/postgres")).isPresent())
                .map(ProcessHandle::pid)
                .toList();
    }

    private String option(String name, String otherwise) {
        return Optional.ofNullable(options.get(name)).orElse(otherwise);
    }

    private static String json(String name, List<Row> rows) {
        return rows.stream()
                .map(row -> String.format(
                        Locale.ROOT,
                        "{\"flow\": \"%s\", \"rate\": %.1f, \"p50\": %.2f, \"p95\": %.2f, \"p99\": %.2f, \"cpu\": %.3f,"
                                + " \"database_cpu\": %.3f, \"refused\": %d}",
                        row.flow, row.rate, row.p50, row.p95, row.p99, row.cpu, row.database, row.refused))
                .collect(Collectors.joining(",\n   ", "\"" + name + "\": [", "]"));
    }
}
