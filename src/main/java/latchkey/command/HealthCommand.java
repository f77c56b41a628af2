package latchkey.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.configuration.QuarkusConfigBuilderCustomizer;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import latchkey.command.output.Output;
import latchkey.settings.UnreadableSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks the service on this machine whether it is ready. Runs without a start: images have no other program that can ask. */
@Command(
        name = HealthCommand.NAME,
        description =
                "Ask the service on this machine whether it is ready, at QUARKUS_MANAGEMENT_PORT. The exit code is 0 if"
                        + " it is, else 1. Needs neither database nor secret.",
        mixinStandardHelpOptions = true)
public final class HealthCommand implements Callable<Integer> {

    public static final String NAME = "health";

    private static final int DEFAULT_PORT = 9000;

    /** Longer than the service waits for its database before it answers. */
    private static final int TIMEOUT_MILLIS = 5_000;

    @Mixin
    Output output;

    /** Runs the command before the service would start; returns the exit code. */
    public static int run(String... args) {
        return CommandHelp.line(CommandLine.defaultFactory()).execute(args);
    }

    @Override
    public Integer call() throws IOException {
        SmallRyeConfig settings = settings();
        try {
            int port = settings.getOptionalValue("quarkus.management.port", Integer.class)
                    .orElse(DEFAULT_PORT);
            return port == 0
                    ? output.refused("QUARKUS_MANAGEMENT_PORT is 0: set it to the port that the service has chosen.")
                    : ask(address(settings, port));
        } catch (IllegalArgumentException unreadable) {
            return output.refused(
                    new UnreadableSettings(System.getenv()).sentence(String.valueOf(unreadable.getMessage())));
        } catch (UnknownHostException e) {
            return output.refused("QUARKUS_MANAGEMENT_HOST is no address.");
        }
    }

    private int ask(URL address) {
        int port = address.getPort();
        try {
            return answer(address);
        } catch (ConnectException e) {
            return output.refused(say("Not ready: nothing listens on port %d.", port));
        } catch (SocketTimeoutException e) {
            return output.refused(say("Not ready: port %d does not answer.", port));
        } catch (IOException e) {
            return output.refused(say(
                    "Not ready: port %d does not answer as Latchkey does: %s.", port, String.valueOf(e.getMessage())));
        }
    }

    /** The settings that the service on this machine reads, too, without those that only its start can read. */
    private static SmallRyeConfig settings() {
        return new SmallRyeConfigBuilder()
                .withCustomizers(new QuarkusConfigBuilderCustomizer())
                .addDefaultInterceptors()
                .addDefaultSources()
                .build();
    }

    private static URL address(SmallRyeConfig settings, int port) throws IOException {
        InetAddress host = InetAddress.getByName(settings.getOptionalValue("quarkus.management.host", String.class)
                .orElse("0.0.0.0"));
        InetAddress asked = host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host;
        return new URL("http", asked.getHostAddress(), port, "/q/health/ready");
    }

    private int answer(URL address) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        int status = connection.getResponseCode();
        if (status == HttpURLConnection.HTTP_OK) {
            return output.done("Ready.", Map.of("ready", true));
        }
        if (status != HttpURLConnection.HTTP_UNAVAILABLE) {
            return output.refused(
                    say("Not ready: port %d answers %d, and is not that of Latchkey.", address.getPort(), status));
        }
        try (InputStream body = connection.getErrorStream()) {
            return output.refused("Not ready: " + reasons(new ObjectMapper().readTree(body)) + ".");
        }
    }

    /** Which checks failed, and why, in the order of their names: the service answers in the order in which they ended. */
    private static String reasons(JsonNode health) {
        List<String> reasons = new ArrayList<>();
        for (JsonNode check : health.path("checks")) {
            if (check.path("status").asText().equals("DOWN")) {
                String name = check.path("name").asText();
                String reason = check.at("/data/reason").asText();
                reasons.add(reason.isEmpty() ? name : name + " (" + reason + ")");
            }
        }
        Collections.sort(reasons);
        return String.join(", ", reasons);
    }

    private static String say(String sentence, Object... facts) {
        return String.format(Locale.ROOT, sentence, facts);
    }
}
