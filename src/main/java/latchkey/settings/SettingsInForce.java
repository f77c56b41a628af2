package latchkey.settings;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** The settings of Latchkey as this process has them, for operators. Of a secret there is the name alone. */
public final class SettingsInForce {

    /** What is never shown, in any spelling: secrets, their hashes, keys, and the passwords of demo accounts. */
    private static final Pattern HIDDEN = Pattern.compile("secret|signer-key|[.-]password$|playground[.]accounts");

    private static final Pattern BUILT_IN = Pattern.compile(
            "(?i).*(default values|DefaultValues|application[.]properties|build time|runtime default).*");

    /**
     * A setting.
     *
     * @param value null if it is hidden, or has none
     * @param source "default", "environment", "system property" or "file"
     */
    public record Setting(String name, @Nullable String value, boolean hidden, String source) {}

    /** All of them, by name: those that have a value, and those that may have one. */
    public static List<Setting> list() {
        return list(ConfigProvider.getConfig().unwrap(SmallRyeConfig.class));
    }

    static List<Setting> list(SmallRyeConfig config) {
        TreeSet<String> names = new TreeSet<>(SettingNames.read().plain());
        StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith("latchkey."))
                .forEach(names::add);
        return names.stream().map(name -> read(config, name)).toList();
    }

    private static Setting read(SmallRyeConfig config, String name) {
        ConfigValue found = config.getConfigValue(name);
        boolean hidden = HIDDEN.matcher(name.toLowerCase(Locale.ROOT)).find();
        return new Setting(name, hidden ? null : found.getValue(), hidden, source(found));
    }

    private static String source(ConfigValue found) {
        String source = found.getConfigSourceName();
        if (found.getValue() == null
                || source == null
                || BUILT_IN.matcher(source).matches()) {
            return "default";
        }
        if (source.contains("EnvConfigSource")) {
            return "environment";
        }
        return source.contains("SysPropConfigSource") ? "system property" : "file";
    }

    private SettingsInForce() {}
}
