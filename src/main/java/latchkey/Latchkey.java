package latchkey;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import latchkey.command.Explained;
import latchkey.command.LatchkeyCommand;
import picocli.CommandLine;

/** The process: the service itself, or one of its commands. */
@QuarkusMain
public class Latchkey implements QuarkusApplication {

    private static final Set<String> HELP = Set.of("-h", "--help", "help", "-V", "--version");

    /** A command does without the port, the banner, the messages of the start, and steps that the operator did not ask for. */
    private static final Map<String, String> QUIET = Map.of(
            "quarkus.http.host-enabled", "false",
            "quarkus.management.host-enabled", "false",
            "quarkus.banner.enabled", "false",
            "quarkus.log.level", "ERROR",
            // The command says it itself.
            "quarkus.log.category.\"latchkey.key\".level", "OFF",
            "quarkus.log.console.stderr", "true",
            "quarkus.log.handler.console.audit.stderr", "true",
            "latchkey.migrate-at-start", "false");

    private static final Set<String> WITHOUT_TABLES = Set.of("serve", "migrate", "calibrate");

    private final Instance<CommandLine.IFactory> factory;
    private final Instance<LatchkeyCommand> service;
    private final Instance<Schema> schema;

    Latchkey(Instance<CommandLine.IFactory> factory, Instance<LatchkeyCommand> service, Instance<Schema> schema) {
        this.factory = factory;
        this.service = service;
        this.schema = schema;
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
                .setExecutionStrategy(this::execute)
                .setExecutionExceptionHandler((e, line, result) -> refuse(line, Explained.of(e)))
                .execute(args);
    }

    /** Once the command is understood. */
    private int execute(CommandLine.ParseResult parsed) throws CommandLine.ExecutionException {
        List<CommandLine> line = parsed.asCommandLineList();
        CommandLine last = line.get(line.size() - 1);
        try {
            Optional<String> flaw = needsTables(line) ? schema.get().flaw() : Optional.empty();
            return flaw.isPresent() ? refuse(last, flaw.get()) : new CommandLine.RunLast().execute(parsed);
        } catch (Sql.Failed e) {
            return refuse(last, Explained.of(e));
        }
    }

    private static boolean needsTables(List<CommandLine> line) {
        CommandLine last = line.get(line.size() - 1);
        boolean does = last.getCommand() instanceof Method || line.size() > 1 && last.getCommand() instanceof Callable;
        return does && line.stream().map(CommandLine::getCommandName).noneMatch(WITHOUT_TABLES::contains);
    }

    private static int refuse(CommandLine line, String sentence) {
        line.getErr().println(sentence);
        return CommandLine.ExitCode.SOFTWARE;
    }
}
