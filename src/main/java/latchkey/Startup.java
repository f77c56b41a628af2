package latchkey;

import io.quarkus.logging.Log;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import latchkey.attempt.LimitConfig;
import latchkey.audit.AuditConfig;
import latchkey.client.ClientConfig;
import latchkey.client.Clients;
import latchkey.connection.ConnectionsConfig;
import latchkey.console.ConsoleConfig;
import latchkey.contract.Contract;
import latchkey.contract.Contracts;
import latchkey.database.Migration;
import latchkey.email.EmailConfig;
import latchkey.email.EmailSettings;
import latchkey.factor.FactorConfig;
import latchkey.factor.FactorPolicy;
import latchkey.hash.BcryptHash;
import latchkey.hash.PasswordHash;
import latchkey.http.AdminConfig;
import latchkey.http.IssuerUrl;
import latchkey.http.body.Password;
import latchkey.http.browser.CookieConfig;
import latchkey.http.browser.CorsConfig;
import latchkey.http.browser.TokenCookie;
import latchkey.http.browser.TrustedOrigins;
import latchkey.http.forwardauth.ForwardAuth;
import latchkey.http.forwardauth.ForwardAuthConfig;
import latchkey.key.Algorithm;
import latchkey.key.KeyConfig;
import latchkey.key.KeySettings;
import latchkey.key.TokenConfig;
import latchkey.legacy.LegacyIssuers;
import latchkey.outbound.AllowedAddresses;
import latchkey.page.PageTexts;
import latchkey.passkey.PasskeyConfig;
import latchkey.passkey.Passkeys;
import latchkey.password.CommonPasswords;
import latchkey.password.PasswordConfig;
import latchkey.playground.Pages;
import latchkey.playground.PlaygroundConfig;
import latchkey.session.SessionConfig;
import latchkey.settings.UnknownSettings;
import latchkey.webhook.WebhookConfig;
import latchkey.webhook.WebhookOutcomes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Checks what the service needs before the first request. A failed check stops the start with one sentence and no stack trace.
 */
class Startup {

    private final LatchkeyConfig config;
    private final SmallRyeConfig settings;
    private final Optional<String> url;
    private final Contracts contracts;
    private final CommonPasswords common;
    private final LegacyIssuers legacy;
    private final Migration migration;

    Startup(
            LatchkeyConfig config,
            SmallRyeConfig settings,
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") Optional<String> url,
            Contracts contracts,
            CommonPasswords common,
            LegacyIssuers legacy,
            Migration migration) {
        this.config = config;
        this.settings = settings;
        this.url = url;
        this.contracts = contracts;
        this.common = common;
        this.legacy = legacy;
        this.migration = migration;
    }

    void check(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event) {
        UnknownSettings unknown = UnknownSettings.in(settings);
        unknown.flaw()
                .or(() -> new PortCheck(settings).flaw())
                .or(() -> IssuerUrl.flaw(config.issuer()))
                .or(() -> new DatabaseCheck(settings, url).flaw())
                .ifPresent(Startup::refuse);
        int secret = bytes(config.secret());
        require(
                secret >= KeySettings.MIN_SECRET_BYTES,
                String.format(
                        Locale.ROOT,
                        "Latchkey has no secret: set LATCHKEY_SECRET, the same on every replica, to at least %d bytes that no"
                                + " attacker can guess; it has %d. (\"openssl rand -base64 48\" makes one.)",
                        KeySettings.MIN_SECRET_BYTES,
                        secret));
        KeySettings.flaw(config, settingsOf(KeyConfig.class), settingsOf(TokenConfig.class))
                .ifPresent(Startup::refuse);
        checkTokens(settingsOf(TokenConfig.class));
        checkSessions(settingsOf(SessionConfig.class));
        checkPasswords(settingsOf(PasswordConfig.class));
        TokenCookie.flaw(settingsOf(CookieConfig.class)).ifPresent(Startup::refuse);
        Clients.flaw(settingsOf(ClientConfig.class)).ifPresent(Startup::refuse);
        TrustedOrigins.flaw(settingsOf(CorsConfig.class)).ifPresent(Startup::refuse);
        Passkeys.flaw(settingsOf(PasskeyConfig.class)).ifPresent(Startup::refuse);
        FactorConfig factors = settingsOf(FactorConfig.class);
        FactorPolicy.flaw(factors).ifPresent(Startup::refuse);
        Bounds.notNegative("latchkey.factors.remember-device", factors.rememberDevice());
        Bounds.notNegative("latchkey.factors.grace", factors.grace());
        ForwardAuth.flaw(settingsOf(ForwardAuthConfig.class)).ifPresent(Startup::refuse);
        EmailConfig email = settingsOf(EmailConfig.class);
        EmailSettings.flaw(email, config).ifPresent(Startup::refuse);
        ConsoleConfig.flaw(
                        settingsOf(ConsoleConfig.class),
                        settingsOf(AdminConfig.class).enabled())
                .ifPresent(Startup::refuse);
        PageTexts.flaw(email, config, settingsOf(PasswordConfig.class)).ifPresent(Startup::refuse);
        WebhookConfig webhooks = settingsOf(WebhookConfig.class);
        AllowedAddresses.flaw(webhooks)
                .or(() -> WebhookOutcomes.flaw(webhooks, email))
                .ifPresent(Startup::refuse);
        Bounds.notNegative(
                "latchkey.audit.retention", settingsOf(AuditConfig.class).retention());
        checkLimits(settingsOf(LimitConfig.class));
        checkConnections(settingsOf(ConnectionsConfig.class));
        require(
                !settingsOf(PlaygroundConfig.class).enabled() || Pages.areBuilt(),
                "latchkey.playground.enabled is true, but this was built without: build it with"
                        + " -Dlatchkey.playground.enabled=true.");
        legacy.flaw().ifPresent(Startup::refuse);
        if (config.migrateAtStart()) {
            migration.runIfNeeded();
        }
        unknown.warnings().forEach(Log::warn);
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            contracts.all().forEach(this::warnOfShortPasswords);
            warnOfNoIssuer();
        }
    }

    private <C> C settingsOf(Class<C> type) {
        return settings.getConfigMapping(type);
    }

    /** Runs last, so that a failed start prints only its reason. */
    private void warnOfShortPasswords(Contract contract) {
        int shortest = Math.max(
                contract.shortestPassword(),
                settingsOf(PasswordConfig.class).minLength().orElse(0));
        if (shortest < PasswordConfig.MIN_LENGTH) {
            Log.warnf(
                    "%s takes passwords of %d characters: latchkey.password.min-length=%d asks for more.",
                    contract.name(), shortest, PasswordConfig.MIN_LENGTH);
        }
    }

    private void warnOfNoIssuer() {
        ConfigValue issuer = settings.getConfigValue("latchkey.issuer");
        if (issuer.getConfigSourceOrdinal() == Integer.MIN_VALUE) {
            Log.warnf(
                    "LATCHKEY_ISSUER is not set: access tokens say that they are of %s, where no other machine finds the keys.",
                    issuer.getValue());
        }
    }

    private void checkPasswords(PasswordConfig passwords) {
        int cost = passwords.bcryptCost();
        require(
                cost >= BcryptHash.MIN_COST && cost <= BcryptHash.MAX_COST,
                String.format(
                        Locale.ROOT,
                        "latchkey.password.bcrypt-cost is %d; it goes from %d to %d.",
                        cost,
                        BcryptHash.MIN_COST,
                        BcryptHash.MAX_COST));
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

    private static void checkTokens(TokenConfig tokens) {
        int shared = bytes(tokens.sharedSecret());
        require(
                tokens.algorithm() != Algorithm.HS256 || shared >= KeySettings.MIN_SECRET_BYTES,
                String.format(
                        Locale.ROOT,
                        "Latchkey has no key for HS256: set LATCHKEY_TOKENS_SHARED_SECRET to at least %d bytes that no"
                                + " attacker can guess; it has %d.",
                        KeySettings.MIN_SECRET_BYTES,
                        shared));
        Bounds.positive("latchkey.tokens.access-lifetime", tokens.accessLifetime());
        Bounds.notNegative("latchkey.tokens.clock-skew", tokens.clockSkew());
    }

    private static void checkSessions(SessionConfig session) {
        Bounds.positive("latchkey.session.idle", session.idle());
        Bounds.positive("latchkey.session.absolute", session.absolute());
        Bounds.notNegative("latchkey.session.grace", session.grace());
        Bounds.notNegative("latchkey.session.same-client-grace", session.sameClientGrace());
        Bounds.notNegative("latchkey.session.max-per-account", session.maxPerAccount());
    }

    private static void checkLimits(LimitConfig limits) {
        Bounds.notNegative("latchkey.limits.attempts", limits.attempts());
        Bounds.notNegative("latchkey.limits.network-attempts", limits.networkAttempts());
        Bounds.notNegative("latchkey.limits.registrations", limits.registrations());
        Bounds.notNegative("latchkey.limits.mails", limits.mails());
        Bounds.notNegative("latchkey.limits.refreshes", limits.refreshes());
    }

    private static void checkConnections(ConnectionsConfig connections) {
        int limit = connections.limit().orElse(1);
        require(
                limit >= 1,
                String.format(Locale.ROOT, "latchkey.connections.limit is %d; it must be 1 or more.", limit));
        Bounds.positive("latchkey.connections.request-timeout", connections.requestTimeout());
        Bounds.positive("latchkey.connections.idle-timeout", connections.idleTimeout());
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
