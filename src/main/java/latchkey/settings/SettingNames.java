package latchkey.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of all settings, read from docs/settings.md, which is packaged in the jar. */
public final class SettingNames {

    private static final Pattern ROW = Pattern.compile("^\\| `(latchkey\\.[^`]+)`", Pattern.MULTILINE);

    /** The placeholder in docs/settings.md for a name that the operator chooses, in a setting that can be set several times. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\"<[a-z]+>\"");

    /** The name that the operator chose, in a property or in a variable. */
    private static final Pattern CHOSEN_NAME = Pattern.compile("\"([^\"]*)\"|__(.+)__");

    /** Variables that Kubernetes and Docker set for a service that is called latchkey. */
    private static final Pattern SERVICE_VARIABLE = Pattern.compile("LATCHKEY_(SERVICE_.*|PORT_.*|NAME|ENV_.*)");

    private final List<String> names;

    private SettingNames(List<String> names) {
        this.names = names;
    }

    public static SettingNames read() {
        try (InputStream page = requireNonNull(SettingNames.class.getResourceAsStream("/settings.md"))) {
            return new SettingNames(ROW.matcher(new String(page.readAllBytes(), UTF_8))
                    .results()
                    .map(row -> row.group(1))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of settings that can be set once. */
    List<String> plain() {
        return names.stream().filter(name -> !PLACEHOLDER.matcher(name).find()).toList();
    }

    /**
     * One warning for each variable of the environment, and each file, that looks like a setting of Latchkey and is none.
     *
     * @param files their names
     */
    public Stream<String> unknown(Map<String, String> environment, Collection<String> files) {
        Stream<String> variables = environment.entrySet().stream()
                .filter(variable -> !SERVICE_VARIABLE.matcher(variable.getKey()).matches()
                        && !variable.getValue().startsWith("tcp://"))
                .map(Map.Entry::getKey)
                // Containers can also set a variable with the name of the property.
                .filter(name -> name.matches("(?s)(LATCHKEY_|latchkey[.]).*"));
        return Stream.concat(variables, files.stream().filter(name -> name.matches("(?is)latchkey[._].*")))
                .filter(name -> !isSettingVariable(asVariable(name)))
                .sorted()
                .map(this::unknownSetting);
    }

    /** A sentence that {@code name}, as the operator wrote it, is not a setting, and which one may be meant. */
    public String unknownSetting(String name) {
        boolean variable = name.startsWith("LATCHKEY_");
        Optional<String> nearest = names.stream()
                .map(known -> withChosenName(known, name))
                .map(known -> variable ? asVariable(known) : known)
                .min(Comparator.comparingInt(known -> distance(known, name)))
                .filter(known -> distance(known, name) <= name.length() / 3);
        return name + " is not a setting"
                + nearest.map(known -> ". Did you mean " + known + "?")
                        .orElse("; docs/settings.md lists all settings.");
    }

    /** The variable of the environment that sets {@code name}. */
    static String asVariable(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private boolean isSettingVariable(String variable) {
        return names.stream()
                .map(name -> PLACEHOLDER
                        .splitAsStream(name + " ")
                        .map(part -> asVariable(part.strip()))
                        .collect(Collectors.joining(".+")))
                // The items of a list may be set one by one, and a secret may be in a file.
                .anyMatch(name -> variable.matches(name + "(_[0-9]+_?)?(_FILE)?"));
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
