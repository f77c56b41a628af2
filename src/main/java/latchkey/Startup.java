package latchkey;

import io.quarkus.logging.Log;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValue;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import latchkey.account.CommonPasswords;
import latchkey.account.PasswordConfig;
import latchkey.connection.ConnectionsConfig;
import latchkey.contract.Contract;
import latchkey.contract.Contracts;
import latchkey.contract.ForwardAuth;
import latchkey.contract.Origins;
import latchkey.contract.Password;
import latchkey.contract.TokenCookie;
import latchkey.hash.BcryptHash;
import latchkey.hash.PasswordHash;
import latchkey.key.Algorithm;
import latchkey.legacy.LegacyIssuers;
import latchkey.platform.Clients;
import latchkey.playground.Pages;
import latchkey.session.SessionConfig;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.postgresql.Driver;

/** What must be there before the first request. What is missing stops the start with one sentence, and no stack trace. */
class Startup {

    /** What application.properties has where the operator named no database. */
    private static final String NO_URL = "jdbc:postgresql://unset/";

    /** In bytes. */
    private static final int SHORTEST_SECRET = 32;

    private final LatchkeyConfig config;
    private final Optional<String> url;
    private final Contracts contracts;
    private final CommonPasswords common;
    private final LegacyIssuers legacy;
    private final Migration migration;

    Startup(
            LatchkeyConfig config,
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") Optional<String> url,
            Contracts contracts,
            CommonPasswords common,
            LegacyIssuers legacy,
            Migration migration) {
        this.config = config;
        this.url = url;
        this.contracts = contracts;
        this.common = common;
        this.legacy = legacy;
        this.migration = migration;
    }

    void check(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event) {
        new Ports(ConfigProvider.getConfig()).flaw().ifPresent(Startup::refuse);
        Issuer.flaw(config.issuer()).ifPresent(Startup::refuse);
        require(
                url.filter(set -> !set.equals(NO_URL)).isPresent(),
                "Latchkey has no database: set QUARKUS_DATASOURCE_JDBC_URL, for example to"
                        + " jdbc:postgresql://localhost:5432/latchkey.");
        require(
                url.filter(set -> Driver.parseURL(set, null) != null).isPresent(),
                "QUARKUS_DATASOURCE_JDBC_URL is no address of a PostgreSQL database: it is written as"
                        + " jdbc:postgresql://localhost:5432/latchkey.");
        int secret = bytes(config.secret());
        require(
                secret >= SHORTEST_SECRET,
                String.format(
                        Locale.ROOT,
                        "Latchkey has no secret: set LATCHKEY_SECRET, the same on every replica, to at least %d bytes that no"
                                + " attacker can guess; it has %d. (\"openssl rand -base64 48\" makes one.)",
                        SHORTEST_SECRET,
                        secret));
        checkTokens(config.tokens());
        checkSessions(config.session());
        checkPasswords(config.password());
        TokenCookie.flaw(config.cookies()).ifPresent(Startup::refuse);
        Clients.flaw(config.clients()).ifPresent(Startup::refuse);
        Origins.flaw(config).ifPresent(Startup::refuse);
        ForwardAuth.flaw(config.forwardAuth()).ifPresent(Startup::refuse);
        requireNotNegative("latchkey.audit.retention", config.audit().retention());
        checkLimits(config.limits());
        checkConnections(config.connections());
        require(
                !config.playground().enabled() || Pages.areBuilt(),
                "latchkey.playground.enabled is true, but this was built without: build it with"
                        + " -Dlatchkey.playground.enabled=true.");
        legacy.flaw().ifPresent(Startup::refuse);
        if (config.migrateAtStart()) {
            migration.run();
        }
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            contracts.all().forEach(this::warnOfShortPasswords);
            warnOfNoIssuer();
        }
    }

    /** Last, so that what stops the start says only that. */
    private void warnOfShortPasswords(Contract contract) {
        int shortest = Math.max(
                contract.shortestPassword(), config.password().minLength().orElse(0));
        if (shortest < Password.SHORTEST) {
            Log.warnf(
                    "%s takes passwords of %d characters: latchkey.password.min-length=%d asks for more.",
                    contract.name(), shortest, Password.SHORTEST);
        }
    }

    private static void warnOfNoIssuer() {
        ConfigValue issuer = (ConfigValue) ConfigProvider.getConfig().getConfigValue("latchkey.issuer");
        if (issuer.getConfigSourceOrdinal() == Integer.MIN_VALUE) {
            Log.warnf(
                    "LATCHKEY_ISSUER is not set: access tokens say that they are of %s, where no other machine finds the keys.",
                    issuer.getValue());
        }
    }

    private void checkPasswords(PasswordConfig passwords) {
        int cost = passwords.bcryptCost();
        require(
                cost >= BcryptHash.LEAST && cost <= BcryptHash.MOST,
                String.format(
                        Locale.ROOT,
                        "latchkey.password.bcrypt-cost is %d; it goes from %d to %d.",
                        cost,
                        BcryptHash.LEAST,
                        BcryptHash.MOST));
        int length = passwords.minLength().orElse(1);
        require(
                length >= 1 && length <= Password.LONGEST,
                String.format(
                        Locale.ROOT,
                        "latchkey.password.min-length is %d; it goes from 1 to %d.",
                        length,
                        Password.LONGEST));
        require(
                passwords.firebaseSignerKey().map(PasswordHash::isSignerKey).orElse(true),
                "latchkey.password.firebase-signer-key is no Base64: it is what Firebase calls base64_signer_key.");
        common.check();
    }

    private static void checkTokens(LatchkeyConfig.Tokens tokens) {
        int shared = bytes(tokens.sharedSecret());
        require(
                tokens.algorithm() != Algorithm.HS256 || shared >= SHORTEST_SECRET,
                String.format(
                        Locale.ROOT,
                        "Latchkey has no key for HS256: set LATCHKEY_TOKENS_SHARED_SECRET to at least %d bytes that no"
                                + " attacker can guess; it has %d.",
                        SHORTEST_SECRET,
                        shared));
        requirePositive("latchkey.tokens.access-lifetime", tokens.accessLifetime());
    }

    private static void checkSessions(SessionConfig session) {
        requirePositive("latchkey.session.idle", session.idle());
        requirePositive("latchkey.session.absolute", session.absolute());
        requireNotNegative("latchkey.session.grace", session.grace());
        requireNotNegative("latchkey.session.same-client-grace", session.sameClientGrace());
        requireNoLess("latchkey.session.max-per-account", session.maxPerAccount());
    }

    private static void requireNotNegative(String setting, Duration duration) {
        require(
                !duration.isNegative(),
                String.format(Locale.ROOT, "%s is %s; it cannot be negative.", setting, duration));
    }

    private static void checkLimits(LatchkeyConfig.Limits limits) {
        requireNoLess("latchkey.limits.attempts", limits.attempts());
        requireNoLess("latchkey.limits.network-attempts", limits.networkAttempts());
        requireNoLess("latchkey.limits.registrations", limits.registrations());
        requireNoLess("latchkey.limits.refreshes", limits.refreshes());
    }

    private static void checkConnections(ConnectionsConfig connections) {
        int limit = connections.limit().orElse(1);
        require(
                limit >= 1,
                String.format(Locale.ROOT, "latchkey.connections.limit is %d; it must be 1 or more.", limit));
        requirePositive("latchkey.connections.request-timeout", connections.requestTimeout());
        requirePositive("latchkey.connections.idle-timeout", connections.idleTimeout());
    }

    private static void requireNoLess(String setting, int limit) {
        require(
                limit >= 0,
                String.format(Locale.ROOT, "%s is %d; it cannot be negative, and 0 is no limit.", setting, limit));
    }

    private static void requirePositive(String setting, Duration duration) {
        require(
                duration.compareTo(Duration.ofSeconds(1)) >= 0,
                String.format(Locale.ROOT, "%s is %s; it must be a second or more.", setting, duration));
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            refuse(sentence);
        }
    }

    private static void refuse(String sentence) {
        throw new ConfigurationException(sentence);
    }

    private static int bytes(Optional<String> text) {
        return text.orElse("").getBytes(StandardCharsets.UTF_8).length;
    }
}
