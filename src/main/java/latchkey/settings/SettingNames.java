package latchkey.settings;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of all settings, read from docs/settings.md, which is packaged in the jar. */
public final class SettingNames {

    /** How a row of the table begins. */
    private static final String ROW = "| `latchkey.";

    /** The placeholder in docs/settings.md for a name that the operator chooses, in a setting that can be set several times. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\"<[a-z]+>\"");

    /** The name that the operator chose, in a property or in a variable. */
    private static final Pattern CHOSEN_NAME = Pattern.compile("\"([^\"]*)\"|__(.+)__");

    /** What a variable cannot have in its name. */
    private static final Pattern UNNAMEABLE = Pattern.compile("[^A-Z0-9]");

    /** The items of a list may be set one by one, and a secret may be in a file. */
    private static final Pattern ENDING = Pattern.compile("(_[0-9]+_?)?(_FILE)?$");

    /** How many letters a typing error changes, adds or leaves out at most. */
    private static final int TYPING_ERROR = 2;

    private final List<String> names;
    private final Set<String> variables;

    private SettingNames(List<String> names) {
        this.names = names;
        this.variables = names.stream().map(SettingNames::asVariable).collect(toSet());
    }

    public static SettingNames read() {
        try (InputStream page = requireNonNull(SettingNames.class.getResourceAsStream("/settings.md"))) {
            // Names are ASCII, and this is read faster than UTF-8.
            return new SettingNames(new String(page.readAllBytes(), ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith(ROW))
                    .map(line -> line.substring(3, line.indexOf('`', 3)))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of settings that can be set once. */
    List<String> plain() {
        return names.stream().filter(name -> !PLACEHOLDER.matcher(name).find()).toList();
    }

    /** Whether {@code name} is a setting, written as a property or as a variable. */
    boolean isSetting(String name) {
        String variable = asVariable(name);
        return variables.contains(variable)
                || variables.contains(ENDING.matcher(variable).replaceFirst(""))
                || names.stream().anyMatch(known -> isOneOfSeveral(known, variable));
    }

    private static boolean isOneOfSeveral(String known, String variable) {
        Matcher placeholder = PLACEHOLDER.matcher(known);
        if (!placeholder.find() || !variable.startsWith(asVariable(known.substring(0, placeholder.start())))) {
            return false;
        }
        String after = asVariable(known.substring(placeholder.end()));
        return variable.length() > placeholder.start() + after.length()
                && (variable.endsWith(after)
                        || ENDING.matcher(variable).replaceFirst("").endsWith(after));
    }

    /**
     * Whether {@code name}, which is no setting, was meant as one: it begins as settings do ({@code LATCHKEY_SESSION_…}), or has a
     * typing error.
     */
    boolean isMeant(String name) {
        String variable = asVariable(name);
        return names.stream()
                .anyMatch(known -> variable.startsWith(asVariable(beginning(known)))
                        || distance(asVariable(withChosenName(known, name)), variable) <= TYPING_ERROR);
    }

    /** The words that it shares with other settings; all of a setting that shares none. */
    private static String beginning(String known) {
        int end = known.indexOf('.', "latchkey.".length());
        return end < 0 ? known : known.substring(0, end + 1);
    }

    /**
     * A sentence that {@code name}, as the operator wrote it, is not a setting, and which ones may be meant.
     *
     * @param place where the operator wrote it: {@code in the environment}
     */
    String unknownSetting(String name, String place) {
        boolean variable = name.startsWith("LATCHKEY_");
        TreeMap<Integer, TreeSet<String>> byDistance = names.stream()
                .map(known -> withChosenName(known, name))
                .map(known -> variable ? asVariable(known) : known)
                .collect(groupingBy(known -> distance(known, name), TreeMap::new, toCollection(TreeSet::new)));
        Map.Entry<Integer, TreeSet<String>> nearest = byDistance.firstEntry();
        return name + ", set " + place + ", is not a setting"
                + (nearest.getKey() <= name.length() / 3
                        ? ". Did you mean " + String.join(" or ", nearest.getValue()) + "?"
                        : "; docs/settings.md lists all settings.");
    }

    /** The variable of the environment that sets {@code name}. */
    static String asVariable(String name) {
        return UNNAMEABLE.matcher(name.toUpperCase(Locale.ROOT)).replaceAll("_");
    }

    /** Replaces the placeholder by the name that the operator chose. */
    private static String withChosenName(String known, String name) {
        Matcher chosen = CHOSEN_NAME.matcher(name);
        String word = !chosen.find() ? "name" : requireNonNullElse(chosen.group(1), chosen.group(2));
        return PLACEHOLDER.matcher(known).replaceAll(Matcher.quoteReplacement("\"" + word + "\""));
    }

    /** The Levenshtein distance: how many letters to change, add or remove. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
