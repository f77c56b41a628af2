package latchkey;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import latchkey.command.Explained;
import latchkey.command.LatchkeyCommand;
import picocli.CommandLine;

/** The process: the service itself, or one of its commands. */
@QuarkusMain
public class Latchkey implements QuarkusApplication {

    /** It tells its version before the log is set up, and so on standard error where that fails. Held, or its level is lost. */
    private static final Logger VERSION = Logger.getLogger("org.hibernate.validator.internal.util.Version");

    /** A command does without the port, the banner, the messages of the start, and steps that the operator did not ask for. */
    private static final Map<String, String> QUIET = Map.of(
            "quarkus.http.host-enabled", "false",
            "quarkus.management.host-enabled", "false",
            "quarkus.banner.enabled", "false",
            "quarkus.log.level", "ERROR",
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
        // Else whatever a library formats has the digits, letters and calendar of the machine's locale.
        Locale.setDefault(Locale.ROOT);
        OptionalInt help = Help.print(args);
        if (help.isPresent()) {
            System.exit(help.getAsInt());
        }
        if (args.length > 0 && !args[0].equals("serve")) {
            QUIET.forEach(System::setProperty);
        }
        VERSION.setLevel(Level.WARNING);
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            Quarkus.run(Latchkey.class, FailedStart::end, args);
        } else {
            // Development goes on where the service ends.
            Quarkus.run(Latchkey.class, args);
        }
    }

    @Override
    @ActivateRequestContext
    public int run(String... args) {
        if (args.length == 0) {
            // What it takes to understand a command would be in the way of the first request.
            return service.get().serve();
        }
        return Help.line(factory.get())
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
