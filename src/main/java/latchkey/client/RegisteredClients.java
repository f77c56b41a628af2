package latchkey.client;

import static java.time.temporal.ChronoUnit.MICROS;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.failure.Reason;
import latchkey.hash.Digests;
import org.jspecify.annotations.Nullable;

/** What operators do to the clients in the table. */
@ApplicationScoped
public class RegisteredClients {

    /** The beginning of every secret, by which scanners find those that leak. */
    private static final String PREFIX = "lks_";

    private static final int SECRET_BYTES = 32;

    // Not static: a native image would freeze a static field with its seed.
    private final SecureRandom random = new SecureRandom();

    private final Clients clients;
    private final AuditLog audit;
    private final Clock clock;

    RegisteredClients(Clients clients, AuditLog audit, Clock clock) {
        this.clients = clients;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A client, and its new secret, which cannot be read again.
     *
     * @param secret in clear
     */
    public record WithSecret(Client client, String secret) {}

    /**
     * What to change; null leaves a field as it is.
     *
     * @param enabled whether the client may act
     */
    public record Changes(
            @Nullable String name,
            @Nullable Set<Scope> scopes,
            @Nullable Boolean enabled) {}

    /** @throws AuthFailure ALREADY_TAKEN */
    public WithSecret create(String id, String name, Set<Scope> scopes) {
        String secret = secret();
        Client client = new Client();
        client.id = id;
        client.name = name;
        client.scopes = Scope.join(scopes);
        client.secretDigest = Digests.sha256(secret);
        client.enabled = true;
        client.createdAt = now();
        boolean stored = !clients.isConfigured(id)
                && Transactions.statement(() -> audit.record(client.insert(audit.of(Kind.CLIENT_CREATED)))) > 0;
        if (!stored) {
            throw AuthFailure.taken(Map.of("id", FieldError.of(FieldError.Kind.TAKEN)));
        }
        return new WithSecret(client, secret);
    }

    /** @throws AuthFailure NOT_FOUND */
    public Client get(String id) {
        return Transactions.statement(() -> Client.withId(id)).orElseThrow(RegisteredClients::notFound);
    }

    /** One page of clients by id, after {@code after}. */
    public List<Client> list(String after, int limit) {
        return Transactions.statement(() -> Client.list(after, limit));
    }

    /**
     * Changes a client.
     *
     * @param check of the client as it is, in the same transaction; it may be called several times
     * @throws AuthFailure NOT_FOUND
     */
    public Client change(String id, Changes changes, Consumer<Client> check) {
        return changed(id, check, client -> {
            client.name = changes.name() == null ? client.name : changes.name();
            client.scopes = changes.scopes() == null ? client.scopes : Scope.join(changes.scopes());
            client.enabled = changes.enabled() == null ? client.enabled : changes.enabled();
            audit.record(client.update(audit.of(Kind.CLIENT_CHANGED)));
        });
    }

    /**
     * Gives a client a new secret. The one before is good for {@link Client#FORMER}.
     *
     * @param check as for {@link #change}
     * @throws AuthFailure NOT_FOUND
     */
    public WithSecret rotate(String id, Consumer<Client> check) {
        String secret = secret();
        Client changed = changed(id, check, client -> {
            client.replaceSecret(Digests.sha256(secret), now());
            audit.record(client.updateSecrets(audit.of(Kind.CLIENT_SECRET)));
        });
        return new WithSecret(changed, secret);
    }

    /**
     * Ends the former secret of a client.
     *
     * @param check as for {@link #change}
     * @throws AuthFailure NOT_FOUND
     */
    public void endFormerSecret(String id, Consumer<Client> check) {
        changed(id, check, client -> {
            client.formerDigest = null;
            client.formerUntil = null;
            audit.record(client.updateSecrets(audit.of(Kind.CLIENT_SECRET)));
        });
    }

    /**
     * Deletes a client: its access tokens are no longer good.
     *
     * @param check as for {@link #change}
     * @throws AuthFailure NOT_FOUND
     */
    public void delete(String id, Consumer<Client> check) {
        changed(id, check, client -> audit.record(Client.delete(id, audit.of(Kind.CLIENT_DELETED))));
    }

    private static Client changed(String id, Consumer<Client> check, Consumer<Client> change) {
        return Transactions.call(() -> {
            Client client = Client.locked(id).orElseThrow(RegisteredClients::notFound);
            check.accept(client);
            change.accept(client);
            return client;
        });
    }

    private String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    // In microseconds, as PostgreSQL stores it.
    private Instant now() {
        return clock.instant().truncatedTo(MICROS);
    }

    private static AuthFailure notFound() {
        return AuthFailure.because(Reason.NOT_FOUND);
    }
}
