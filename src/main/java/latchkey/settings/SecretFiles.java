package latchkey.settings;

import static java.util.stream.Collectors.toMap;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings from files, as Docker and Kubernetes mount secrets: from a file that a variable {@code LATCHKEY_…_FILE}
 * names, and from every file in {@code latchkey.secrets-directory} that has the name of a setting.
 */
public final class SecretFiles implements ConfigSourceFactory {

    static final String DIRECTORY = "latchkey.secrets-directory";

    /** Quarkus has settings of its own that end with {@code _FILE}, but none of them belongs to the data source. */
    private static final Pattern FILE_VARIABLE = Pattern.compile("((?:LATCHKEY|QUARKUS_DATASOURCE)_.+)_FILE");

    /** Names of files that are settings; the directory may contain other files. */
    private static final Pattern SETTING_NAME = Pattern.compile("(?i)(latchkey|quarkus)[._].+");

    /** The ordinal of the environment: a variable that names a file counts as much as a variable with the value. */
    private static final int ORDINAL = EnvConfigSource.ORDINAL;

    private static final int DIRECTORY_ORDINAL = ORDINAL - 10;

    /** @throws ConfigurationException with one sentence if a file cannot be read */
    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        ConfigValue directory = context.getValue(DIRECTORY);
        return sources(System.getenv(), directory == null ? null : directory.getValue());
    }

    /** Whether variables name the files that {@code source} has read; else they are in the directory. */
    static boolean areNamedByVariables(ConfigSource source) {
        return source.getName().equals(SecretFileSource.NAME) && source.getOrdinal() == ORDINAL;
    }

    static List<ConfigSource> sources(Map<String, String> environment, @Nullable String directory) {
        ConfigSource named = SecretFileSource.of(fromVariables(environment), ORDINAL);
        return directory == null || directory.isEmpty()
                ? List.of(named)
                : List.of(named, SecretFileSource.of(fromDirectory(Path.of(directory)), DIRECTORY_ORDINAL));
    }

    private static Map<String, SecretFile> fromVariables(Map<String, String> environment) {
        Map<String, SecretFile> files = new HashMap<>();
        environment.forEach((variable, file) -> {
            Matcher naming = FILE_VARIABLE.matcher(variable);
            if (naming.matches() && !file.isEmpty()) {
                String setting = naming.group(1);
                if (!environment.getOrDefault(setting, "").isEmpty()) {
                    throw new ConfigurationException(
                            String.format(Locale.ROOT, "%s and %s are both set: keep one.", setting, variable));
                }
                files.put(setting, new SecretFile(variable, Path.of(file)));
            }
        });
        return files;
    }

    /** Skips files that begin with a dot, where Kubernetes keeps the contents; the other files are symbolic links to them. */
    private static Map<String, SecretFile> fromDirectory(Path directory) {
        Map<String, Path> settings = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> SETTING_NAME.matcher(nameOf(file)).matches() && !Files.isDirectory(file))
                    .sorted()
                    .forEach(file ->
                            refuseDuplicates(settings.putIfAbsent(SettingNames.asVariable(nameOf(file)), file), file));
        } catch (IOException e) {
            throw new ConfigurationException(
                    String.format(Locale.ROOT, "%s is %s, which is not a readable folder.", DIRECTORY, directory));
        }
        return settings.values().stream()
                .collect(toMap(SecretFiles::nameOf, file -> new SecretFile("A file of " + DIRECTORY, file)));
    }

    private static void refuseDuplicates(@Nullable Path first, Path second) {
        if (first != null) {
            throw new ConfigurationException(
                    String.format(Locale.ROOT, "%s and %s have the same setting: keep one.", first, second));
        }
    }

    private static String nameOf(Path file) {
        return file.getFileName().toString();
    }
}
