package latchkey.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine;

/** Prints the help of a command before the service starts, so that help needs neither settings nor a database. */
public final class CommandHelp {

    private static final String HELP = "help";

    /** The command line that parses the arguments. */
    public static CommandLine line(CommandLine.IFactory factory) {
        return new CommandLine(LatchkeyCommand.class, factory).setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** Prints help or version if {@code args} ask for it, and returns the exit code; else empty. */
    public static OptionalInt print(String... args) {
        if (Arrays.stream(args).noneMatch(arg -> arg.startsWith("-") || arg.equals(HELP))) {
            return OptionalInt.empty();
        }
        try {
            Integer code = CommandLine.executeHelpRequest(
                    line(CommandLine.defaultFactory()).parseArgs(helpArguments(args)));
            return code == null ? OptionalInt.empty() : OptionalInt.of(code);
        } catch (CommandLine.ParameterException invalid) {
            return OptionalInt.empty();
        }
    }

    /** Turns {@code help import} into {@code import --help}. */
    private static String[] helpArguments(String... args) {
        if (!args[0].equals(HELP)) {
            return args;
        }
        List<String> arguments = new ArrayList<>(Arrays.asList(args).subList(1, args.length));
        arguments.add("--help");
        return arguments.toArray(String[]::new);
    }

    private CommandHelp() {}
}
