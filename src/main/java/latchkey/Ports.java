package latchkey;

import io.quarkus.runtime.LaunchMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** The ports that the service is about to listen on, tried before it begins to: later, a port that is taken ends in stack traces. */
final class Ports {

    private static final int MOST = 65_535;

    private static final List<String> ENCRYPTED = List.of(
            "quarkus.http.ssl.certificate.files",
            "quarkus.http.ssl.certificate.key-store-file",
            "quarkus.http.tls-configuration-name");

    private final Config config;

    Ports(Config config) {
        this.config = config;
    }

    private record Port(String setting, String host, int number) {

        /** As it is written in the environment. */
        String variable() {
            return setting.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
        }
    }

    /** Why one of them cannot be opened, in a sentence. */
    Optional<String> flaw() {
        if (LaunchMode.current() != LaunchMode.NORMAL || value("quarkus.http.so-reuse-port", Boolean.class, false)) {
            return Optional.empty();
        }
        List<Port> wanted = wanted();
        return shared(wanted)
                .or(() -> wanted.stream().flatMap(port -> flaw(port).stream()).findFirst());
    }

    private static Optional<String> shared(List<Port> wanted) {
        return wanted.stream()
                .flatMap(port -> wanted.stream()
                        .filter(other -> other != port && other.number() == port.number() && port.number() != 0)
                        .map(other -> String.format(
                                Locale.ROOT,
                                "%s and %s are both %d: each needs one of its own.",
                                port.variable(),
                                other.variable(),
                                port.number())))
                .findFirst();
    }

    private List<Port> wanted() {
        List<Port> wanted = new ArrayList<>();
        if (value("quarkus.http.host-enabled", Boolean.class, true)) {
            String host = value("quarkus.http.host", String.class, "0.0.0.0");
            if (!value("quarkus.http.insecure-requests", String.class, "enabled")
                    .equalsIgnoreCase("disabled")) {
                wanted.add(port("quarkus.http.port", host, 8080));
            }
            if (ENCRYPTED.stream().anyMatch(name -> config.getOptionalValue(name, String.class)
                    .isPresent())) {
                wanted.add(port("quarkus.http.ssl-port", host, 8443));
            }
        }
        if (value("quarkus.management.host-enabled", Boolean.class, true)) {
            wanted.add(
                    port("quarkus.management.port", value("quarkus.management.host", String.class, "0.0.0.0"), 9000));
        }
        return wanted;
    }

    private Port port(String setting, String host, int fallback) {
        return new Port(setting, host, value(setting, Integer.class, fallback));
    }

    private <T> T value(String name, Class<T> type, T fallback) {
        return config.getOptionalValue(name, type).orElse(fallback);
    }

    private static Optional<String> flaw(Port port) {
        if (port.number() < 0 || port.number() > MOST) {
            return Optional.of(String.format(
                    Locale.ROOT, "%s is %d; a port goes from 0 to %d.", port.variable(), port.number(), MOST));
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(port.host()), port.number()));
            return Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.of(host(port) + ", which is no address.");
        } catch (IOException e) {
            return Optional.of(why(port, String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT)));
        }
    }

    private static String why(Port port, String message) {
        if (message.contains("assign")) {
            return host(port) + ", which is no address of this machine.";
        }
        return message.contains("denied") || message.contains("permitted")
                ? String.format(
                        Locale.ROOT,
                        "Port %d may not be opened by this user: set %s to another, of 1024 or more.",
                        port.number(),
                        port.variable())
                : String.format(
                        Locale.ROOT,
                        "Port %d is taken by another process: set %s to another.",
                        port.number(),
                        port.variable());
    }

    private static String host(Port port) {
        return port.variable().replaceFirst("(_SSL)?_PORT$", "_HOST") + " is " + port.host();
    }
}
