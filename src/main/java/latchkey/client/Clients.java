package latchkey.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import latchkey.attempt.Network;
import latchkey.attempt.RateLimits;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.hash.Digests;
import org.jspecify.annotations.Nullable;

/** The programs that may act, of the settings and of the table: who they are, and what they may do. */
@ApplicationScoped
public class Clients {

    /** The ids of clients in the table. */
    public static final String ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    private static final Pattern SHA_256 = Pattern.compile("\\s*[0-9A-Fa-f]{64}\\s*");

    private final Map<String, ClientConfig.Client> configured;
    private final RateLimits limits;
    private final AuditLog audit;
    private final Clock clock;

    Clients(ClientConfig config, RateLimits limits, AuditLog audit, Clock clock) {
        configured = config.byId();
        this.limits = limits;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * The first client in {@code config} with a malformed hash, or a scope that does not exist, in a sentence. It does not quote
     * the hash, which may be the secret itself.
     */
    public static Optional<String> flaw(ClientConfig config) {
        return config.byId().entrySet().stream()
                .flatMap(client -> flaw(client.getKey(), client.getValue()).stream())
                .sorted()
                .findFirst();
    }

    private static Optional<String> flaw(String id, ClientConfig.Client client) {
        if (!SHA_256.matcher(client.secretHash()).matches()) {
            return Optional.of("latchkey.clients.\"" + id + "\".secret-hash is no SHA-256 in hexadecimal, of 64"
                    + " digits: \"printf %s SECRET | sha256sum\" makes one.");
        }
        return client.scopes().orElse(Set.of()).stream()
                .filter(scope -> Scope.find(scope.strip()).isEmpty())
                .sorted()
                .findFirst()
                .map(unknown -> String.format(
                        Locale.ROOT,
                        "latchkey.clients.\"%s\".scopes has \"%s\", which is no scope; docs/admin.md lists them.",
                        id,
                        unknown));
    }

    /**
     * The client that sent a request, if it may do what {@code scope} is for.
     *
     * @param authorization the header; if it is not Basic, id and secret from the body count
     * @throws AuthFailure INVALID_CLIENT; FORBIDDEN
     */
    public void require(Scope scope, @Nullable String authorization, @Nullable String id, @Nullable String secret) {
        if (!authenticate(authorization, id, secret).may(scope)) {
            throw AuthFailure.because(Reason.FORBIDDEN);
        }
    }

    /**
     * The client that asks for an access token. Failures are limited for each network, and recorded.
     *
     * @throws AuthFailure INVALID_CLIENT; TOO_MANY_ATTEMPTS from this network
     */
    public KnownClient signIn(
            @Nullable String authorization, @Nullable String id, @Nullable String secret, Network network) {
        Optional<KnownClient> known =
                limits.judge(limits.client(network), () -> find(authorization, id, secret), Optional::isPresent);
        if (known.isEmpty()) {
            audit.refusedAtNoCost(Kind.CLIENT_LOGIN, "wrong client id or secret", null, null);
        }
        return known.orElseThrow(() -> AuthFailure.because(Reason.INVALID_CLIENT));
    }

    /** The client with this id, if it may act now. */
    public Optional<KnownClient> find(String id) {
        ClientConfig.Client setting = configured.get(id);
        if (setting != null) {
            return Optional.of(of(id, setting));
        }
        return row(id).map(client -> new KnownClient(client.id, client.scopeSet(), false));
    }

    /** Whether the settings name a client with this id. */
    boolean isConfigured(String id) {
        return configured.containsKey(id);
    }

    private KnownClient authenticate(@Nullable String authorization, @Nullable String id, @Nullable String secret) {
        return find(authorization, id, secret).orElseThrow(() -> AuthFailure.because(Reason.INVALID_CLIENT));
    }

    private Optional<KnownClient> find(@Nullable String authorization, @Nullable String id, @Nullable String secret) {
        return ClientSecret.read(authorization, id, secret).stream()
                .flatMap(shown -> proven(shown).stream())
                .findFirst();
    }

    private Optional<KnownClient> proven(ClientSecret shown) {
        ClientConfig.Client setting = configured.get(shown.id());
        if (setting != null) {
            return matches(setting, shown.secret()) ? Optional.of(of(shown.id(), setting)) : Optional.empty();
        }
        Instant now = clock.instant();
        Optional<Client> row = row(shown.id()).filter(client -> client.accepts(shown.secret(), now));
        row.ifPresent(client -> Transactions.statement(() -> client.used(now)));
        return row.map(client -> new KnownClient(client.id, client.scopeSet(), false));
    }

    private static Optional<Client> row(String id) {
        return id.matches(ID)
                ? Transactions.statement(() -> Client.withId(id)).filter(client -> client.enabled)
                : Optional.empty();
    }

    private static KnownClient of(String id, ClientConfig.Client setting) {
        return new KnownClient(id, Scope.read(String.join(" ", setting.scopes().orElse(Set.of()))), true);
    }

    private static boolean matches(ClientConfig.Client setting, String secret) {
        return MessageDigest.isEqual(
                setting.secretHash().strip().toLowerCase(Locale.ROOT).getBytes(UTF_8),
                HexFormat.of().formatHex(Digests.sha256(secret)).getBytes(UTF_8));
    }
}
