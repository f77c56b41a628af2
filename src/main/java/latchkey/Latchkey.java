package latchkey;

import static java.util.Objects.requireNonNullElse;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.Map;
import java.util.Set;
import latchkey.command.LatchkeyCommand;
import picocli.CommandLine;

/** The process: the service itself, or one of its commands. */
@QuarkusMain
public class Latchkey implements QuarkusApplication {

    private static final Set<String> HELP = Set.of("-h", "--help", "help", "-V", "--version");

    /** What a command does without: the port, the banner, what is told on the way up, and steps that nobody asked for. */
    private static final Map<String, String> QUIET = Map.of(
            "quarkus.http.host-enabled", "false",
            "quarkus.management.host-enabled", "false",
            "quarkus.banner.enabled", "false",
            "quarkus.log.level", "ERROR",
            "quarkus.log.console.stderr", "true",
            "quarkus.log.handler.console.audit.stderr", "true",
            "latchkey.migrate-at-start", "false");

    private final Instance<CommandLine.IFactory> factory;
    private final Instance<LatchkeyCommand> service;

    Latchkey(Instance<CommandLine.IFactory> factory, Instance<LatchkeyCommand> service) {
        this.factory = factory;
        this.service = service;
    }

    public static void main(String... args) {
        if (List.of(args).stream().anyMatch(HELP::contains)) {
            System.exit(new CommandLine(LatchkeyCommand.class).execute(args));
        }
        if (args.length > 0 && !args[0].equals("serve")) {
            QUIET.forEach(System::setProperty);
        }
        Quarkus.run(Latchkey.class, args);
    }

    @Override
    @ActivateRequestContext
    public int run(String... args) {
        if (args.length == 0) {
            // What it takes to understand a command would be in the way of the first request.
            return service.get().serve();
        }
        return new CommandLine(LatchkeyCommand.class, factory.get())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, line, result) -> {
                    line.getErr().println(requireNonNullElse(e.getMessage(), e.toString()));
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(args);
    }
}
