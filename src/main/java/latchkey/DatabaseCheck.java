package latchkey;

import io.quarkus.runtime.LaunchMode;
import io.smallrye.config.SmallRyeConfig;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import latchkey.settings.DatabaseUrl;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** Checks the settings of the database before anything connects: later, the driver names no setting. */
final class DatabaseCheck {

    private static final String ADDITIONAL = "quarkus.datasource.jdbc.additional-jdbc-properties";

    /** Parameters that decide how and where the driver connects, and take one of its choices. */
    private static final Set<PGProperty> CHOSEN = EnumSet.of(
            PGProperty.CHANNEL_BINDING,
            PGProperty.GSS_ENC_MODE,
            PGProperty.SSL_MODE,
            PGProperty.SSL_NEGOTIATION,
            PGProperty.TARGET_SERVER_TYPE);

    private final SmallRyeConfig settings;
    private final Optional<String> url;

    /** @param url of the database, as {@link DatabaseUrl} has it */
    DatabaseCheck(SmallRyeConfig settings, Optional<String> url) {
        this.settings = settings;
        this.url = url;
    }

    /** Why the database cannot be used with these settings, in one sentence. */
    Optional<String> flaw() {
        if (url.filter(set -> !set.equals(DatabaseUrl.UNSET)).isEmpty()) {
            return Optional.of(
                    "Latchkey has no database: set QUARKUS_DATASOURCE_JDBC_URL or DATABASE_URL, for example to"
                            + " jdbc:postgresql://localhost:5432/latchkey.");
        }
        Properties parsed = url.map(set -> Driver.parseURL(set, null)).orElse(null);
        // In development, Latchkey's own driver handles the URL.
        if (parsed == null && LaunchMode.current() != LaunchMode.DEVELOPMENT) {
            return Optional.of(nameOfUrl() + " is no address of a PostgreSQL database: it is written as"
                    + " jdbc:postgresql://localhost:5432/latchkey, or as postgres://user:password@localhost:5432/latchkey,"
                    + " without quotes, and with all but letters and digits of user and password percent-encoded.");
        }
        return flawOfParameters(parsed);
    }

    private String nameOfUrl() {
        boolean isVariable = url.isPresent()
                && url.equals(settings.getOptionalValue(DatabaseUrl.VARIABLE, String.class)
                        .map(DatabaseUrl::withoutUser));
        return isVariable ? DatabaseUrl.VARIABLE : "QUARKUS_DATASOURCE_JDBC_URL";
    }

    /** @param parsed the parameters of the URL; null if the driver does not read it */
    private Optional<String> flawOfParameters(@Nullable Properties parsed) {
        return Stream.of(PGProperty.values())
                .filter(parameter -> isNumber(parameter) || CHOSEN.contains(parameter))
                .flatMap(parameter -> Stream.concat(
                        Stream.ofNullable(parsed)
                                .flatMap(all -> Stream.ofNullable(all.getProperty(parameter.getName())))
                                .flatMap(value -> flaw(nameOfUrl(), parameter, value).stream()),
                        settings.getOptionalValue(ADDITIONAL + "." + parameter.getName(), String.class).stream()
                                .flatMap(value -> flaw(ADDITIONAL, parameter, value).stream())))
                .findFirst();
    }

    private static Optional<String> flaw(String setting, PGProperty parameter, String value) {
        if (isNumber(parameter) && !isInteger(value)) {
            return sentence("%s has %s=%s, which is not a whole number.", setting, parameter.getName(), value);
        }
        String[] choices = CHOSEN.contains(parameter) ? parameter.getChoices() : null;
        return choices == null || Stream.of(choices).anyMatch(value::equalsIgnoreCase)
                ? Optional.empty()
                : sentence(
                        "%s has %s=%s, which is not one of %s.",
                        setting, parameter.getName(), value, String.join(", ", choices));
    }

    /** The driver does not say so itself, but its default is one. It reads that of a login as a fraction, too, and a port for each host. */
    private static boolean isNumber(PGProperty parameter) {
        return parameter != PGProperty.LOGIN_TIMEOUT
                && parameter != PGProperty.PG_PORT
                && parameter.getDefaultValue() != null
                && isInteger(parameter.getDefaultValue());
    }

    private static boolean isInteger(String text) {
        try {
            Integer.parseInt(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static Optional<String> sentence(String format, Object... values) {
        return Optional.of(String.format(Locale.ROOT, format, values));
    }
}
