package latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A rolling update from one release to the next, behind a proxy that checks readiness as an ingress does. */
class RollingUpdateIT {

    private static final int CLIENTS = 4;

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> settings = ProductionIT.settings();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean enough = new AtomicBoolean();
    private final AtomicInteger requests = new AtomicInteger();
    private int proxy;

    @Test
    void noRequestFailsAndNoSessionEndsDuringARollingUpdate() throws Exception {
        assumeTrue(Nginx.isThere(), "skipped: nginx is not on the PATH");
        settings.put("quarkus.shutdown.delay", "PT2S");
        List<Replica> replicas = new ArrayList<>(List.of(Replica.start(settings), Replica.start(settings)));
        replicas.forEach(RollingUpdateIT::awaitReady);
        Database.empty();
        try (Nginx nginx = Nginx.start(folder, upstream(replicas))) {
            proxy = nginx.port();
            List<CompletableFuture<Void>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String name = "client" + i;
                clients.add(CompletableFuture.runAsync(() -> use(name), ConcurrentCallers.THREADS));
            }
            for (int i = 0; i < 2; i++) {
                Replica next = Replica.start(settings);
                awaitReady(next);
                Replica last = replicas.remove(0);
                replicas.add(next);
                last.terminate();
                nginx.reload(upstream(replicas));
                assertThat(last.exitCode()).isIn(0, 143);
            }
            int before = requests.get();
            Waiting.until("the last replicas are asked, too", () -> requests.get() > before + 100);
            enough.set(true);
            CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)).join();
        } finally {
            for (Replica replica : replicas) {
                replica.close();
            }
        }

        assertThat(failures).isEmpty();
    }

    /** The code before the newest migration runs on the schema after it. */
    @EnabledIfSystemProperty(
            named = "former.release",
            matches = "true",
            disabledReason = "skipped: -Dformer.release=true builds the former release")
    @Test
    void theFormerReleaseRunsOnTheNewSchema() throws Exception {
        assumeTrue(Nginx.runs("git", "rev-parse", "HEAD~1"), "skipped: there is no history to build from");
        String migration = said("git", "log", "--diff-filter=A", "--format=%H", "-1", "--", "src/main/resources/db");
        assumeTrue(
                Nginx.runs("git", "rev-parse", "--verify", migration + "^"),
                "skipped: the history is too short to build from");
        Path before = Files.createDirectory(folder.resolve("before"));
        said("sh", "-c", "git archive " + migration + "^ | tar -x -C " + before);
        String built = said(
                "sh",
                "-c",
                "cd " + before + " && JAVA_HOME=" + System.getProperty("java.home")
                        + " ./mvnw -B -ntp -q package -Dmaven.test.skip -Dquarkus.native.enabled=false 2>&1");
        Path jar = before.resolve("target/quarkus-app/quarkus-run.jar");
        assertThat(jar).as(built).exists();
        try (Replica current = Replica.start(settings)) {
            awaitReady(current);
        }
        Database.empty();
        String known = spelled(Files.readString(before.resolve("docs/settings.md")));
        // A setting that it does not know yet would stop it.
        settings.keySet().removeIf(name -> name.startsWith("latchkey.") && !known.contains("`" + spelled(name) + "`"));
        List<String> command = new ArrayList<>(Replica.java());
        settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-jar", jar.toString()));

        try (Replica previous = Replica.start(command)) {
            proxy = previous.port();
            for (int i = 0; i < 3; i++) {
                String refresh = signIn("ada" + i);
                for (int j = 0; j < 3; j++) {
                    refresh = refreshed(refresh);
                }
                assertThat(post("/express/api/auth/logout", "", refresh).statusCode())
                        .isEqualTo(200);
            }
        }

        assertThat(failures).isEmpty();
    }

    /** With nothing where the operator chooses a name. */
    private static String spelled(String settings) {
        return settings.replaceAll("\"[^\"\\n]+\"", "\"\"");
    }

    private void use(String name) {
        String refresh = signIn(name);
        for (int i = 0; !enough.get(); i++) {
            refresh = refreshed(refresh);
            if (i % 20 == 19) {
                refresh = signIn(name + "-" + i);
            }
        }
    }

    private String signIn(String name) {
        String body = "{\"username\": \"%s\", \"password\": \"lovelace\"}".formatted(name);
        expect(201, post("/express/api/auth/register", body, ""));
        return refreshCookie(expect(200, post("/express/api/auth/login", body, "")));
    }

    private String refreshed(String refresh) {
        return refreshCookie(expect(200, post("/express/api/auth/refresh", "", refresh)));
    }

    private HttpResponse<String> expect(int status, HttpResponse<String> answer) {
        requests.incrementAndGet();
        if (answer.statusCode() != status) {
            failures.add(answer + " " + answer.body());
        }
        return answer;
    }

    private HttpResponse<String> post(String path, String body, String refresh) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + proxy + path))
                            .header("Content-Type", "application/json")
                            .header("Cookie", "refresh_token=" + refresh)
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String refreshCookie(HttpResponse<String> answer) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("refresh_token="))
                .map(cookie -> cookie.substring("refresh_token=".length(), cookie.indexOf(';')))
                .findFirst()
                .orElse("");
    }

    private static void awaitReady(Replica replica) {
        assertThat(replica.givenManagement().get("/q/health/ready").statusCode())
                .as(replica.output())
                .isEqualTo(200);
    }

    private static String upstream(List<Replica> replicas) {
        return """
                upstream latchkey { %s keepalive 8; }
                server {
                    listen 8443;
                    # A reload closes idle connections, whatever a client is about to send.
                    keepalive_timeout 0;
                    location / {
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_pass http://latchkey;
                    }
                }
                """.formatted(replicas.stream()
                .map(replica -> "server 127.0.0.1:%d;".formatted(replica.port()))
                .collect(Collectors.joining(" ")));
    }

    private static String said(String... command) throws Exception {
        Process process = Nginx.process(command);
        String said = new String(process.getInputStream().readAllBytes()).trim();
        assertThat(process.waitFor())
                .as(Stream.of(command).collect(Collectors.joining(" ")) + said)
                .isZero();
        return said;
    }
}
