package latchkey.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the settings are called: docs/settings.md, which is in the jar, says it. */
public final class SettingNames {

    private static final Pattern ROW = Pattern.compile("^\\| `(latchkey\\.[^`]+)`", Pattern.MULTILINE);

    /** Where the page has a word for what the operator names, of a setting that there may be several of. */
    private static final Pattern PLACE = Pattern.compile("\"<[a-z]+>\"");

    /** What the operator named, in a property or in a variable. */
    private static final Pattern CHOSEN = Pattern.compile("\"([^\"]*)\"|__(.+)__");

    /** What Kubernetes and Docker tell of a service that is called latchkey. */
    private static final Pattern OF_A_SERVICE = Pattern.compile("LATCHKEY_(SERVICE_.*|PORT_.*|NAME|ENV_.*)");

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

    /** A sentence for each variable of the environment that looks like a setting of ours and is none. */
    public Stream<String> unknown(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(variable -> variable.getKey().startsWith("LATCHKEY_"))
                .filter(variable -> !OF_A_SERVICE.matcher(variable.getKey()).matches()
                        && !variable.getValue().startsWith("tcp://"))
                .map(Map.Entry::getKey)
                .filter(Predicate.not(this::isVariable))
                .sorted()
                .map(this::isNone);
    }

    /** Says of {@code name}, as the operator wrote it, that there is no such setting, and which one may be meant. */
    public String isNone(String name) {
        boolean variable = name.startsWith("LATCHKEY_");
        Optional<String> nearest = names.stream()
                .map(known -> asWritten(known, name))
                .map(known -> variable ? asVariable(known) : known)
                .min(Comparator.comparingInt(known -> distance(known, name)))
                .filter(known -> distance(known, name) <= name.length() / 3);
        return name + " is no setting"
                + nearest.map(known -> ": " + known + " is one.").orElse("; docs/settings.md has them all.");
    }

    /** The variable of the environment that sets {@code name}. */
    static String asVariable(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private boolean isVariable(String variable) {
        return names.stream()
                .map(name -> PLACE.splitAsStream(name + " ")
                        .map(part -> asVariable(part.strip()))
                        .collect(Collectors.joining(".+")))
                // A list may be given one by one, and a secret in a file.
                .anyMatch(name -> variable.matches(name + "(_[0-9]+_?)?(_FILE)?"));
    }

    /** With what the operator chose where the page has a word for it. */
    private static String asWritten(String known, String name) {
        Matcher chosen = CHOSEN.matcher(name);
        String word = !chosen.find() ? "name" : requireNonNullElse(chosen.group(1), chosen.group(2));
        return PLACE.matcher(known).replaceAll(Matcher.quoteReplacement("\"" + word + "\""));
    }

    /** How many letters to change, add or leave out (Levenshtein). */
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
