package latchkey.settings;

import io.smallrye.config.ConfigValidationException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Settings that cannot be read, each in a sentence that calls it what the operator called it. */
public final class Unread {

    private static final Pattern VALUE = Pattern.compile(
            "(?s).*The config property (?<name>\\S+) with the config value \"(?<value>.*)\" threw an Exception whilst being"
                    + " converted (?<why>.*)");

    private static final Pattern MISSING = Pattern.compile("(?s).*The config property (?<name>\\S+) is required.*");

    private static final Pattern NO_SETTING = Pattern.compile("(?s).*SRCFG00050: (?<name>.+?) in .* does not map .*");

    private static final Pattern ALLOWED = Pattern.compile("(?s).*allowed values: (?<values>.*)");

    /** What SmallRye Config and Java say of a value, and what it should have been. */
    private static final Map<String, String> KINDS = Map.of(
            "duration", "no duration, as PT30M",
            "integer", "no whole number",
            "long", "no whole number",
            "static method", "no time, as 2027-01-31T00:00:00Z");

    private final Map<String, String> environment;

    public Unread(Map<String, String> environment) {
        this.environment = environment;
    }

    /** A line each. */
    public String sentences(ConfigValidationException refused) {
        return IntStream.range(0, refused.getProblemCount())
                .mapToObj(refused::getProblem)
                .map(problem -> sentence(problem.getMessage()))
                .distinct()
                .collect(Collectors.joining(System.lineSeparator()));
    }

    /** Of what a library says of one setting, or of something else. */
    public String sentence(String said) {
        Matcher value = VALUE.matcher(said);
        if (value.matches()) {
            return String.format(
                    Locale.ROOT,
                    "%s is \"%s\", which is %s.",
                    asWritten(value.group("name")),
                    value.group("value"),
                    kind(value.group("why")));
        }
        Matcher missing = MISSING.matcher(said);
        if (missing.matches()) {
            return asWritten(missing.group("name")) + " is not set, and has to be.";
        }
        Matcher none = NO_SETTING.matcher(said);
        return none.matches() ? SettingNames.read().isNone(none.group("name")) : said;
    }

    private static String kind(String why) {
        Matcher allowed = ALLOWED.matcher(why);
        if (allowed.matches()) {
            return "none of " + allowed.group("values").replace(",", ", ");
        }
        String said = why.toLowerCase(Locale.ROOT);
        return KINDS.entrySet().stream()
                .filter(kind -> said.contains(kind.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("nothing that it can be");
    }

    /** A variable of the environment is written otherwise, and a property of the command line counts more. */
    private String asWritten(String name) {
        String variable = SettingNames.asVariable(name);
        return environment.containsKey(variable) && System.getProperty(name) == null ? variable : name;
    }
}
