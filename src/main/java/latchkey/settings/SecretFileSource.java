package latchkey.settings;

import static java.util.stream.Collectors.toMap;

import io.smallrye.config.EnvConfigSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings in files. Those of the database are read again whenever they are asked for, since its password may change: {@code
 * DatabaseCredentials} does so for each connection. All others keep the value that they have at the start.
 */
final class SecretFileSource extends EnvConfigSource {

    /** In a source with this prefix, SmallRye Config looks names up as in the environment: upper case with underscores. */
    static final String NAME = EnvConfigSource.NAME + "[files]";

    private static final long serialVersionUID = 1;

    private static final String OF_DATABASE = "quarkus.datasource.";

    /** By the variable of the environment for the setting. */
    private final transient Map<String, SecretFile> readAgain;

    private SecretFileSource(Map<String, String> values, Map<String, SecretFile> readAgain, int ordinal) {
        super(values, ordinal);
        this.readAgain = readAgain;
    }

    /** @param files by the name of their setting, as a property or as a variable */
    static SecretFileSource of(Map<String, SecretFile> files, int ordinal) {
        Map<String, String> values = files.entrySet().stream()
                .collect(toMap(
                        Map.Entry::getKey,
                        setting -> isOfDatabase(setting.getKey())
                                ? setting.getValue().readNotEmpty()
                                : setting.getValue().read()));
        Map<String, SecretFile> readAgain = files.entrySet().stream()
                .filter(setting -> isOfDatabase(setting.getKey()))
                .collect(toMap(setting -> SettingNames.asVariable(setting.getKey()), Map.Entry::getValue));
        return new SecretFileSource(values, readAgain, ordinal);
    }

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public @Nullable String getValue(String name) {
        SecretFile file = name.startsWith(OF_DATABASE) ? readAgain.get(SettingNames.asVariable(name)) : null;
        return file == null ? super.getValue(name) : file.readNotEmpty();
    }

    private static boolean isOfDatabase(String name) {
        return SettingNames.asVariable(name).startsWith(SettingNames.asVariable(OF_DATABASE));
    }
}
