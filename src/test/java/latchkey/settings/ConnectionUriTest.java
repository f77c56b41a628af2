package latchkey.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/** The connection URI of the database. */
class ConnectionUriTest {

    @ParameterizedTest
    @CsvSource(nullValues = "-", delimiter = '|', quoteCharacter = '`', textBlock = """
            postgres://ada:secret@db.example:6432/shop          | ada | secret | db.example | 6432 | shop
            postgresql://ada:secret@db.example/shop             | ada | secret | db.example | 5432 | shop
            postgres://ada@db.example/shop                      | ada | - | db.example | 5432 | shop
            postgres://ada:@db.example/shop                     | ada | - | db.example | 5432 | shop
            postgres://ada:secret@db.example                    | ada | secret | db.example | 5432 | ada
            postgres://ada:secret@db.example/                   | ada | secret | db.example | 5432 | ada
            postgres://ada:secret@/shop                         | ada | secret | localhost | 5432 | shop
            postgres:///shop?host=db.example&port=6432&user=ada&password=secret | ada | secret | db.example | 6432 | shop
            postgres://db.example/shop                          | - | - | db.example | 5432 | shop
            postgres://a%40b:p%40ss%3Aw%2Fo%3Fr%23d%25%20%2B@db.example/my%20shop | a@b | p@ss:w/o?r#d% + | db.example | 5432 | my shop
            postgres://ada:a+b@db.example/shop                  | ada | a+b | db.example | 5432 | shop
            postgres://ada:p@ss:word@db.example/shop            | ada | p@ss:word | db.example | 5432 | shop
            postgres://ada@server:secret@db.example/shop        | ada@server | secret | db.example | 5432 | shop
            postgres://ada:%E2%82%AC@db.example/shop            | ada | € | db.example | 5432 | shop
            postgres://ada:secret@[2001:db8::1]:6432/shop       | ada | secret | [2001:db8::1] | 6432 | shop
            postgres://ada:secret@[::1]/shop                    | ada | secret | [::1] | 5432 | shop
            postgres:///shop?host=::1&user=ada                  | ada | - | [::1] | 5432 | shop
            postgres://ada:secret@one:1111,two,three:3333/shop  | ada | secret | one,two,three | 1111,5432,3333 | shop
            postgres://ada@/shop?host=one,two&port=1111,2222    | ada | - | one,two | 1111,2222 | shop
            jdbc:postgresql://ada:secret@db.example/shop        | ada | secret | db.example | 5432 | shop
            jdbc:postgresql://db.example/shop?user=ada&password=a+b%2Bc | ada | a b+c | db.example | 5432 | shop
            jdbc:postgresql://db.example:6432/shop              | - | - | db.example | 6432 | shop
            `  postgres://ada:secret@db.example/shop `          | ada | secret | db.example | 5432 | shop
            """)
    void parsesConnectionUris(
            String written, String user, String password, String hosts, String ports, String database) {
        ConnectionUri uri = ConnectionUri.of(written);

        assertThat(uri).isNotNull();
        assertThat(uri.user()).isEqualTo(user);
        assertThat(uri.password()).isEqualTo(password);
        assertThat(uri.url()).doesNotContain("secret");
        Properties read = Driver.parseURL(uri.url(), null);
        assertThat(read).isNotNull();
        assertThat(read.getProperty("PGHOST")).isEqualTo(hosts);
        assertThat(read.getProperty("PGPORT")).isEqualTo(ports);
        assertThat(read.getProperty("PGDBNAME")).isEqualTo(database);
    }

    @ParameterizedTest
    @CsvSource({
        "sslmode=require, sslmode, require",
        "ssl=true, sslmode, require",
        "sslmode=verify-full&sslrootcert=%2Fetc%2Fca.crt, sslrootcert, /etc/ca.crt",
        "sslrootcert=system, sslmode, verify-full",
        "sslmode=verify-ca&sslrootcert=system, sslmode, verify-ca",
        "sslrootcert=system, sslfactory, org.postgresql.ssl.DefaultJavaSSLFactory",
        "application_name=shop%20one, ApplicationName, shop one",
        "connect_timeout=10, connectTimeout, 10",
        "options=-c%20statement_timeout%3D5s, options, -c statement_timeout=5s",
        "options=endpoint%3Dep-x&sslmode=require, options, endpoint=ep-x",
        "channel_binding=require, channelBinding, require",
        "target_session_attrs=read-write, targetServerType, primary",
        "target_session_attrs=any, targetServerType, any",
        "pgbouncer=true, prepareThreshold, 0",
        "schema=auth, currentSchema, auth",
        "prepareThreshold=0, prepareThreshold, 0",
        "keepalives_idle=30, keepalives_idle, 30"
    })
    void translatesParametersToTheDrivers(String parameters, String name, String value) {
        ConnectionUri uri = ConnectionUri.of("postgres://ada:secret@db.example/shop?" + parameters);

        assertThat(uri).isNotNull();
        assertThat(Driver.parseURL(uri.url(), null)).containsEntry(name, value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://ada:secret@db.example/shop",
                "postgres://ada:sec%ret@db.example/shop",
                "postgres://ada:sec%2@db.example/shop",
                "postgres://ada:secret@%2Fvar%2Frun/shop",
                "postgres:///shop?host=/var/run/postgresql",
                "postgres://ada:se/cret@db.example/shop",
                "postgres://ada:secret@2001:db8::1/shop",
                "postgres://ada:se?cret@db.example/shop",
                "postgres://ada:secret@db.example/shop?sslcrl=/etc/crl",
                "postgres://ada:secret@db.example/shop?target_session_attrs=nonsense",
                "postgres:ada",
                "postgres"
            })
    void anUnparsableUriIsLeftUnchanged(String written) {
        assertThat(ConnectionUri.of(written)).isNull();
        assertThat(Driver.parseURL(written, null)).isNull();
    }

    @Test
    void userAndPasswordAreTakenOutOfTheUrl() {
        SmallRyeConfig config = config(Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL",
                "postgres://ada:a$$b${c}@db.example/shop",
                "DATABASE_URL",
                "postgres://no"));

        assertThat(config.getValue("quarkus.datasource.jdbc.url", String.class))
                .isEqualTo("jdbc:postgresql://db.example/shop");
        assertThat(config.getValue("quarkus.datasource.username", String.class)).isEqualTo("ada");
        assertThat(config.getValue("quarkus.datasource.password", String.class)).isEqualTo("a$$b${c}");
        assertThat(config.getPropertyNames()).contains("quarkus.datasource.username", "quarkus.datasource.password");
    }

    @Test
    void separateUserAndPasswordApplyIfTheUrlHasNone() {
        SmallRyeConfig config = config(Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL",
                "postgres://ada@db.example/shop",
                "QUARKUS_DATASOURCE_USERNAME",
                "bob",
                "QUARKUS_DATASOURCE_PASSWORD",
                "a$$b"));

        assertThat(config.getValue("quarkus.datasource.username", String.class)).isEqualTo("ada");
        assertThat(config.getValue("quarkus.datasource.password", String.class)).isEqualTo("a$$b");
    }

    @Test
    void databaseUrlIsReadIfNoSettingNamesADatabase() {
        SmallRyeConfig config = config(Map.of("DATABASE_URL", "postgres://ada:a$$b@db.example/shop"));

        assertThat(config.getValue("quarkus.datasource.jdbc.url", String.class))
                .isEqualTo("jdbc:postgresql://db.example/shop");
        assertThat(config.getValue("quarkus.datasource.password", String.class)).isEqualTo("a$$b");
        assertThat(config(Map.of("DATABASE_URL", "mysql://ada@db.example/shop"))
                        .getValue("quarkus.datasource.jdbc.url", String.class))
                .isEqualTo(DatabaseUrl.UNSET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://ada:se/cret@db.example/shop",
                "\"postgres://ada:secret@db.example/shop\"",
                "'postgresql://ada:secret@db.example/shop'",
                " \"postgres://ada:secret@db.example/shop\"",
                "\"jdbc:postgresql://db.example/shop\""
            })
    void anUnparsableDatabaseUrlIsNotTakenForNone(String written) {
        assertThat(config(Map.of("DATABASE_URL", written)).getValue("quarkus.datasource.jdbc.url", String.class))
                .as("so that the start says that it is no address")
                .isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {" postgres://ada@db.example/shop", "jdbc:postgresql://ada@db.example/shop"})
    void databaseUrlIsReadInEveryFormOfAnAddress(String written) {
        assertThat(config(Map.of("DATABASE_URL", written)).getValue("quarkus.datasource.jdbc.url", String.class))
                .isEqualTo("jdbc:postgresql://db.example/shop");
    }

    /** The native executable loads only registered classes by name; a URL can name any of the driver's factories. */
    @Test
    void theDriversFactoriesAreRegisteredForReflection() {
        assertThat(DatabaseUrl.class
                        .getAnnotation(io.quarkus.runtime.annotations.RegisterForReflection.class)
                        .targets())
                .contains(
                        DefaultJavaSSLFactory.class,
                        org.postgresql.ssl.NonValidatingFactory.class,
                        org.postgresql.ssl.SingleCertValidatingFactory.class,
                        org.postgresql.ssl.PGjdbcHostnameVerifier.class);
    }

    private static SmallRyeConfig config(Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredInterceptors()
                .withSources(
                        new EnvConfigSource(environment, EnvConfigSource.ORDINAL),
                        new PropertiesConfigSource(
                                Map.of("quarkus.datasource.jdbc.url", DatabaseUrl.UNSET),
                                "application.properties",
                                250))
                .build();
    }
}
