package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A service in {@code docs/verify}, copied, built and started as its page says. */
enum ResourceServer {
    SPRING_BOOT("what Maven downloads", "true", "$MAVEN package", "$JAVA -jar target/orders.jar"),
    QUARKUS("what Maven downloads", "true", "$MAVEN package", "$JAVA -jar target/quarkus-app/quarkus-run.jar"),
    EXPRESS(
            "node, and the packages of src/test/js",
            "ln -s $ROOT/src/test/js/node_modules node_modules && node --input-type=module -e \"import 'express'; import 'jose'\"",
            "true",
            "node orders.js"),
    FASTAPI(
            "Debian's python3-fastapi, python3-uvicorn, python3-jwt and python3-cryptography",
            python("fastapi, uvicorn, jwt, cryptography"),
            "true",
            "$(cat python) -m uvicorn orders:app --port $PORT"),
    DJANGO(
            "Debian's python3-djangorestframework-simplejwt and python3-cryptography",
            python("rest_framework_simplejwt, cryptography"),
            "true",
            "$(cat python) manage.py runserver --noreload $PORT"),
    GO(
            "Debian's golang-go and golang-github-golang-jwt-jwt-dev",
            "go version && ls $GOLANG_JWT",
            "go mod edit -replace github.com/golang-jwt/jwt/v4=$GOLANG_JWT && go build",
            "./orders");

    /** In what Maven prints if the network, or what is behind it, lacks something. */
    private static final Pattern NOT_TO_BE_HAD =
            Pattern.compile("(?i)could not (be resolved|find artifact|transfer|get)|was not found in|in offline mode");

    private static final Path SAMPLES = Path.of("docs/verify");
    private static final Path COPIES = Path.of("target/resource-servers").toAbsolutePath();

    private final String needs;
    private final String check;
    private final String build;
    private final String start;

    /**
     * The commands are for a shell, in the folder of the copy.
     *
     * @param check fails if the machine lacks what the sample {@code needs}
     */
    ResourceServer(String needs, String check, String build, String start) {
        this.needs = needs;
        this.check = check;
        this.build = build;
        this.start = start;
    }

    /** Writes the name of an interpreter that has these modules to the file {@code python}. */
    private static String python(String modules) {
        return "for python in python3 /usr/bin/python3; do $python -c 'import sys, " + modules
                + "; print(sys.executable)' > python && exit; done; exit 1";
    }

    /** Copies the sample and builds it. Returns what it needs if the machine lacks that. */
    Optional<String> prepare() {
        try {
            copy();
            if (run(check) != 0) {
                return Optional.of(needs);
            }
            if (run(build) != 0) {
                assertThat(Files.readString(log())).as("build of %s", this).containsPattern(NOT_TO_BE_HAD);
                return Optional.of(needs);
            }
            return Optional.empty();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(name(), e);
        }
    }

    /** Starts it and does not wait. */
    Replica start(String issuer, int port) throws IOException {
        return start(start, issuer, port);
    }

    /** Starts it with another command. */
    Replica start(String command, String issuer, int port) throws IOException {
        ProcessBuilder builder = shell("exec " + command);
        builder.environment().put("ISSUER", issuer);
        builder.environment().put("PORT", Integer.toString(port));
        builder.environment().put("DJANGO_SECRET_KEY", "for tests only");
        return Replica.start(builder);
    }

    Path folder() {
        return COPIES.resolve(sample());
    }

    String sample() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Path log() {
        return folder().resolve("build.log");
    }

    private void copy() throws IOException, InterruptedException {
        Files.createDirectories(COPIES);
        new ProcessBuilder("rm", "-rf", folder().toString()).start().waitFor();
        Path sample = SAMPLES.resolve(sample());
        try (Stream<Path> files = Files.walk(sample)) {
            for (Path file : files.toList()) {
                Path copy = folder().resolve(sample.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private int run(String command) throws IOException, InterruptedException {
        return shell(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start()
                .waitFor();
    }

    private ProcessBuilder shell(String command) {
        ProcessBuilder builder = Replica.process(List.of("sh", "-c", command)).directory(folder().toFile());
        String root = Path.of("").toAbsolutePath().toString();
        String repository = System.getProperty("maven.repo.local");
        builder.environment().put("ROOT", root);
        builder.environment().put("JAVA", String.join(" ", Replica.java()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment()
                .put("MAVEN", root + "/mvnw -B -q" + (repository == null ? "" : " -Dmaven.repo.local=" + repository));
        builder.environment().put("GOLANG_JWT", "/usr/share/gocode/src/github.com/golang-jwt/jwt");
        builder.environment().put("GOFLAGS", "-mod=mod");
        builder.environment().put("GOPROXY", "off");
        return builder;
    }
}
