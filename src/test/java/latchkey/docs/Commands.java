package latchkey.docs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import latchkey.command.CommandHelp;
import picocli.CommandLine;

/** The commands of a block, as far as they can be compared with the code. */
public final class Commands {

    private static final Pattern ASSIGNMENT = Pattern.compile("(\\w+)=('[^']*'|\"[^\"$`]*\"|[^\\s;'\"$(]*)");

    private static final Pattern ASSIGNMENTS =
            Pattern.compile("(?:export )?" + ASSIGNMENT + "(?:[; ]+" + ASSIGNMENT + ")*");

    private static final Pattern CURL = Pattern.compile("(?:^|\\$\\()curl ([^|\n]*)", Pattern.MULTILINE);

    private static final Pattern URL = Pattern.compile("https?://[^/\\s'\"]+([^\\s'\"?]*)");

    private static final Pattern METHOD = Pattern.compile("(?:-X|--request) +(\\w+)");

    private static final Pattern LATCHKEY = Pattern.compile("(?:^|\\| *)latchkey ([^|>#\n]*)", Pattern.MULTILINE);

    private static final Pattern WORD = Pattern.compile("'[^']*'|\"[^\"]*\"|\\S+");

    private static final CommandLine LINE = CommandHelp.line(CommandLine.defaultFactory());

    /** A request that curl would make. */
    public record Request(String method, String path) {}

    /** The lines of a block that no test compares with the code: all but assignments, curl and Latchkey's own commands. */
    static List<String> unchecked(String block) {
        return lines(block)
                .filter(line -> !ASSIGNMENTS.matcher(line).matches()
                        && !line.matches("(?:\\w+=\\$\\()?curl .*")
                        && !line.startsWith("latchkey "))
                .toList();
    }

    /** The variables that a block sets. */
    static List<String> variables(String block) {
        return lines(block)
                .flatMap(line -> ASSIGNMENT.matcher(line).results())
                .map(variable -> variable.group(1))
                .toList();
    }

    /** What each {@code curl} of a block requests; {@code $name} is what the block has set. */
    public static List<Request> requests(String block) {
        Map<String, String> set = new HashMap<>();
        List<Request> requests = new ArrayList<>();
        lines(block).forEach(line -> {
            ASSIGNMENT
                    .matcher(line)
                    .results()
                    .forEach(variable ->
                            set.put(variable.group(1), variable.group(2).replaceAll("['\"]", "")));
            CURL.matcher(line).results().map(curl -> curl.group(1)).forEach(arguments -> request(arguments, set)
                    .ifPresent(requests::add));
        });
        return requests;
    }

    private static Optional<Request> request(String arguments, Map<String, String> set) {
        String filled = arguments;
        for (Map.Entry<String, String> variable : set.entrySet()) {
            filled =
                    filled.replaceAll("\\$" + variable.getKey() + "\\b", Matcher.quoteReplacement(variable.getValue()));
        }
        Matcher method = METHOD.matcher(filled);
        String verb = method.find() ? method.group(1) : filled.contains(" -d ") ? "POST" : "GET";
        return URL.matcher(filled).results().findFirst().map(url -> new Request(verb, url.group(1)));
    }

    /** The arguments of each {@code latchkey} in a block or a sentence. */
    static List<List<String>> ofLatchkey(String text) {
        return lines(text)
                .flatMap(line -> LATCHKEY.matcher(line).results())
                .map(command -> WORD.matcher(command.group(1))
                        .results()
                        .map(MatchResult::group)
                        .toList())
                .toList();
    }

    /** What is unknown in the arguments, if anything: a command or an option. Values are not checked. */
    static Optional<String> unknown(List<String> arguments) {
        CommandLine command = LINE;
        for (String argument : arguments) {
            String option = argument.replaceFirst("=.*", "");
            if (option.startsWith("-") && option.length() > 1) {
                if (command.getCommandSpec().findOption(option) == null) {
                    return Optional.of(option);
                }
            } else if (command.getSubcommands().containsKey(argument)) {
                command = command.getSubcommands().get(argument);
            } else if (!takesArguments(command)) {
                return Optional.of(argument);
            }
        }
        return Optional.empty();
    }

    private static boolean takesArguments(CommandLine command) {
        return !command.getCommandSpec().positionalParameters().isEmpty()
                || command.getCommandSpec().options().stream()
                        .anyMatch(option -> option.arity().max() > 0);
    }

    /** Without comments, and with what a backslash continues on one line. */
    private static Stream<String> lines(String block) {
        return Arrays.stream(block.replaceAll("\\\\\n\\s*", "").split("\n"))
                .map(line -> line.replaceFirst("(?:^|\\s{2,})#.*$", "").strip())
                .filter(line -> !line.isEmpty());
    }

    private Commands() {}
}
