package latchkey.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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

    /** In a source with this prefix, SmallRye Config looks names up as in the environment: upper case with underscores. */
    static final String NAME = EnvConfigSource.NAME + "[files]";

    static final String DIRECTORY = "latchkey.secrets-directory";

    /** Quarkus has settings of its own that end with {@code _FILE}, but none of them belongs to the data source. */
    private static final Pattern FILE_VARIABLE = Pattern.compile("((?:LATCHKEY|QUARKUS_DATASOURCE)_.+)_FILE");

    /** Names of files that are settings; the directory may contain other files. */
    private static final Pattern SETTING_NAME = Pattern.compile("(?i)(latchkey|quarkus)[._].+");

    /** The largest file that is read, in bytes: a device such as {@code /dev/zero} never ends. */
    private static final int MAX_SIZE = 1 << 20;

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
        return source.getName().equals(NAME) && source.getOrdinal() == ORDINAL;
    }

    static List<ConfigSource> sources(Map<String, String> environment, @Nullable String directory) {
        ConfigSource named = source(fromVariables(environment), ORDINAL);
        return directory == null || directory.isEmpty()
                ? List.of(named)
                : List.of(named, source(fromDirectory(Path.of(directory)), DIRECTORY_ORDINAL));
    }

    private static ConfigSource source(Map<String, String> values, int ordinal) {
        return new EnvConfigSource(values, ordinal) {
            @Override
            public String getName() {
                return SecretFiles.NAME;
            }
        };
    }

    private static Map<String, String> fromVariables(Map<String, String> environment) {
        Map<String, String> values = new HashMap<>();
        environment.forEach((variable, file) -> {
            Matcher naming = FILE_VARIABLE.matcher(variable);
            if (naming.matches() && !file.isEmpty()) {
                String setting = naming.group(1);
                if (!environment.getOrDefault(setting, "").isEmpty()) {
                    throw new ConfigurationException(
                            String.format(Locale.ROOT, "%s and %s are both set: keep one.", setting, variable));
                }
                values.put(setting, read(variable, Path.of(file)));
            }
        });
        return values;
    }

    /** Skips files that begin with a dot, where Kubernetes keeps the contents; the other files are symbolic links to them. */
    private static Map<String, String> fromDirectory(Path directory) {
        Map<String, Path> settings = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> SETTING_NAME.matcher(nameOf(file)).matches() && !Files.isDirectory(file))
                    .sorted()
                    .forEach(file -> refuseDuplicates(settings.putIfAbsent(asVariable(nameOf(file)), file), file));
        } catch (IOException e) {
            throw new ConfigurationException(
                    String.format(Locale.ROOT, "%s is %s, which is not a readable folder.", DIRECTORY, directory));
        }
        Map<String, String> values = new HashMap<>();
        settings.values().forEach(file -> values.put(nameOf(file), read("A file of " + DIRECTORY, file)));
        return values;
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

    /** The variable of the environment for a setting (MicroProfile Config, "Environment Variables Mapping Rules"). */
    private static String asVariable(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private static String read(String variable, Path file) {
        try (InputStream bytes = Files.newInputStream(file)) {
            byte[] content = bytes.readNBytes(MAX_SIZE + 1);
            if (content.length > MAX_SIZE) {
                throw flaw(variable, file, String.format(Locale.ROOT, "has more than %d bytes", MAX_SIZE));
            }
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
            return withoutLineEnd(text);
        } catch (CharacterCodingException e) {
            throw flaw(variable, file, "is not UTF-8 text");
        } catch (IOException e) {
            throw flaw(variable, file, "is not a readable file");
        }
    }

    /** Editors and {@code echo} add a line end; everything else belongs to the secret. */
    private static String withoutLineEnd(String text) {
        int end = text.length() - (text.endsWith("\r\n") ? 2 : text.endsWith("\n") ? 1 : 0);
        return text.substring(0, end);
    }

    private static ConfigurationException flaw(String variable, Path file, String why) {
        return new ConfigurationException(String.format(Locale.ROOT, "%s is %s, which %s.", variable, file, why));
    }
}
