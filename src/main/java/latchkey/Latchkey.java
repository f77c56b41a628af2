package latchkey;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.enterprise.inject.Instance;
import jakarta.persistence.PersistenceException;
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
import latchkey.command.CommandFailure;
import latchkey.command.CommandHelp;
import latchkey.command.HealthCommand;
import latchkey.command.LatchkeyCommand;
import latchkey.database.SchemaCheck;
import picocli.CommandLine;

/** The process: the service, or one of its commands. */
@QuarkusMain
public class Latchkey implements QuarkusApplication {

    /**
     * Hibernate logs its versions before logging is configured; if the start then fails, they appear on standard error. The constant keeps
     * the logger, which would else lose its level.
     */
    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");

    /** Settings of a command: no port, no banner, no start messages, and no steps that the operator did not request. */
    private static final Map<String, String> QUIET = Map.of(
            "quarkus.http.host-enabled", "false",
            "quarkus.management.host-enabled", "false",
            "quarkus.banner.enabled", "false",
            "quarkus.log.level", "ERROR",
            // The command itself reports what happens to keys.
            "quarkus.log.category.\"latchkey.key\".level", "OFF",
            "quarkus.log.console.stderr", "true",
            "quarkus.log.handler.console.audit.stderr", "true",
            "latchkey.migrate-at-start", "false");

    private static final Set<String> WITHOUT_TABLES = Set.of("serve", "migrate", "calibrate");

    private final Instance<CommandLine.IFactory> factory;
    private final Instance<LatchkeyCommand> service;
    private final Instance<SchemaCheck> schema;

    Latchkey(Instance<CommandLine.IFactory> factory, Instance<LatchkeyCommand> service, Instance<SchemaCheck> schema) {
        this.factory = factory;
        this.service = service;
        this.schema = schema;
    }

    public static void main(String... args) {
        // Otherwise libraries format digits, letters and dates by the machine's locale.
        Locale.setDefault(Locale.ROOT);
        OptionalInt help = CommandHelp.print(args);
        if (help.isPresent()) {
            System.exit(help.getAsInt());
        }
        if (args.length > 0 && args[0].equals(HealthCommand.NAME)) {
            System.exit(HealthCommand.run(args));
        }
        if (args.length > 0 && !args[0].equals("serve")) {
            QUIET.forEach(System::setProperty);
        }
        HIBERNATE.setLevel(Level.WARNING);
        Quarkus.run(Latchkey.class, StartupFailure::end, args);
    }

    @Override
    @ActivateRequestContext
    public int run(String... args) {
        if (args.length == 0) {
            // Parsing a command would delay the first request.
            return service.get().serve();
        }
        return CommandHelp.line(factory.get())
                .setExecutionStrategy(this::execute)
                .setExecutionExceptionHandler((e, line, result) -> refuse(line, CommandFailure.of(e)))
                .execute(args);
    }

    /** Runs the parsed command. */
    private int execute(CommandLine.ParseResult parsed) throws CommandLine.ExecutionException {
        List<CommandLine> line = parsed.asCommandLineList();
        CommandLine last = line.get(line.size() - 1);
        try {
            Optional<String> flaw = needsTables(line) ? schema.get().flaw() : Optional.empty();
            return flaw.isPresent() ? refuse(last, flaw.get()) : new CommandLine.RunLast().execute(parsed);
        } catch (PersistenceException e) {
            return refuse(last, CommandFailure.of(e));
        }
    }

    static boolean needsTables(List<CommandLine> line) {
        CommandLine last = line.get(line.size() - 1);
        boolean does = last.getCommand() instanceof Method || line.size() > 1 && last.getCommand() instanceof Callable;
        return does && line.stream().map(CommandLine::getCommandName).noneMatch(WITHOUT_TABLES::contains);
    }

    private static int refuse(CommandLine line, String sentence) {
        line.getErr().println(sentence);
        return CommandLine.ExitCode.SOFTWARE;
    }
}
