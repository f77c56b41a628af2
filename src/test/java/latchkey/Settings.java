package latchkey;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The settings that the code reads, of all config interfaces together. */
final class Settings {

    private static final List<ConfigClass> INTERFACES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("latchkey").stream()
                    .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                    .map(JavaClass::reflect)
                    .map(ConfigClass::configClass)
                    .toList();

    /** As SmallRye Config calls them: with {@code *} for what an operator names, and {@code [*]} at the end of a list. */
    static Set<String> names() {
        return INTERFACES.stream()
                .flatMap(part -> ConfigMappings.getProperties(part).keySet().stream())
                .collect(Collectors.toSet());
    }

    static SmallRyeConfig defaults() {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder();
        INTERFACES.forEach(builder::withMapping);
        return builder.build();
    }

    private Settings() {}
}
