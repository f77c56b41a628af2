package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A service of another framework that lets in who has one of our access tokens; Maven builds it out of its own module. */
enum ResourceServer {
    QUARKUS(
            "quarkus/quarkus-app/quarkus-run.jar",
            "quarkus.http.port=0",
            "quarkus.oidc.application-type=service",
            "quarkus.oidc.auth-server-url=ISSUER"),
    SPRING("spring/server.jar", "server.port=0", "spring.security.oauth2.resourceserver.jwt.issuer-uri=ISSUER"),
    SPRING_WITH_A_BEAN(
            "spring/server.jar",
            "server.port=0",
            "spring.profiles.active=at-jwt",
            "spring.security.oauth2.resourceserver.jwt.issuer-uri=ISSUER");

    private static final Path SOURCES = Path.of("src/test/resource-servers");
    private static final Path BUILT = Path.of("target/resource-servers");

    /** Maven's words where the network, or what is behind it, has not got something. */
    private static final Pattern NOT_TO_BE_HAD =
            Pattern.compile("(?i)could not (be resolved|find artifact|transfer|get)|was not found in|in offline mode");

    private final Path jar;
    private final List<String> settings;

    ResourceServer(String jar, String... settings) {
        this.jar = Path.of(jar);
        this.settings = List.of(settings);
    }

    /** Begins to build them all, each module once; module to what builds it. */
    static Map<String, Process> build() throws IOException {
        Map<String, Process> builds = new HashMap<>();
        for (ResourceServer server : values()) {
            if (!builds.containsKey(server.module())) {
                builds.put(server.module(), build(server.module()));
            }
        }
        return builds;
    }

    private static Process build(String module) throws IOException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(Path.of("mvnw").toAbsolutePath().toString(), "-B", "-q", "package"));
        command.addAll(List.of("-f", SOURCES.resolve(module).resolve("pom.xml").toString()));
        String repository = System.getProperty("maven.repo.local");
        if (repository != null) {
            command.add("-Dmaven.repo.local=" + repository);
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log(module).toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    /** Waits for its build: what Maven said if it did not get what it needed. Any other failure is one of ours. */
    Optional<String> missing(Map<String, Process> builds) throws IOException, InterruptedException {
        if (builds.get(module()).waitFor() == 0) {
            return Optional.empty();
        }
        String said = Files.readString(log(module()));
        assertThat(said).as("build of %s", module()).containsPattern(NOT_TO_BE_HAD);
        return Optional.of(said);
    }

    /** Starts it and does not wait. */
    Replica start(String issuer) throws IOException {
        List<String> command = new ArrayList<>(Replica.java());
        settings.forEach(setting -> command.add("-D" + setting.replace("ISSUER", issuer)));
        command.addAll(List.of("-jar", BUILT.resolve(jar).toString()));
        return Replica.start(command);
    }

    private String module() {
        return jar.getName(0).toString();
    }

    private static Path log(String module) {
        return Path.of("target", module + "-build.log");
    }
}
