package latchkey.settings;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Names that look like settings of Latchkey and are none, in sources that other programs use as well: the environment, {@code .env} and
 * {@code latchkey.secrets-directory}. SmallRye Config itself refuses such names in properties files and system properties.
 */
public final class UnknownSettings {

    /** Variables that Kubernetes and Docker set for each service whose name begins with latchkey. */
    private static final Pattern SERVICE_VARIABLE = Pattern.compile("LATCHKEY_(NAME|ENV_.*"
            + "|(.+_)?SERVICE_(HOST|PORT(_.+)?)|(.+_)?PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(?s)(tcp|udp|sctp)://.*");

    /** SmallRye Config reads a variable in any case, also one that has the name of the property. */
    private static final Pattern OURS = Pattern.compile("(?is)latchkey[._].*");

    private static final Pattern SOURCE = Pattern.compile(".*\\[source=(?:file:)?(?<file>.*)](?::(?<line>\\d+))?");

    private final SettingNames names;
    private final List<Unknown> unknown;

    private record Unknown(String name, String source) {}

    private UnknownSettings(SettingNames names, List<Unknown> unknown) {
        this.names = names;
        this.unknown = unknown;
    }

    public static UnknownSettings in(SmallRyeConfig config) {
        SettingNames names = SettingNames.read();
        return new UnknownSettings(
                names,
                StreamSupport.stream(config.getConfigSources().spliterator(), false)
                        .filter(UnknownSettings::isShared)
                        .flatMap(source -> source.getProperties().entrySet().stream()
                                .filter(UnknownSettings::isOurs)
                                .map(Map.Entry::getKey)
                                .filter(name -> !names.isSetting(name))
                                .sorted()
                                .map(name -> new Unknown(name, source.getName())))
                        .toList());
    }

    /** Those that are meant for Latchkey beyond doubt, one line each. */
    public Optional<String> flaw() {
        return Optional.of(sentences(names::isMeant).collect(Collectors.joining(System.lineSeparator())))
                .filter(sentences -> !sentences.isEmpty());
    }

    /** Those that may be meant for another program. */
    public Stream<String> warnings() {
        return sentences(Predicate.not(names::isMeant));
    }

    private Stream<String> sentences(Predicate<String> which) {
        return unknown.stream()
                .filter(found -> which.test(found.name()))
                .map(found -> names.unknownSetting(found.name(), place(found.source())));
    }

    private static boolean isShared(ConfigSource source) {
        return source instanceof EnvConfigSource && !SecretFiles.areNamedByVariables(source);
    }

    private static boolean isOurs(Map.Entry<String, String> variable) {
        return OURS.matcher(variable.getKey()).matches()
                && !SERVICE_VARIABLE.matcher(variable.getKey()).matches()
                && !SERVICE_ADDRESS.matcher(variable.getValue()).matches();
    }

    /** Where an operator finds a setting, in the words of docs/settings.md. */
    static String place(String source) {
        Matcher file = SOURCE.matcher(source);
        if (file.matches()) {
            return "in " + file.group("file") + (file.group("line") == null ? "" : ", line " + file.group("line"));
        }
        return switch (source) {
            case EnvConfigSource.NAME -> "in the environment";
            case SecretFileSource.NAME -> "in " + SecretFiles.DIRECTORY;
            default -> source.startsWith("SysProp") ? "with -D" : "in " + source;
        };
    }
}
