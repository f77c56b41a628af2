package latchkey.settings;

import io.smallrye.config.ConfigValidationException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Explains settings that cannot be read, one sentence each, by the names that the operator used. */
public final class UnreadableSettings {

    private static final Pattern VALUE = Pattern.compile(
            "(?s).*The config property (?<name>\\S+) with the config value \"(?<value>.*)\" threw an Exception whilst being"
                    + " converted (?<why>.*)");

    private static final Pattern MISSING = Pattern.compile("(?s).*The config property (?<name>\\S+) is required.*");

    private static final Pattern EMPTY =
            Pattern.compile("(?s).*The config property (?<name>\\S+) is defined as the empty String.*");

    private static final Pattern UNKNOWN =
            Pattern.compile("(?s).*SRCFG00050: (?<name>.+?) in (?<source>.*) does not map .*");

    private static final Pattern ALLOWED = Pattern.compile("(?s).*allowed values: (?<values>.*)");

    /** Words in the messages of SmallRye Config and Java, and what the value is not. */
    private static final Map<String, String> DESCRIPTIONS = Map.of(
            "duration", "not a duration such as PT30M",
            "integer", "not a whole number",
            "long", "not a whole number",
            "static method", "not a time such as 2027-01-31T00:00:00Z");

    private final Map<String, String> environment;

    public UnreadableSettings(Map<String, String> environment) {
        this.environment = environment;
    }

    /** One line for each setting that cannot be read. */
    public String sentences(ConfigValidationException refused) {
        return IntStream.range(0, refused.getProblemCount())
                .mapToObj(refused::getProblem)
                .map(problem -> sentence(problem.getMessage()))
                .distinct()
                .collect(Collectors.joining(System.lineSeparator()));
    }

    /** Rewords a library's message about one setting; returns any other message unchanged. */
    public String sentence(String said) {
        Matcher value = VALUE.matcher(said);
        if (value.matches()) {
            return String.format(
                    Locale.ROOT,
                    "%s is \"%s\", which is %s.",
                    nameInUse(value.group("name")),
                    value.group("value"),
                    description(value.group("why")));
        }
        Matcher missing = MISSING.matcher(said);
        if (missing.matches()) {
            return nameInUse(missing.group("name")) + " is required but not set.";
        }
        Matcher empty = EMPTY.matcher(said);
        if (empty.matches()) {
            return nameInUse(empty.group("name")) + " is empty: give it a value, or do not set it.";
        }
        Matcher none = UNKNOWN.matcher(said);
        return none.matches()
                ? SettingNames.read().unknownSetting(none.group("name"), UnknownSettings.place(none.group("source")))
                : said;
    }

    private static String description(String why) {
        Matcher allowed = ALLOWED.matcher(why);
        if (allowed.matches()) {
            return "not one of " + allowed.group("values").replace(",", ", ");
        }
        String said = why.toLowerCase(Locale.ROOT);
        return DESCRIPTIONS.entrySet().stream()
                .filter(description -> said.contains(description.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("not a valid value");
    }

    /** The variable of the environment, if the operator used it; a property of the command line overrides it. */
    private String nameInUse(String name) {
        String variable = SettingNames.asVariable(name);
        return environment.containsKey(variable) && System.getProperty(name) == null ? variable : name;
    }
}
