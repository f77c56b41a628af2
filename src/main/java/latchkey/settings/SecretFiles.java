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
 * Settings whose values are in files, as Docker and Kubernetes mount secrets: a file that {@code LATCHKEY_…_FILE} names, or all of
 * {@code latchkey.secrets-directory}, which are called as the settings are.
 */
public final class SecretFiles implements ConfigSourceFactory {

    /** What begins so is matched as the environment is, in capitals with underscores. */
    static final String NAME = EnvConfigSource.NAME + "[files]";

    private static final String DIRECTORY = "latchkey.secrets-directory";

    /** Quarkus has settings of its own that end so, but none of the data source. */
    private static final Pattern NAMING = Pattern.compile("((?:LATCHKEY|QUARKUS_DATASOURCE)_.+)_FILE");

    /** Other files may lie there, too. */
    private static final Pattern SETTING = Pattern.compile("(?i)(latchkey|quarkus)[._].+");

    /** Bytes. A device has no end. */
    private static final int LONGEST = 1 << 20;

    /** Above a file's, which is the environment's own: a variable that names a file is as good as one with the value. */
    private static final int ORDINAL = EnvConfigSource.ORDINAL;

    private static final int DIRECTORY_ORDINAL = ORDINAL - 10;

    /** @throws ConfigurationException with one sentence, where a file cannot be read */
    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        ConfigValue directory = context.getValue(DIRECTORY);
        return sources(System.getenv(), directory == null ? null : directory.getValue());
    }

    static List<ConfigSource> sources(Map<String, String> environment, @Nullable String directory) {
        ConfigSource named = source(named(environment), ORDINAL);
        return directory == null || directory.isEmpty()
                ? List.of(named)
                : List.of(named, source(in(Path.of(directory)), DIRECTORY_ORDINAL));
    }

    private static ConfigSource source(Map<String, String> values, int ordinal) {
        return new EnvConfigSource(values, ordinal) {
            @Override
            public String getName() {
                return SecretFiles.NAME;
            }
        };
    }

    private static Map<String, String> named(Map<String, String> environment) {
        Map<String, String> values = new HashMap<>();
        environment.forEach((variable, file) -> {
            Matcher naming = NAMING.matcher(variable);
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

    /** What Kubernetes keeps beside begins with a dot; each file is a symbolic link to one of it. */
    private static Map<String, String> in(Path directory) {
        Map<String, Path> settings = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> SETTING.matcher(nameOf(file)).matches() && !Files.isDirectory(file))
                    .sorted()
                    .forEach(file -> refuseTwins(settings.putIfAbsent(asVariable(nameOf(file)), file), file));
        } catch (IOException e) {
            throw new ConfigurationException(
                    String.format(Locale.ROOT, "%s is %s, which is no folder that can be read.", DIRECTORY, directory));
        }
        Map<String, String> values = new HashMap<>();
        settings.values().forEach(file -> values.put(nameOf(file), read("A file of " + DIRECTORY, file)));
        return values;
    }

    private static void refuseTwins(@Nullable Path first, Path second) {
        if (first != null) {
            throw new ConfigurationException(
                    String.format(Locale.ROOT, "%s and %s are the same setting: keep one.", first, second));
        }
    }

    private static String nameOf(Path file) {
        return file.getFileName().toString();
    }

    /** As the environment has a setting's name (MicroProfile Config, "Environment Variables Mapping Rules"). */
    private static String asVariable(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private static String read(String variable, Path file) {
        try (InputStream bytes = Files.newInputStream(file)) {
            byte[] content = bytes.readNBytes(LONGEST + 1);
            if (content.length > LONGEST) {
                throw flaw(variable, file, String.format(Locale.ROOT, "has more than %d bytes", LONGEST));
            }
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
            return withoutLineEnd(text);
        } catch (CharacterCodingException e) {
            throw flaw(variable, file, "is no text in UTF-8");
        } catch (IOException e) {
            throw flaw(variable, file, "is no file that can be read");
        }
    }

    /** Editors and {@code echo} write it; all else is the secret's own. */
    private static String withoutLineEnd(String text) {
        int end = text.length() - (text.endsWith("\r\n") ? 2 : text.endsWith("\n") ? 1 : 0);
        return text.substring(0, end);
    }

    private static ConfigurationException flaw(String variable, Path file, String why) {
        return new ConfigurationException(String.format(Locale.ROOT, "%s is %s, which %s.", variable, file, why));
    }
}
