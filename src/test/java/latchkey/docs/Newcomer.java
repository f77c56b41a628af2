package latchkey.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Types what a page of the documentation says, and nothing else.
 *
 * @param folder where the newcomer is
 * @param own what the newcomer has instead of what the page has, such as another port
 */
public record Newcomer(Path folder, Map<String, String> own) {

    /** For which a refusal is a failure. */
    private static final String CURL = "curl() { command curl --silent --show-error --fail-with-body \"$@\"; }\n";

    /** In another folder. */
    public Newcomer in(Path other) {
        return new Newcomer(other, own);
    }

    /** Runs commands in one shell, which stops at the first that fails. Returns what they print. */
    public String types(String commands) throws IOException, InterruptedException {
        Process shell = shell(CURL + commands).redirectErrorStream(true).start();
        String printed = new String(shell.getInputStream().readAllBytes(), UTF_8);
        assertThat(shell.waitFor()).as(commands + "\n" + printed).isZero();
        return printed;
    }

    /** Commands of which the last goes on running. */
    public ProcessBuilder shell(String commands) {
        ProcessBuilder shell = new ProcessBuilder("sh", "-euc", adapted(commands)).directory(folder.toFile());
        Map<String, String> environment = shell.environment();
        environment.keySet().removeIf(name -> name.startsWith("QUARKUS_") || name.startsWith("LATCHKEY_"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.putIfAbsent("MAVEN_ARGS", "-B -ntp");
        return shell;
    }

    /** Writes a program of a page into a file. */
    public void saves(String program, String file) throws IOException {
        Files.writeString(folder.resolve(file), adapted(program));
    }

    private String adapted(String text) {
        String replaced = own.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|"));
        return own.isEmpty()
                ? text
                : Pattern.compile(replaced)
                        .matcher(text)
                        .replaceAll(found -> Matcher.quoteReplacement(own.get(found.group())));
    }
}
