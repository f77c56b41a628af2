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

/** Checks the ports before the service listens on them: later, a port in use ends in stack traces. */
final class PortCheck {

    private static final int MAX_PORT = 65_535;

    private static final List<String> TLS_SETTINGS = List.of(
            "quarkus.http.ssl.certificate.files",
            "quarkus.http.ssl.certificate.key-store-file",
            "quarkus.http.tls-configuration-name");

    private final Config config;

    PortCheck(Config config) {
        this.config = config;
    }

    private record Port(String setting, String host, int number) {

        /** The setting's name as an environment variable. */
        String variable() {
            return setting.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
        }
    }

    /** Why a port cannot be opened, in one sentence. */
    Optional<String> flaw() {
        if (LaunchMode.current() != LaunchMode.NORMAL || value("quarkus.http.so-reuse-port", Boolean.class, false)) {
            return Optional.empty();
        }
        List<Port> ports = ports();
        return duplicate(ports)
                .or(() -> ports.stream().flatMap(port -> flaw(port).stream()).findFirst());
    }

    private static Optional<String> duplicate(List<Port> ports) {
        return ports.stream()
                .flatMap(port -> ports.stream()
                        .filter(other -> other != port && other.number() == port.number() && port.number() != 0)
                        .map(other -> String.format(
                                Locale.ROOT,
                                "%s and %s are both %d: each needs one of its own.",
                                port.variable(),
                                other.variable(),
                                port.number())))
                .findFirst();
    }

    private List<Port> ports() {
        List<Port> ports = new ArrayList<>();
        if (value("quarkus.http.host-enabled", Boolean.class, true)) {
            String host = value("quarkus.http.host", String.class, "0.0.0.0");
            if (!value("quarkus.http.insecure-requests", String.class, "enabled")
                    .equalsIgnoreCase("disabled")) {
                ports.add(port("quarkus.http.port", host, 8080));
            }
            if (TLS_SETTINGS.stream().anyMatch(name -> config.getOptionalValue(name, String.class)
                    .isPresent())) {
                ports.add(port("quarkus.http.ssl-port", host, 8443));
            }
        }
        if (value("quarkus.management.host-enabled", Boolean.class, true)) {
            ports.add(port("quarkus.management.port", value("quarkus.management.host", String.class, "0.0.0.0"), 9000));
        }
        return ports;
    }

    private Port port(String setting, String host, int fallback) {
        return new Port(setting, host, value(setting, Integer.class, fallback));
    }

    private <T> T value(String name, Class<T> type, T fallback) {
        return config.getOptionalValue(name, type).orElse(fallback);
    }

    private static Optional<String> flaw(Port port) {
        if (port.number() < 0 || port.number() > MAX_PORT) {
            return Optional.of(String.format(
                    Locale.ROOT, "%s is %d; a port goes from 0 to %d.", port.variable(), port.number(), MAX_PORT));
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(port.host()), port.number()));
            return Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.of(host(port) + ", which is no address.");
        } catch (IOException e) {
            return Optional.of(explain(port, String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT)));
        }
    }

    private static String explain(Port port, String message) {
        if (message.contains("assign")) {
            return host(port) + ", which is no address of this machine.";
        }
        return message.contains("denied") || message.contains("permitted")
                ? String.format(
                        Locale.ROOT,
                        "This user may not open port %d: set %s to 1024 or more.",
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
