package latchkey;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import latchkey.command.LatchkeyCommand;
import picocli.CommandLine;

/** What a command is, told without a start, and so without settings and a database. */
final class Help {

    private static final String HELP = "help";

    /** The commands as they are typed. */
    static CommandLine line(CommandLine.IFactory factory) {
        return new CommandLine(LatchkeyCommand.class, factory).setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** Tells what {@code args} ask to be told, where that is all: the exit code. */
    static OptionalInt print(String... args) {
        if (Arrays.stream(args).noneMatch(arg -> arg.startsWith("-") || arg.equals(HELP))) {
            return OptionalInt.empty();
        }
        try {
            Integer code = CommandLine.executeHelpRequest(
                    line(CommandLine.defaultFactory()).parseArgs(asked(args)));
            return code == null ? OptionalInt.empty() : OptionalInt.of(code);
        } catch (CommandLine.ParameterException notUnderstood) {
            return OptionalInt.empty();
        }
    }

    /** {@code help import} is {@code import --help}. */
    private static String[] asked(String... args) {
        if (!args[0].equals(HELP)) {
            return args;
        }
        List<String> asked = new ArrayList<>(Arrays.asList(args).subList(1, args.length));
        asked.add("--help");
        return asked.toArray(String[]::new);
    }

    private Help() {}
}
