package latchkey;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import latchkey.account.PasswordConfig;
import latchkey.connection.ConnectionsConfig;
import latchkey.contract.ContractConfig;
import latchkey.contract.ForwardAuthConfig;
import latchkey.key.Algorithm;
import latchkey.key.TokenType;
import latchkey.legacy.LegacyConfig;
import latchkey.playground.PlaygroundConfig;
import latchkey.session.SessionConfig;

/** All settings, under {@code latchkey.*}, as docs/settings.md lists them. */
@ConfigMapping(prefix = "latchkey")
public interface LatchkeyConfig {

    /**
     * The public URL of this service: the {@code iss} claim of every access token, and the only one accepted. It may have a
     * path, which a proxy in front takes away.
     */
    @WithDefault("http://localhost:8080")
    String issuer();

    /**
     * At least 32 bytes, the same on every replica. Refresh tokens are signed and private keys encrypted under it, so a
     * new one ends every session, and signs nothing until the stored keys are removed.
     */
    Optional<String> secret();

    /** A folder of files that are called as settings are, each with the value of one. */
    Optional<String> secretsDirectory();

    /** Whether the schema is brought up to date before the service answers. */
    @WithDefault("true")
    boolean migrateAtStart();

    ContractConfig contract();

    Registration registration();

    SessionConfig session();

    Tokens tokens();

    Keys keys();

    /** Client id to the service that may introspect and revoke tokens under it. */
    Map<String, Client> clients();

    /** Name to the issuer of tokens before this one. */
    Map<String, LegacyConfig> legacy();

    Cookies cookies();

    Cors cors();

    ForwardAuthConfig forwardAuth();

    Metrics metrics();

    Health health();

    PasswordConfig password();

    Audit audit();

    Limits limits();

    ConnectionsConfig connections();

    /** Addresses and networks (CIDR) of the proxies in front, whose word for whom they forward counts: they can claim any. */
    Optional<List<String>> proxies();

    PlaygroundConfig playground();

    interface Registration {
        /** Whether a client that registers learns that a name is taken. If not, registering signs no user in: that tells, too. */
        @WithDefault("true")
        boolean revealTaken();
    }

    interface Tokens {
        /** How long an access token stays valid. Signing out does not shorten it. */
        @WithDefault("PT5M")
        Duration accessLifetime();

        /** The {@code aud} claim of every access token, and the one accepted; the issuer where none is set. */
        Optional<String> audience();

        /**
         * The {@code typ} of every access token, and the only one accepted. JWT suits services that know no other, and no
         * longer says what a token is for. A change makes those that are out there useless: they are refreshed.
         */
        @WithDefault("at+jwt")
        TokenType type();

        /** How far the clock of the issuer of a token may be off. More lets expired tokens live longer. */
        @WithDefault("PT0S")
        Duration clockSkew();

        /** What access tokens are signed with. A change takes effect as a rotation does. */
        @WithDefault("ES256")
        Algorithm algorithm();

        /** At least 32 bytes, for HS256 only. Every service that has it can sign as well as verify. */
        Optional<String> sharedSecret();

        /** Whether signing out ends an access token shown here within a second, for one query a second and session. */
        @WithDefault("false")
        boolean checkSession();
    }

    interface Keys {
        /** How long a key signs before the next one does. */
        @WithDefault("P90D")
        Duration rotateAfter();

        /** How long a new key is published before it signs. Longer than anybody caches the key set, or they refuse good tokens. */
        @WithDefault("PT10M")
        Duration publishFor();
    }

    interface Client {
        /** The SHA-256 of the client's secret, in hexadecimal. */
        String secretHash();
    }

    interface Cookies {
        /** Whether browsers send the token cookies over https only. False is for trying it out over plain http. */
        @WithDefault("true")
        boolean secure();

        /** The SameSite attribute of the token cookies. */
        @WithDefault("lax")
        SameSite sameSite();

        /**
         * What the names of the token cookies begin with, and browsers then insist on. A cookie of any other name is not
         * read, so a change signs everybody out.
         */
        @WithDefault("none")
        Prefix prefix();

        /** Whether browsers keep the cookies apart by the site they are looking at, for a frontend embedded in many. */
        @WithDefault("false")
        boolean partitioned();
    }

    interface Cors {
        /** The origins whose pages may call with cookies, and read the answers, beside the service's own. */
        Optional<Set<String>> origins();
    }

    interface Metrics {
        /** Whether requests are counted by how long they took, too: twelve more series for each endpoint, status and method. */
        @WithDefault("false")
        boolean histograms();
    }

    interface Health {
        /** Whether the public port has liveness and readiness, too, for a platform that knows no other. Any client can then ask. */
        @WithName("public")
        @WithDefault("false")
        boolean isPublic();
    }

    enum SameSite {
        LAX,
        STRICT,
        /** For a frontend on another site; browsers then insist on {@code latchkey.cookies.secure}. */
        NONE
    }

    enum Prefix {
        NONE,
        /** {@code __Secure-}: set over https only. */
        SECURE,
        /** {@code __Host-}: also by this host only, for all its paths. Contracts on one host then share the cookies. */
        HOST
    }

    /** How often something may be tried at once; what is more has to wait, longer each time. Of 0 there is no limit. */
    interface Limits {
        /** Wrong passwords of one name. More lets strangers guess more; fewer makes forgetful owners wait. */
        @WithDefault("5")
        int attempts();

        /** Failed logins from one network in an hour. More lets one place try more accounts; fewer hits those who share it. */
        @WithDefault("100")
        int networkAttempts();

        /** Registrations from one network in an hour. */
        @WithDefault("30")
        int registrations();

        /** Refreshes of one session; it regains one in ten seconds. Fewer stops a frontend that goes in circles sooner. */
        @WithDefault("60")
        int refreshes();
    }

    interface Audit {
        /** How long an event is kept; zero keeps all. Longer keeps people's names and addresses longer, too. */
        @WithDefault("P365D")
        Duration retention();
    }
}
