import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What accounts and sessions cost PostgreSQL when there are many. It works on the schema that {@code latchkey migrate} has made in the
 * database that the variables of libpq name (PGHOST, PGPORT, PGDATABASE; PGUSER is a superuser), with psql, on the database's machine.
 *
 * <ul>
 *   <li>{@code java bench/Growth.java load 1000000 10}: adds a million accounts to a new schema, with ten sessions and two audit
 *       events each
 *   <li>{@code java bench/Growth.java sizes}: prints the bytes of each table and its indexes, for each row
 *   <li>{@code java bench/Growth.java refresh PID 60 10000000}: refreshes for a minute at the service with this process id, each time one
 *       of ten million sessions at random
 *   <li>{@code java bench/Growth.java sign-in PID 60}: signs in for a minute
 * </ul>
 *
 * <p>The last two print the rate, and for each request the processor time and the write-ahead log. The service is at LATCHKEY_URL
 * (http://localhost:8080), has the LATCHKEY_SECRET of this environment, and limits of 0; CLIENTS (16) ask it.
 */
public class Growth {

    /** Rows as Latchkey writes them. The ids of accounts are 1, 2, 3…, and those of sessions are derived from 1, 2, 3…. */
    private static final String LOAD = """
            set session_replication_role = replica;
            set synchronous_commit = off;
            \\set agent 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
            insert into account (id, username, email, first_name, last_name, joined_at)
            select n, 'user' || n, 'user' || n || '@mail.example', 'Firstname', 'Lastname', now() - interval '1 minute' * (n % 500000)
            from generate_series(1, :accounts) n;
            insert into login_name (name, account_id)
            select username, id from account union all select email, id from account;
            insert into credential (account_id, password_hash, scheme, changed_at)
            select id, 'bcrypt_sha256$$2a$10$' || substr(md5(username) || md5(email), 1, 53), 'bcrypt-sha256(10)', joined_at from account;
            insert into session (id, account_id, opened_at, refreshed_at, idle_until, ends_at, paced_until, contract, user_agent,
                address, network, refreshed_by, amr)
            select md5('session' || (id - 1) * :sessions + s)::uuid, id, now(), now(), now() + interval '14 days',
                now() + interval '90 days', now(), 'express', :'agent', '192.0.2.' || id % 250, '192.0.2.' || id % 250,
                '192.0.2.' || id % 250 || ' abcdefghijkl', 'pwd'
            from generate_series(1, :sessions) s, account;
            insert into audit_event (happened_at, kind, outcome, account_id, username, session_id, via, address, user_agent, request)
            select now() - interval '1 second' * (id % 30000000), kind, 'ACCEPTED', id, username, md5('session' || id)::uuid, 'express',
                '192.0.2.' || id % 250, :'agent', md5(username)
            from account, unnest(array['REGISTER', 'LOGIN']) kind;
            checkpoint;
            vacuum analyze;
            """;

    private static final String SIZES = """
            select rpad(relname, 12) || to_char(reltuples, '999,999,999') || ' rows'
                || to_char(pg_table_size(oid) / reltuples, '9,999') || ' bytes, with its indexes'
                || to_char(pg_total_relation_size(oid) / reltuples, '9,999')
            from pg_class where relkind = 'r' and relname in ('account', 'login_name', 'credential', 'session', 'audit_event')
            order by relname
            """;

    private static final String STATE = """
            select pg_current_wal_lsn() - '0/0', n_tup_upd, n_tup_hot_upd from pg_stat_user_tables where relname = 'session'
            """;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url = System.getenv().getOrDefault("LATCHKEY_URL", "http://localhost:8080") + "/express/api/auth/";
    private final int clients = Integer.parseInt(System.getenv().getOrDefault("CLIENTS", "16"));

    /** How often a session was refreshed, of those that were. */
    private final Map<UUID, Integer> generations = new ConcurrentHashMap<>();

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "load" -> psql(LOAD, "-v", "accounts=" + arguments[1], "-v", "sessions=" + arguments[2]);
            case "sizes" -> System.out.print(psql(SIZES));
            case "refresh" -> new Growth().refresh(arguments);
            case "sign-in" -> new Growth().signIn(arguments);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static String psql(String sql, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("psql", "-XAtq", "-v", "ON_ERROR_STOP=1"));
        command.addAll(List.of(options));
        Process psql = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        psql.outputWriter().append(sql).close();
        String output = new String(psql.getInputStream().readAllBytes(), UTF_8);
        if (psql.waitFor() != 0) {
            throw new IOException("psql failed");
        }
        return output;
    }

    private void refresh(String[] arguments) throws Exception {
        psql("select id, generation from session where generation > 0").lines().forEach(line -> {
            String[] session = line.split("\\|");
            generations.put(UUID.fromString(session[0]), Integer.parseInt(session[1]));
        });
        int sessions = Integer.parseInt(arguments[3]);
        measure(arguments, client -> refresh(session(1 + client + clients
                * ThreadLocalRandom.current().nextInt((sessions - client + clients - 1) / clients))));
    }

    private void signIn(String[] arguments) throws Exception {
        for (int client = 0; client < clients; client++) {
            post("register", credentials(client), "");
        }
        measure(arguments, client -> post("login", credentials(client), ""));
    }

    private static String credentials(int client) {
        return "{\"username\": \"growth-" + client + "\", \"password\": \"lovelace\"}";
    }

    private int refresh(UUID session) throws Exception {
        int generation = generations.getOrDefault(session, 0);
        int status = post("refresh", "", "refresh_token=" + token(session, generation));
        generations.put(session, generation + 1);
        return status;
    }

    private static UUID session(int number) throws GeneralSecurityException {
        ByteBuffer digest =
                ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(("session" + number).getBytes(UTF_8)));
        return new UUID(digest.getLong(), digest.getLong());
    }

    /** As RefreshTokens makes it. */
    private static String token(UUID session, int generation) throws GeneralSecurityException {
        long now = Instant.now().getEpochSecond();
        String signed = encoded("{\"typ\":\"rt+jwt\",\"alg\":\"HS256\"}".getBytes(UTF_8)) + "."
                + encoded(String.format(
                                Locale.ROOT,
                                "{\"sid\":\"%s\",\"gen\":%d,\"iat\":%d,\"exp\":%d}",
                                session, generation, now, now + 86_400)
                        .getBytes(UTF_8));
        byte[] key = hmac(System.getenv("LATCHKEY_SECRET").getBytes(UTF_8), "latchkey REFRESH_TOKENS");
        return signed + "." + encoded(hmac(key, signed));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(UTF_8));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private int post(String path, String body, String cookie) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .header("Cookie", cookie)
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<Void> answer = http.send(request, BodyHandlers.discarding());
        return answer.statusCode();
    }

    private interface Asking {

        /** The status of one request. */
        int ask(int client) throws Exception;
    }

    /** A tenth of the time before it warms up. */
    private void measure(String[] arguments, Asking asking) throws Exception {
        long pid = Long.parseLong(arguments[1]);
        int seconds = Integer.parseInt(arguments[2]);
        run(asking, Math.max(1, seconds / 10));
        Thread.sleep(2_000); // until PostgreSQL has counted
        String[] before = psql(STATE).strip().split("\\|");
        double[] cpu = {cpu(pid, 13), databaseCpu()};
        int asked = run(asking, seconds);
        double[] after = {cpu(pid, 13), databaseCpu()};
        Thread.sleep(2_000);
        String[] end = psql(STATE).strip().split("\\|");
        double updates = number(end[1]) - number(before[1]);
        System.out.printf(
                Locale.ROOT,
                "%d requests, %d a second; for each: %.2f ms of Latchkey's processor time, %.2f of PostgreSQL's, %.0f bytes of WAL%n"
                        + "%.1f %% of %.0f updates of sessions within the page (HOT)%n",
                asked,
                asked / seconds,
                1000 * (after[0] - cpu[0]) / asked,
                1000 * (after[1] - cpu[1]) / asked,
                (number(end[0]) - number(before[0])) / asked,
                100 * (number(end[2]) - number(before[2])) / updates,
                updates);
    }

    private static double number(String text) {
        return Double.parseDouble(text);
    }

    /** How many were asked; each has to succeed. */
    private int run(Asking asking, int seconds) throws Exception {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        List<Future<Integer>> counts = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            int number = client;
            Callable<Integer> asks = () -> {
                int count = 0;
                for (; System.nanoTime() < end; count++) {
                    int status = asking.ask(number);
                    if (status != 200) {
                        throw new IllegalStateException("status " + status);
                    }
                }
                return count;
            };
            counts.add(threads.submit(asks));
        }
        threads.shutdown();
        int asked = 0;
        for (Future<Integer> count : counts) {
            asked += count.get();
        }
        return asked;
    }

    /** Seconds of all processes of the server, also of those in the background, and of those that have ended. */
    private static double databaseCpu() throws Exception {
        Path data = Path.of(psql("show data_directory").strip());
        long postmaster = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
        double seconds = cpu(postmaster, 13) + cpu(postmaster, 15);
        try (Stream<ProcessHandle> processes = ProcessHandle.of(postmaster).orElseThrow().children()) {
            for (ProcessHandle process : processes.toList()) {
                seconds += cpu(process.pid(), 13);
            }
        }
        return seconds;
    }

    /**
     * Seconds in user mode and in the kernel, which proc(5) counts in hundredths.
     *
     * @param place 13 for the process itself, 15 for its children that have ended
     */
    private static double cpu(long pid, int place) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (number(fields[place - 2]) + number(fields[place - 1])) / 100;
        } catch (NoSuchFileException ended) {
            return 0;
        }
    }
}
