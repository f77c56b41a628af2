package latchkey;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import latchkey.attempt.LimitConfig;
import latchkey.audit.AuditConfig;
import latchkey.client.ClientConfig;
import latchkey.connection.ConnectionsConfig;
import latchkey.console.ConsoleConfig;
import latchkey.contract.Contracts;
import latchkey.database.Migration;
import latchkey.email.EmailConfig;
import latchkey.factor.FactorConfig;
import latchkey.http.AdminConfig;
import latchkey.http.browser.CookieConfig;
import latchkey.http.browser.CorsConfig;
import latchkey.http.forwardauth.ForwardAuthConfig;
import latchkey.key.KeyConfig;
import latchkey.key.TokenConfig;
import latchkey.legacy.LegacyIssuers;
import latchkey.passkey.PasskeyConfig;
import latchkey.password.CommonPasswords;
import latchkey.password.PasswordConfig;
import latchkey.playground.PlaygroundConfig;
import latchkey.session.SessionConfig;
import latchkey.webhook.WebhookConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The checks of the settings alone; {@link ProductionIT} starts a process with a setting of each other kind. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class StartupTest {

    private static final List<Class<?>> MAPPINGS = List.of(
            LatchkeyConfig.class,
            ConsoleConfig.class,
            AdminConfig.class,
            KeyConfig.class,
            TokenConfig.class,
            SessionConfig.class,
            PasswordConfig.class,
            CookieConfig.class,
            ClientConfig.class,
            CorsConfig.class,
            ForwardAuthConfig.class,
            PasskeyConfig.class,
            FactorConfig.class,
            EmailConfig.class,
            WebhookConfig.class,
            AuditConfig.class,
            LimitConfig.class,
            ConnectionsConfig.class,
            PlaygroundConfig.class);

    @Inject
    Contracts contracts;

    @Inject
    CommonPasswords common;

    @Inject
    LegacyIssuers legacy;

    @Inject
    Migration migration;

    @Test
    void theSettingsOfTheTestsAreRight() {
        assertThatCode(() -> check(Database.settings())).doesNotThrowAnyException();
    }

    @ParameterizedTest(name = "{0}={1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            latchkey.secret | thirty-one bytes are just short | Latchkey has no secret: set LATCHKEY_SECRET
            latchkey.former-secret | thirty-one bytes are just short | latchkey.former-secret has 31 bytes; a secret has at least 32.
            latchkey.former-secret | for tests only, known to everybody here | latchkey.former-secret is latchkey.secret itself
            latchkey.keys.rotate-after | PT59M59S | latchkey.keys.rotate-after is PT59M59S; it goes from PT1H, an hour,
            latchkey.keys.rotate-after | P36501D | latchkey.keys.rotate-after is PT876024H; it goes from PT1H
            latchkey.keys.publish-for | -PT1S | latchkey.keys.publish-for is PT-1S; it cannot be negative, nor longer
            latchkey.keys.publish-for | P91D | latchkey.keys.publish-for is PT2184H; it cannot be negative, nor longer
            latchkey.tokens.access-lifetime | P721D | latchkey.tokens.access-lifetime is PT17304H; it cannot be longer than 8 times
            latchkey.password.bcrypt-cost | 16 | latchkey.password.bcrypt-cost is 16; it goes from 4 to 15.
            latchkey.password.firebase-signer-key | not Base64! | latchkey.password.firebase-signer-key is no Base64
            latchkey.password.min-length | 300 | latchkey.password.min-length is 300
            latchkey.issuer | https://auth.example.com/ | latchkey.issuer is "https://auth.example.com/", which has a slash at its end
            latchkey.clients."gateway".secret-hash | open sesame | latchkey.clients."gateway".secret-hash is no SHA-256 in hexadecimal
            latchkey.clients."gateway".scopes | accounts:read,everything | latchkey.clients."gateway".scopes has "everything", which is no scope
            latchkey.tokens.audience | http://localhost:8080/admin | latchkey.tokens.audience is http://localhost:8080/admin, which is the audience of programs
            latchkey.session.idle | PT0S | latchkey.session.idle is PT0S; it must be a second or more.
            latchkey.session.grace | -PT5S | latchkey.session.grace is
            latchkey.limits.attempts | -1 | latchkey.limits.attempts is -1; it cannot be negative, and 0 is no limit.
            latchkey.limits.mails | -1 | latchkey.limits.mails is -1; it cannot be negative, and 0 is no limit.
            latchkey.session.idle | P36501D | latchkey.session.idle is PT876024H; it cannot be longer than 36500 days.
            latchkey.session.absolute | P200000000D | latchkey.session.absolute is PT4800000000H; it cannot be longer than
            latchkey.session.grace | P200000000D | latchkey.session.grace is PT4800000000H; it cannot be longer than
            latchkey.session.same-client-grace | P200000000D | latchkey.session.same-client-grace is
            latchkey.audit.retention | P200000000D | latchkey.audit.retention is PT4800000000H; it cannot be longer than
            latchkey.tokens.clock-skew | P200000000D | latchkey.tokens.clock-skew is PT4800000000H; it cannot be longer than
            latchkey.tokens.clock-skew | -PT1S | latchkey.tokens.clock-skew is PT-1S; it cannot be negative.
            latchkey.connections.limit | 0 | latchkey.connections.limit is 0; it must be 1 or more.
            latchkey.connections.request-timeout | PT0S | latchkey.connections.request-timeout is PT0S; it must be a second or more.
            latchkey.connections.idle-timeout | -PT1S | latchkey.connections.idle-timeout is
            latchkey.cookies.same-site | none | latchkey.cookies.same-site is none
            latchkey.cookies.prefix | host | latchkey.cookies.prefix is set, which browsers refuse
            latchkey.cookies.partitioned | true | latchkey.cookies.partitioned is true, which is of use only where
            latchkey.cors.origins | * | latchkey.cors.origins has "*", which no browser sends
            latchkey.cors.origins | https://shop.example,https://shop.example/ | latchkey.cors.origins has "https://shop.example/"
            latchkey.cors.origins | https://shop.example:443 | latchkey.cors.origins has "https://shop.example:443"
            latchkey.passkeys.rp-id | https://shop.example | latchkey.passkeys.rp-id is "https://shop.example"; it is the domain
            latchkey.passkeys.rp-id | shop.example:8443 | latchkey.passkeys.rp-id is "shop.example:8443"; it is the domain
            latchkey.factors.grace | -P1D | latchkey.factors.grace is PT-24H; it cannot be negative.
            latchkey.factors.remember-device | P36501D | latchkey.factors.remember-device is PT876024H; it cannot be longer
            latchkey.factors.required-from | 2027-01-31T00:00:00Z | latchkey.factors.required-from is set without
            latchkey.webhooks.allowed-networks | 10.0.0.0/8,shop.example | latchkey.webhooks.allowed-networks has "shop.example", which is neither
            latchkey.webhooks.operator-email | operator@shop.example | latchkey.webhooks.operator-email is "operator@shop.example", but Latchkey sends no mail
            latchkey.cors.origins | null | latchkey.cors.origins has "null"
            latchkey.forward-auth.sign-in-page | https://shop.example/sign-in | latchkey.forward-auth.proxy is not set
            quarkus.datasource.jdbc.url | jdbc:postgresql://localhost/whole?socketTimeout=abc | QUARKUS_DATASOURCE_JDBC_URL has socketTimeout=abc, which is not a whole number.
            quarkus.datasource.jdbc.url | jdbc:postgresql://localhost/whole?prepareThreshold= | QUARKUS_DATASOURCE_JDBC_URL has prepareThreshold=, which is not a whole number.
            quarkus.datasource.jdbc.url | jdbc:postgresql://localhost/whole?sslmode=banana | QUARKUS_DATASOURCE_JDBC_URL has sslmode=banana, which is not one of disable, allow, prefer, require, verify-ca, verify-full.
            quarkus.datasource.jdbc.url | jdbc:postgresql://localhost/whole?targetServerType=mine | QUARKUS_DATASOURCE_JDBC_URL has targetServerType=mine, which is not one of any, primary,
            quarkus.datasource.jdbc.additional-jdbc-properties.socketTimeout | abc | quarkus.datasource.jdbc.additional-jdbc-properties has socketTimeout=abc, which is not a whole number.
            latchkey.tokens.algorithm | HS256 | Latchkey has no key for HS256: set LATCHKEY_TOKENS_SHARED_SECRET
            """)
    void anInvalidSettingIsRefusedWithOneSentence(String setting, String value, String sentence) {
        Map<String, String> settings = Database.settings();
        settings.put(setting, value);

        assertThatThrownBy(() -> check(settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(sentence);
    }

    @Test
    void aFlawOfTheVariableOfTheHostingPlatformIsReportedByItsName() {
        Map<String, String> settings = Database.settings();
        settings.put("quarkus.datasource.jdbc.url", "jdbc:postgresql://localhost/shop?socketTimeout=abc");
        settings.put("DATABASE_URL", "postgres://ada:secret@localhost/shop?socketTimeout=abc");

        assertThatThrownBy(() -> check(settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("DATABASE_URL has socketTimeout=abc, which is not a whole number.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&sslmode=PREFER&targetServerType=preferSecondary",
                "&loginTimeout=1.5&socketTimeout=5",
                "&ApplicationName=latchkey&unknown=abc"
            })
    void whatTheDriverReadsIsNotRefused(String parameters) {
        Map<String, String> settings = Database.settings();
        settings.computeIfPresent("quarkus.datasource.jdbc.url", (name, url) -> url + parameters);

        assertThatCode(() -> check(settings)).doesNotThrowAnyException();
    }

    private void check(Map<String, String> settings) {
        settings.put("latchkey.migrate-at-start", "false");
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withValidateUnknown(false)
                .withSources(new PropertiesConfigSource(settings, "tried", 100));
        MAPPINGS.forEach(builder::withMapping);
        SmallRyeConfig config = builder.build();
        Optional<String> url = config.getOptionalValue("quarkus.datasource.jdbc.url", String.class);
        new Startup(config.getConfigMapping(LatchkeyConfig.class), config, url, contracts, common, legacy, migration)
                .check(new StartupEvent());
    }
}
